# Whether a program said what a page shows: each line of the page's file, in that order,
# among those of the second. Any number but 0 may be another one; times and rates may be 0
# as well. Prints the first line that is missing.
#
#   awk -f tests/docs/expected.awk SHOWN SAID

function plain(text, result, number) {
    sub(/\r$/, "", text)
    gsub(/ms=[0-9.]+/, "ms=N", text)
    gsub(/per_s=[0-9.]+/, "per_s=N", text)
    sub(/ [0-9]+ s$/, " N s", text)
    while (match(text, /[0-9][0-9.]*/)) {
        number = substr(text, RSTART, RLENGTH)
        result = result substr(text, 1, RSTART - 1) (number == "0" ? "0" : "N")
        text = substr(text, RSTART + RLENGTH)
    }
    return result text
}

FILENAME == ARGV[1] { shown[++lines] = $0; next }
at < lines && plain($0) == plain(shown[at + 1]) { at++ }
END {
    if (at < lines) {
        print "the page shows, and the program did not say: " shown[at + 1]
        exit 1
    }
}
