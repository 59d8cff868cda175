# Finds includes against the arrows between folders: boot -> kernel -> litmus -> mm ->
# arch -> lib.

BEGIN {
    count = split("boot kernel litmus mm arch lib", rooms, " ")
    for (i = 1; i <= count; i++) rank[rooms[i]] = i
}

FNR == 1 {
    split(FILENAME, part, "/")
    room = part[1]
    files++
}

/^#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    if (split(quoted[2], part, "/") < 2) {
        # Only version.h is made by the build.
        if (quoted[2] == "version.h") next
        print FILENAME ":" FNR ": \"" quoted[2] "\" names no room"
        bad++
    } else if (!(part[1] in rank)) {
        print FILENAME ":" FNR ": " part[1] "/ is no room"
        bad++
    } else if (rank[part[1]] < rank[room]) {
        print FILENAME ":" FNR ": " room "/ may not include " part[1] "/"
        bad++
    }
}

END {
    if (!files) print "no files"
    exit bad || !files
}
