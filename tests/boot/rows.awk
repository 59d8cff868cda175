# Checks a table of boot rows (tests/boot/rows) and prints the wanted rows, columns
# between bars without blanks around them. At a mistake prints only the mistake, and exits
# 1.
#
# wanted: names between blanks; empty for all.

function mistake(text) {
    failed = "line " NR ": " text
    exit 1
}
function trim(text) {
    gsub(/^[ \t]+|[ \t]+$/, "", text)
    return text
}
# One of the words, or a mistake.
function one_of(column, value, words) {
    if (index(" " words " ", " " value " ") == 0)
        mistake(column " \"" value "\": one of " words)
}

function check_text(fact, text) {
    sub(/^!/, "", text)
    if (text == "" || (text ~ /^\// && text !~ /^\/.+\/$/))
        mistake("fact \"" fact "\": text, !text, /regex/, !/regex/, FACT => FACT, again, " \
            "no-end, complaint, unless-said, machine or monitor")
}

BEGIN {
    COLUMNS = 12 # before the facts, which may have bars of their own
    count = split(wanted, list, " ")
    for (i = 1; i <= count; i++) ask[list[i]] = 1
}

/^[ \t]*(#|$)/ { next }

# "@name = text": from here on @name in a column stands for the text.
/^@/ {
    meaning = index($0, "=")
    short = trim(substr($0, 1, meaning - 1))
    if (!meaning || short !~ /^@[a-z]+$/) mistake("@name = text, please")
    stands[short] = trim(substr($0, meaning + 1))
    next
}

{
    rest = $0
    line = ""
    for (i = 1; i <= COLUMNS; i++) {
        bar = index(rest, "|")
        if (!bar) mistake(i - 1 " columns and the facts, not " COLUMNS)
        column[i] = trim(substr(rest, 1, bar - 1))
        rest = substr(rest, bar + 1)
        while (match(column[i], /@[a-z]+/)) {
            short = substr(column[i], RSTART, RLENGTH)
            if (!(short in stands)) mistake("what is " short "?")
            column[i] = substr(column[i], 1, RSTART - 1) stands[short] \
                substr(column[i], RSTART + RLENGTH)
        }
        if (column[i] == "") mistake("column " i " is empty: - is the default")
        line = line column[i] "|"
    }
    name = column[1]
    if (name !~ /^[a-z0-9][a-z0-9.-]*$/)
        mistake("name \"" name "\": small letters, digits, - .")
    if (name in seen) mistake("a second row " name)
    seen[name] = 1
    rows++
    if (column[2] !~ /^bug:[a-z0-9-]+$/) one_of("build", column[2], "- clang ubsan")
    one_of("emulator", column[3], "qemu qemu-icount qemu-onestep qemu-thread qemu-e9 qemu-novga qemu-eim bochs")
    one_of("share", column[4], "shared alone quiet")
    medium = column[5]
    if (medium ~ /^loader:/) {
        one_of("boot", medium, loaders)
        if (column[3] != "qemu" || column[10] == "-")
            mistake("other boot loaders are for qemu, and need options")
    } else {
        sub(/:[a-z0-9>-]+$/, "", medium)
        sub(/^hybrid-/, "", medium)
        one_of("boot", medium, media)
    }
    if (column[5] ~ /^(uefi|hybrid-)/ && column[2] !~ /^(-|clang)$/)
        mistake("the hybrid image is built as - and clang only")
    if ((medium == "broken") != (column[10] ~ /^break=/))
        mistake("the options of a broken one begin with break=, and no others")
    if (medium == "broken" && column[3] !~ /^(qemu|qemu-e9|bochs)$/)
        mistake("broken ones are for qemu, qemu-e9 and bochs")
    if (column[8] !~ /^(-|[1-9][0-9]*(,[a-z0-9,=]+)?)$/) mistake("smp \"" column[8] "\"")
    if (column[9] !~ /^(-|[1-9][0-9]*[MG])$/) mistake("memory \"" column[9] "\"")
    if (column[11] !~ /^[1-9][0-9]*$/) mistake("seconds \"" column[11] "\"")
    if (column[12] !~ /^[0-3]$/) mistake("status \"" column[12] "\": 0 to 3")

    facts = split(trim(rest), fact, / +; +/)
    for (i = 1; i <= facts; i++) {
        text = fact[i]
        if (text ~ /^monitor /) {
            if (text !~ /^monitor [1-9][0-9]* [a-z]/)
                mistake("\"" text "\": monitor S COMMAND")
            if (column[3] == "bochs") mistake("Bochs has no monitor")
        }
        if (text ~ /^machine /) text = substr(text, 9)
        else if (arrow = index(text, " => ")) {
            check_text(fact[i], substr(text, 1, arrow - 1))
            text = substr(text, arrow + 4)
        }
        if (text == "complaint") mistake("complaint: of what?")
        if (text == "unless-said") mistake("unless-said: what?")
        check_text(fact[i], text)
    }
    if (!count || name in ask) print line trim(rest)
    delete ask[name]
}

END {
    if (failed) {
        print failed
        exit 1
    }
    for (name in ask) {
        print "no row " name
        exit 1
    }
    if (!rows) {
        print "no rows"
        exit 1
    }
}
