# Prints the possible ends of a test, one a line: NAME kind Allowed|Forbidden, and NAME
# HIGH:LOW for each state. Reads lohilo's log, herd7's output, or a model's comment.

function value(text, word) {
    if (!match(text, word "\\]?=[^;]*")) return ""
    text = substr(text, RSTART, RLENGTH)
    sub(/.*=/, "", text)
    return text
}

{ sub(/\r$/, "") }
FNR == 1 { listed = 0 }

# A model.
/^X86(_64)? / { name = $2 }
/^ *Expected: / { sub(/,/, "", $2); print name, "kind", $2 }
/^ *States: / { listed = 1 }
listed {
    for (i = 1; i <= NF; i++)
        if ($i ~ /^[0-9]+:[0-9]+$/) print name, $i
}
/\*\)/ { listed = 0 }

# A log.
$1 == "Test" { name = $2; print name, "kind", $3 }
/high\]?=.*low\]?=/ && !/xists|ocations|ilter|^Condition/ {
    print name, value($0, "high") ":" value($0, "low")
}
