# Counts one suite's TAP: prints "PASSED FAILED SKIPPED", and on standard error any
# mistake in it. `status` is the suite's exit status.
#
# A suite that dies, has no plan, or departs from it, has failed: at least one.

{ sub(/\r$/, "") }
/^not ok( |$)/ { results++; failed++; next }
/^ok( |$)/ {
    results++
    if (tolower($0) ~ /[^\\]# *skip/) skipped++
    else passed++
    next
}
/^1\.\.[0-9]+/ {
    planned += substr($1, 4)
    plans++
    if (tolower($0) ~ /# *skip/ && substr($1, 4) == 0) skipped++
    next
}
/^Bail out!/ { bad("gave up: " $0); failed++ }

function bad(text) { print "tally: " name ": " text > "/dev/stderr" }

END {
    if (!plans) {
        bad("no plan")
        failed++
    } else if (results < planned) {
        bad("planned " planned " tests, ran " results + 0)
        failed += planned - results
    } else if (results > planned) {
        bad("planned " planned " tests, ran " results)
        failed++
    }
    if (status != 0 && !failed) {
        bad("every test passed, but its exit status is " status)
        failed++
    }
    if (status == 0 && failed && results == planned)
        bad("its exit status is 0 all the same")
    print passed + 0, failed + 0, skipped + 0
}
