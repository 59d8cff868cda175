# For the parts of tests/tools: sourced, from the top of the tree. $SHELL_UNDER_TEST runs
# the program under test; $out is a folder for files.
# shellcheck shell=sh

: "${out:?a folder for files}" "${SHELL_UNDER_TEST:?a shell}"
number=0 failures=0

# result WHAT WRONG: WRONG is empty where all is well.
result() {
    number=$((number + 1))
    if [ -z "$2" ]; then
        printf 'ok - %s: %s\n' "$SHELL_UNDER_TEST" "$1"
    else
        failures=$((failures + 1))
        printf 'not ok - %s: %s\n' "$SHELL_UNDER_TEST" "$1"
        printf '%s\n' "$2" | sed 's/^/# /'
    fi
}

skip() { # WHAT WHY
    number=$((number + 1))
    printf 'ok - %s: %s # SKIP %s\n' "$SHELL_UNDER_TEST" "$1" "$2"
}

# expect WHAT STATUS TEXT PROGRAM...: exit status, and a piece of text in what it says.
expect() {
    what=$1 want=$2 text=$3
    shift 3
    # shellcheck disable=SC2086 # a shell and its option
    said=$($SHELL_UNDER_TEST "$@" </dev/null 2>&1)
    got=$?
    wrong=
    [ $got -eq "$want" ] || wrong="exit status $got instead of $want; it said:
$said"
    case $said in
    *"$text"*) ;;
    *) wrong="$wrong
did not say: $text
it said: $said" ;;
    esac
    result "$what" "$wrong"
}

# seal FILE: adds the end line that the lines in FILE (with CR LF ends) must have.
seal() {
    lines=$(wc -l <"$1")
    sum=$(tr -d '\r' <"$1" | cksum)
    printf '# end lines=%s cksum=%s\r\n' $((lines)) "${sum%% *}" >>"$1"
}

# write_log FILE VERDICT: a whole log of two trials.
write_log() {
    printf '%s\r\n' 'KTAP version 1' '# cpus: 2 of 2 online' '1..2' \
        'ok 1 stress/a # torn=0' "${3-ok 2 stress/b}" \
        "# verdict $2" >"$1"
    seal "$1"
}

finish() {
    echo "1..$number"
    [ $failures -eq 0 ]
    exit
}
