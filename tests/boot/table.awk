# Prints a table of boot rows (tests/boot/rows) as Markdown: the comment above each group
# as its heading, a line for each machine. Blank columns and defaults (-) are left out.

function trim(text) {
    gsub(/^[ \t]+|[ \t]+$/, "", text)
    return text
}
function add(text, word) {
    return word == "-" ? text : text == "" ? word : text ", " word
}

# The comments before the first row are about the columns.
/^# name +\|/ { begun = 1; next }
!begun { if (/^@/) expand($0); next }
/^@/ { expand($0); next }
/^#/ {
    words = (words == "" ? "" : words " ") trim(substr($0, 2))
    next
}
/^[ \t]*$/ { words = ""; next }
{
    if (words != "") {
        printf "\n%s\n\n| row | machine | options | ends with | log says |\n", words
        print "| --- | --- | --- | --- | --- |"
        words = ""
    }
    split($0, column, "|")
    facts = $0
    for (i = 1; i <= 12; i++) {
        column[i] = trim(column[i])
        facts = substr(facts, index(facts, "|") + 1)
    }
    gsub(/\|/, "\\|", facts)
    machine = add(add(add(add("", column[3]), column[2]), column[5]), column[6])
    machine = add(add(machine, column[7]), column[9])
    printf "| %s | %s, smp=%s | `%s` | %s | `%s` |\n", column[1], machine, column[8],
        in_full(column[10]), status[column[12]], trim(facts)
    count++
}
function expand(line,    at) {
    at = index(line, "=")
    stands[trim(substr(line, 1, at - 1))] = trim(substr(line, at + 1))
}
function in_full(text) {
    while (match(text, /@[a-z]+/) && substr(text, RSTART, RLENGTH) in stands)
        text = substr(text, 1, RSTART - 1) stands[substr(text, RSTART, RLENGTH)] \
            substr(text, RSTART + RLENGTH)
    return text
}

BEGIN {
    status[0] = "HOLDS"
    status[1] = "VIOLATED"
    status[2] = "INCONCLUSIVE"
    status[3] = "ERROR"
}
END { printf "\n%d machines.\n", count }
