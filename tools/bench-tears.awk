# From lines "tears TRIAL WINDOW RATE" a table with a row for each window and a column for
# each trial; "-" where nothing was torn or measured. width: of a column; markdown=1: a
# table of Markdown.

$1 == "tears" {
    sub(/.*\//, "", $2)
    if (!($2 in column)) {
        column[$2] = ++columns
        name[columns] = $2
    }
    if (!($3 in row)) {
        row[$3] = ++rows
        window[rows] = $3 + 0
    }
    if ($4 + 0 > rate[$3 + 0, $2] + 0) rate[$3 + 0, $2] = $4
}

END {
    for (i = 2; i <= rows; i++) {
        moved = window[i]
        for (k = i; k > 1 && window[k - 1] > moved; k--) window[k] = window[k - 1]
        window[k] = moved
    }
    if (markdown) {
        head = "| window |"
        rule = "| --- |"
        for (c = 1; c <= columns; c++) {
            head = head " " name[c] " |"
            rule = rule " --- |"
        }
        print head
        print rule
    } else {
        printf "window"
        for (c = 1; c <= columns; c++) printf " %" width "s", name[c]
        print ""
    }
    for (i = 1; i <= rows; i++) {
        printf markdown ? "| %d |" : "%6d", window[i]
        for (c = 1; c <= columns; c++) {
            shown = rate[window[i], name[c]] + 0 ? rate[window[i], name[c]] : "-"
            printf markdown ? " %s |" : " %" width "s", shown
        }
        print ""
    }
}
