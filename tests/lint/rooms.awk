# Finds includes that point against the arrows between rooms and between a room's folders.
#
#   awk -f tests/lint/rooms.awk tests/lint/arrows FILE...
#
# The table says which arrows there are, and how to write them.

function complain(text) {
    print text
    bad++
}

# "litmus/judge/judge.h" is in the folder litmus/judge, "kernel/main.c" in kernel/.
function folder_of(path,    part, count) {
    count = split(path, part, "/")
    return part[1] "/" (count > 2 ? part[2] : ".")
}

# ---- the table -------------------------------------------------------------------------

NR == 1 { table = FILENAME }

FILENAME == table && (/^#/ || !NF) { next }

FILENAME == table {
    if ($1 != "->") groups = 1
    for (i = 1; i <= NF; i++) {
        if ($i == "->") {
            groups++
            members[groups] = ""
            continue
        }
        if (i == 1) members[1] = ""
        members[groups] = members[groups] " " $i
        listed[$i] = 1
        if (split($i, part, "/") > 1) has_order[part[1]] = 1
        for (g = 1; g < groups; g++) {
            n = split(members[g], above, " ")
            for (j = 1; j <= n; j++) may[above[j], $i] = 1
        }
    }
    next
}

# Steps add up. A folder that comes to itself would allow everything between.
function close_table(    a, b, via) {
    for (via in listed)
        for (a in listed)
            if ((a, via) in may)
                for (b in listed)
                    if ((via, b) in may) may[a, b] = 1
    for (a in listed)
        if ((a, a) in may) complain(table ": a cycle through " a)
    closed = 1
}

# ---- the files -------------------------------------------------------------------------

FNR == 1 {
    if (!closed) close_table()
    files++
    folder = folder_of(FILENAME)
    room = substr(folder, 1, index(folder, "/") - 1)
    if (!(room in listed)) complain(FILENAME ": " room "/ is no room")
    if (room in has_order && !(folder in listed) && !(folder in missed)) {
        complain(FILENAME ": " table " does not say where " folder " belongs")
        missed[folder] = 1
    }
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    path = quoted[2]
    # Only version.h is made by the build.
    if (path == "version.h") next
    if (!index(path, "/")) {
        complain(FILENAME ":" FNR ": \"" path "\" names no room")
        next
    }
    other = folder_of(path)
    other_room = substr(other, 1, index(other, "/") - 1)
    if (!(other_room in listed))
        complain(FILENAME ":" FNR ": " other_room "/ is no room")
    else if (other_room != room) {
        if (!((room, other_room) in may))
            complain(FILENAME ":" FNR ": " room "/ may not include " other_room "/")
    } else if (other != folder && room in has_order && !((folder, other) in may))
        complain(FILENAME ":" FNR ": " folder "/ may not include " other "/")
}

END {
    if (!files) print "no files"
    exit bad || !files
}
