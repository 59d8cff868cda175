# Cuts the marked blocks out of a page: NN.KIND in the folder `out`, in the page's order,
# and their list on standard output. Blocks without a kind are not carried out.
/^```[a-z]/ && !inside {
    kind = substr($0, 4)
    inside = 1
    file = sprintf("%s/%02d.%s", out, ++count, kind)
    printf "" >file
    print kind, file, FNR
    next
}
/^```/ { inside = !inside; close(file); file = ""; next }
file != "" { print >file }
