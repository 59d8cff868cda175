# Finds lines that are too long: of code over 90 columns, of pages over 100.
#
#   awk -f tests/lint/lines.awk FILE...
#
# A tab is worth as many columns as in .editorconfig. Exempt, because such a line cannot
# be broken or reads worse if it is: in pages the rows of tables, code, and lines with a
# link; in scripts and assembly, which cannot put strings together, lines with a string of
# 50 columns or more.

BEGIN { TAB = 4; CODE = 90; PAGE = 100; STRING = 50 }

function has_long_string(line) {
    while (match(line, /"[^"]*"|'[^']*'/)) {
        if (RLENGTH >= STRING) return 1
        line = substr(line, RSTART + RLENGTH)
    }
    return 0
}

FNR == 1 {
    is_page = FILENAME ~ /\.md$/
    joins_strings = FILENAME ~ /\.([ch]|mjs)$/
    most = is_page ? PAGE : CODE
    fenced = 0
    files++
}

is_page && /^ *```/ { fenced = !fenced }

length($0) * (index($0, "\t") ? TAB : 1) <= most { next }

is_page && (fenced || /^ *\|/ || /^    / || /\]\(/ || /https?:\/\//) { next }

{
    line = $0
    # In UTF-8, what continues a character has no column.
    gsub(/[\200-\277]/, "", line)
    columns = 0
    while ((at = index(line, "\t"))) {
        columns += at - 1
        columns += TAB - columns % TAB
        line = substr(line, at + 1)
    }
    columns += length(line)
    if (columns <= most || !is_page && !joins_strings && has_long_string($0)) next
    print FILENAME ":" FNR ": " columns " columns, most " most
    bad++
}

END {
    if (!files) print "no files"
    exit bad || !files
}
