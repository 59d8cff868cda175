# Prints what a test can end with, a line each: NAME kind Allowed|Forbidden, and NAME
# HIGH:LOW for each state. From lohilo's log, from herd7's output, or from what the
# comment of a model says.

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
