# Finds names of files that do not exist, in comments and documentation.
#
#   awk -f tests/lint/names.awk tests/lint/foreign_names LIST FILE...
#
# LIST: the files that there are, one a line. foreign_names: names that are not ours.
#
# A file's name is a word that begins with one of the top folders and a slash, or that
# ends like a file (.c .h .S .md .mk .awk .py .sh .patch .ld). It must be there as it
# stands; a folder will do, and so will the end of a path, as entry.S. NAME, MACHINE, ID,
# * and ... stand for anything. In the first lines of a patch, a/ and b/ are left out.
#
# All of a C file is read, its strings too, and all of a page. Of scripts and makefiles
# only comments are read: a wrong name in a command is found when it is carried out. A
# word in quotes with a colon, as "mm/gup: ...", is the title of a commit of Linux.

function complain(text) {
    print text
    bad++
}

# ---- tables ----------------------------------------------------------------------------

FNR == 1 { input++ }

input == 1 {
    if (/^#/ || !NF) next
    if (NF < 2) complain(FILENAME ":" FNR ": NAME why")
    foreign[$1] = FNR
    foreign_table = FILENAME
    next
}

input == 2 {
    there[$0] = 1
    # Each end of its path, and each folder that it is in.
    count = split($0, part, "/")
    end = ""
    for (i = count; i >= 1; i--) {
        end = part[i] (end == "" ? "" : "/" end)
        ends[end] = 1
    }
    start = ""
    for (i = 1; i < count; i++) {
        start = start (i > 1 ? "/" : "") part[i]
        there[start] = 1
        if (i == 1) top[start] = 1
    }
    next
}

# ---- one name --------------------------------------------------------------------------

function pattern_of(name) {
    gsub(/[.+]/, "[&]", name)
    gsub(/\*/, "[^/]*", name)
    gsub(/NAME|MACHINE|ID/, "[^/]*", name)
    return name
}
# Whether a name with something wild in it fits a file or folder, or the end of one.
function fits(name, set,    pattern, one) {
    pattern = "^" pattern_of(name) "$"
    for (one in set)
        if (one ~ pattern) return 1
    return 0
}

function is_foreign(name,    one, pattern) {
    if (name in foreign) {
        used[name] = 1
        return 1
    }
    for (one in foreign) {
        if (one !~ /\*/) continue
        pattern = one
        gsub(/[.+]/, "[&]", pattern)
        gsub(/\*/, ".*", pattern)
        if (name ~ "^" pattern "$") {
            used[one] = 1
            return 1
        }
    }
    return 0
}

function exists(name, beside) {
    if (name in there || name in ends || beside name in there) return 1
    if (name ~ /\*|NAME|MACHINE|ID/) return fits(name, there) || fits(name, ends)
    return 0
}

function check(name, beside,    first) {
    sub(/[.\/-]+$/, "", name)
    first = name
    if (!sub(/\/.*/, "", first)) first = ""
    if (!(first in top) &&
        name !~ /[A-Za-z0-9_*]\.([chS]|md|mk|awk|py|sh|patch|ld)$/) return
    if (first == "build" || name ~ /^\// || name ~ /\.\./) return
    if (name == "" || exists(name, beside) || is_foreign(name)) return
    complain(FILENAME ":" FNR ": no file " name)
}

# ---- a line ----------------------------------------------------------------------------

FNR == 1 {
    beside = FILENAME
    if (!sub(/[^\/]*$/, "", beside)) beside = ""
    kind = "#"
    if (FILENAME ~ /\.md$/) kind = "page"
    if (FILENAME ~ /\.([chS]|ld|mjs|litmus)$/) kind = "all"
    files++
}

{
    line = $0
    if (kind == "#") {
        if (!match(line, /(^|[ \t])#/)) next
        line = substr(line, RSTART)
    }
    if (line ~ /#[ \t]*include[ \t]*</) next
    sub(/^\+?(---|\+\+\+) [ab]\//, "", line)
    gsub(/[a-z]+:\/\/[^ )>]*/, "", line)

    # A page's links, from its folder on.
    while (kind == "page" && match(line, /\]\([^)#]+/)) {
        link = substr(line, RSTART + 2, RLENGTH - 2)
        line = substr(line, 1, RSTART) " " substr(line, RSTART + RLENGTH)
        path = beside link
        while (sub(/[^\/.]+\/\.\.\//, "", path)) continue
        sub(/\/$/, "", path)
        if (!(path in there)) complain(FILENAME ":" FNR ": no file " path ", a link")
    }
    while (match(line, /[A-Za-z0-9_.*\/+~$@(){}-]+/)) {
        word = substr(line, RSTART, RLENGTH)
        before = RSTART > 1 ? substr(line, RSTART - 1, 1) : ""
        line = substr(line, RSTART + RLENGTH)
        # Neither variables, nor system headers, nor the names of functions.
        if (before == "<" || word ~ /[$~@{}]/) continue
        if (before == "\"" && line ~ /^:/) continue
        gsub(/[()]/, "", word)
        sub(/\.\.\..*/, "*", word)
        check(word, beside)
    }
}

END {
    for (name in foreign)
        if (!(name in used))
            complain(foreign_table ":" foreign[name] ": nobody says " name)
    if (!files) print "no files"
    exit bad || !files
}
