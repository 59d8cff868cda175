# Finds includes that lead back to where they started.
#
#   awk -v of=files -f tests/lint/cycles.awk FILE...
#   awk -v of=modules -f tests/lint/cycles.awk tests/lint/cycles_known FILE...
#
# A module is what has one name but for .c, .h and .S. Rows of cycles_known, "MODULE
# MODULE why", are includes that may close a cycle; one that closes none any more is a
# mistake too.
#
# What leads nowhere is dropped, again and again. What is left leads to a cycle.

function complain(text) {
    print text
    bad++
}

# "mm/../lib/text.h" is "lib/text.h".
function tidy(path) {
    while (sub(/[^\/.]+\/\.\.\//, "", path)) continue
    return path
}
function node_of(path) {
    if (of == "modules") sub(/\.[chS]$/, "", path)
    return path
}
function add_arrow(from, to) {
    if (from == to && of == "modules" || (from, to) in arrow) return
    arrow[from, to] = 1
    out[from] = out[from] " " to
    nodes[from] = nodes[to] = 1
}

of == "modules" && NR == 1 { table = FILENAME }

table != "" && FILENAME == table {
    if (/^#/ || !NF) next
    if (NF < 3) complain(table ":" FNR ": MODULE MODULE why")
    known[$1, $2] = FNR
    next
}

FNR == 1 {
    files++
    from = node_of(FILENAME)
    beside = FILENAME
    if (!sub(/[^\/]*$/, "", beside)) beside = ""
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    path = quoted[2]
    # A name without a room, or that climbs, is beside the file that includes it.
    if (path ~ /^\.\.\// || path !~ /\//) path = beside path
    add_arrow(from, node_of(tidy(path)))
}

# ---- cycles ----------------------------------------------------------------------------

# The shortest way between two, as "a -> b -> c"; "" if there is none.
function way(from, to,    queue, head, tail, came, here, after, n, i, text) {
    queue[tail = 1] = from
    for (head = 1; head <= tail; head++) {
        here = queue[head]
        n = split(out[here], after, " ")
        for (i = 1; i <= n; i++) {
            if (!((here, after[i]) in arrow)) continue
            if (after[i] == to) {
                last = here
                for (text = to; here != from; here = came[here]) text = here " -> " text
                return from " -> " text
            }
            if (after[i] in came) continue
            came[after[i]] = here
            queue[++tail] = after[i]
        }
    }
    return ""
}

function leads_on(node,    after, n, i) {
    n = split(out[node], after, " ")
    for (i = 1; i <= n; i++)
        if ((node, after[i]) in arrow && after[i] in nodes) return 1
    return 0
}
function drop_ends(    node, dropped) {
    do {
        dropped = 0
        for (node in nodes)
            if (!leads_on(node)) {
                delete nodes[node]
                dropped = 1
            }
    } while (dropped)
}
function first_node(    node, first) {
    for (node in nodes)
        if (first == "" || node < first) first = node
    return first
}

END {
    for (pair in known) {
        split(pair, two, SUBSEP)
        if (!(pair in arrow))
            complain(table ":" known[pair] ": " two[1] " does not include " two[2])
        else if (way(two[2], two[1]) == "")
            complain(table ":" known[pair] ": " two[1] " -> " two[2] " closes no cycle")
    }
    for (pair in known) delete arrow[pair]

    # Each cycle loses its last arrow when it has been told.
    for (drop_ends(); (node = first_node()) != ""; drop_ends()) {
        round = way(node, node)
        if (round == "") {
            delete nodes[node]
            continue
        }
        complain("a cycle of " of ": " round)
        delete arrow[last, node]
    }
    if (!files) print "no files"
    exit bad || !files
}
