# Prints a file with the words of its comments wrapped where a line is too long; only that
# line and those that its words move into are changed.
#
#   awk -v most=90 -f tests/lint/wrap_comments.awk FILE
#
# Comments that stand alone: C's with a star before each line, and those of scripts.
# Neither lists, whose text is indented, nor tables, with two blanks in a row, are
# touched, nor what stands behind code.

BEGIN { is_c = ARGV[1] ~ /\.[chS]$/ }

# Prints text behind lead; what is too long becomes `carry`.
function put(lead, text,    at) {
    carry = ""
    if (length(lead text) > most) {
        for (at = most - length(lead) + 1; at > 1 && substr(text, at, 1) != " "; at--)
            continue
        if (at > 1) {
            carry = substr(text, at + 1)
            text = substr(text, 1, at - 1)
        }
    }
    gsub(/\001/, " ", text)
    print lead text
}
function flush() {
    while (carry != "") put(next_lead, carry)
}

# Sets lead and text if the line is a line of a comment that may be wrapped.
function read_line(    closes) {
    lead = ""
    if (!is_c) {
        if ($0 !~ /^[ \t]*# / || $0 ~ /# shellcheck /) return 0
        match($0, /^[ \t]*# /)
        opens = 0
    } else {
        opens = match($0, /^[ \t]*\/\* /)
        if (!opens && !(inside && match($0, /^[ \t]*\* /))) {
            inside = inside && $0 !~ /\*\// || $0 ~ /^[ \t]*\/\*/ && $0 !~ /\*\//
            return 0
        }
        closes = index($0, "*/")
        inside = !closes
        if (closes && $0 !~ /\*\/$/) return 0
    }
    lead = substr($0, 1, RLENGTH)
    text = substr($0, RLENGTH + 1)
    # The end stays with the last word.
    sub(/ +\*\/$/, "\001*/", text)
    next_lead = lead
    if (opens) sub(/\/\*/, " *", next_lead)
    return 1
}

{
    kept = next_lead
    if (!read_line() || text ~ /^[ -]/ || text ~ /[^.:]  / || text ~ /^$/) {
        was = next_lead
        next_lead = kept
        flush()
        next_lead = was
        print
        next
    }
    if (opens || lead != kept) {
        was = next_lead
        next_lead = kept
        flush()
        next_lead = was
    }
    put(lead, carry == "" ? text : carry " " text)
    if (is_c && !inside) flush()
}

END { flush() }
