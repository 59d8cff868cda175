# Damages a log in one of the ways that a cable or a bug does: prints it again, with
# `seed` choosing where and how. The file `note` gets a description, or "same" if the text
# did not change. With -v library=1 only its functions are loaded: damage() returns the
# text of the array `line`, damaged.

function random(below) {
    return int(rand() * below)
}
function byte() {
    return sprintf("%c", 1 + random(255))
}
# A place in the text, not before the second byte: text that a boot loader leaves in front
# of lohilo's first line is not damage.
function place() {
    return 2 + random(length(text) - 1)
}
function splice(from, count, new) {
    text = substr(text, 1, from - 1) new substr(text, from + count)
}

# Another line that lohilo could have written.
function false_line(    which) {
    which = random(5)
    return which == 0 ? "not ok 1 stress/a # torn=1" : which == 1 ? "Bail out! no" : \
        which == 2 ? "1.." random(4) : which == 3 ? "# verdict HOLDS" : "ok 2 stress/b"
}

function damage(    how, one, other, skip, twice, kept, i, at, n) {
    text = ""
    how = random(13)
    one = 1 + random(lines)
    other = 1 + random(lines)
    if (how == 0) { did = "line " one " lost"; skip = one }
    if (how == 1) { did = "line " one " comes twice"; twice = one }
    for (i = 1; i <= lines; i++) {
        kept = line[i]
        if (how == 2 && i == one) kept = line[other]
        if (how == 2 && i == other) kept = line[one]
        if (how == 3 && i == other) kept = line[one]
        if (how == 11 && i == one) kept = false_line()
        if (i != skip) text = text kept "\n"
        if (i == twice) text = text kept "\n"
        if (how == 12 && i == one) text = text false_line() "\n"
    }
    if (how == 2) did = "lines " one " and " other " swapped"
    if (how == 3) did = "line " one " taken for line " other
    if (how == 11) did = "line " one " replaced"
    if (how == 12) did = "a line more after line " one
    at = place()
    if (how == 4) { did = "byte " at " lost"; splice(at, 1, "") }
    if (how == 5) { did = "byte " at " changed"; splice(at, 1, byte()) }
    if (how == 6) { did = "byte " at " comes twice"; splice(at, 0, substr(text, at, 1)) }
    if (how == 7) { did = "a byte more at " at; splice(at, 0, byte()) }
    if (how == 8) { did = "cut at " at; text = substr(text, 1, at - 1) }
    if (how == 9) { n = 2 + random(40); did = n " bytes lost at " at; splice(at, n, "") }
    if (how == 10) {
        did = "an end line at " at
        splice(at, 0, "\n# end lines=" random(9) " cksum=" random(4294967295) "\n")
    }
    return text
}

!library { line[++lines] = $0 }

END {
    if (!library) {
        srand(seed)
        printf "%s", damage()
        print did >note
    }
}
