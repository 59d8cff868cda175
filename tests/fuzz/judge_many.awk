# Gives tools/judge.awk one damaged log after the other, without a process for each:
# `runs` of them, made from a good one with the verdict HOLDS. Prints nothing, or the
# mistake and how to reproduce it, and exits with 1.
#
#   awk -v library=1 -v seed=N -v runs=N -v sum=CKSUM -f tools/judge.awk
#       -f tests/fuzz/damage.awk -f tests/fuzz/judge_many.awk LOG
#
# Every other run has a corrected checksum, as if the log had been written so: then the
# other checks must reject it.

function fail(what) {
    printf "seed %s run %s, %s: %s\n", seed, number, did, what
    exit_status = 1
}

# A missing last line end is no damage, nor is an empty line that tools/judge's tests
# allow.
function without_empty(text) {
    gsub(/\n\n+/, "\n", text)
    sub(/^\n/, "", text)
    return text ~ /\n$/ || text == "" ? text : text "\n"
}

# Returns true if a log that says HOLDS is plausible: its last words in order, each once,
# no failure, and as many results as planned.
function may_hold(part, count,    i, red, results, verdicts, planned) {
    for (i = 1; i < count; i++) {
        red += part[i] ~ /^(not ok |Bail out!)/
        results += part[i] ~ /^ok /
        verdicts += part[i] ~ /^# verdict /
        if (part[i] ~ /^1\.\.[0-9]/)
            planned = substr(part[i], 4) + 0
    }
    return part[count] == "# end lines=" count - 1 " cksum=" stated &&
        part[count - 1] ~ /^# verdict HOLDS( |$)/ && !red && results + 0 == planned + 0 &&
        verdicts == 1
}

function one(    part, count, i, body, status, repaired) {
    text = damage()
    gsub(/\r/, "", text)
    count = split(text, part, "\n")
    if (count && part[count] == "")
        count--
    judge_start()
    body = ""
    for (i = 1; i <= count; i++) {
        judge_line(part[i])
        if (i < count)
            body = body part[i] "\n"
    }
    repaired = number % 2
    stated = part[count]
    sub(/.*cksum=/, "", stated)
    status = judge_end(repaired ? stated : body == good_body ? sum : "another")
    if (status !~ /^[0-3]$/ || judge_said == "")
        fail("status \"" status "\", \"" judge_said "\"")
    else if (status == 0 && !may_hold(part, count))
        fail("HOLDS")
    else if (!repaired && status != 3 && without_empty(text) != good)
        fail("status " status)
}

{ line[++lines] = $0; good = good $0 "\n" }

END {
    for (i = 1; i < lines; i++)
        good_body = good_body line[i] "\n"
    srand(seed)
    for (number = 0; number < runs && !exit_status; number++)
        one()
    exit exit_status
}
