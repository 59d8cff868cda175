# The tables of tools/bench-table as Markdown: goes behind bench-table.awk.

# A row of what was timed: what it is called, its trial, which of its series, and whether
# code written by hand was timed beside it.
function read_row(what, trial, series_name, by_hand,    name) {
    name = trial " " series_name
    if (!((name, 3) in ns)) return
    if (!read_rows++) {
        print "\n| what | cycles | middle half | ns | to assembly by hand |"
        print "| --- | --- | --- | --- | --- |"
    }
    printf "| %s |", what
    if (has_cycles[name])
        printf " %.2f | %.2f .. %.2f |", cycles[name, 3], cycles[name, 2], cycles[name, 4]
    else
        printf " - | - |"
    printf " %.2f | %s |\n", ns[name, 3], by_hand && trial in ratio ? ratio[trial] : "-"
}
function read_rows_all(    c, hand) {
    c = "code=c state=warm"
    hand = "code=asm state=warm"
    read_row("a call of nothing", "read/call", hand)
    read_row("`ptep_get_lockless()`, called", "read/lockless", c, 1)
    read_row("low, high, no second look, called", "read/pair", c, 1)
    read_row("`lock cmpxchg8b`, called", "read/cmpxchg8b", c, 1)
    read_row("low, high, low again, inlined", "read/lockless-inlined", c, 1)
    read_row("low, high, inlined", "read/pair-inlined", c, 1)
    read_row("`lock cmpxchg8b`, inlined", "read/cmpxchg8b-inlined", c, 1)
    read_row("one load by MMX, called", "read/movq", hand)
    read_row("one load by the x87, called", "read/fild", hand)
    read_row("one load by SSE2, called", "read/sse2", hand)
    read_row("`gup_walk()`, three levels", "walk/gup-walk", "state=warm")
    read_row("`gup_fast()` and `gup_put()`", "walk/gup-fast", "state=warm")
    read_row("INVLPG of a page that the TLB lacks", "tlb/invlpg", "tlb=empty")
    read_row("INVLPG and the access that fills the TLB", "tlb/invlpg", "tlb=filled")
    read_row("MOV CR3", "tlb/full", "how=cr3")
    read_row("a flush with global entries", "tlb/full", "how=global")
    read_row("an IPI and its answer, target halted", "ipi/round-trip", "target=halted")
    read_row("an IPI and its answer, target at work", "ipi/round-trip", "target=busy")
}
function factor_row(what, trial, code, base,    name) {
    name = trial " code=" code " state=warm"
    base = base " code=c state=warm"
    if (!((name, 3) in ns) || !((base, 3) in ns)) return
    if (!factor_rows++) {
        print "\n| instead of low, high, low again | costs so many times as much |"
        print "| --- | --- |"
    }
    printf "| %s | %s |\n", what, times_less(ns[name, 3], ns[base, 3])
}
function factor_rows_all() {
    factor_row("`lock cmpxchg8b`, called", "read/cmpxchg8b", "c", "read/lockless")
    factor_row("`lock cmpxchg8b`, inlined", "read/cmpxchg8b-inlined", "c",
        "read/lockless-inlined")
    factor_row("no second look, called", "read/pair", "c", "read/lockless")
    factor_row("no second look, inlined", "read/pair-inlined", "c",
        "read/lockless-inlined")
    factor_row("one load by MMX, called", "read/movq", "asm", "read/lockless")
}
function cell(which, cpu, pages) {
    if (!((which, cpu, pages, 3) in shot)) return "-"
    return sprintf("%.1f (%.1f)", shot[which, cpu, pages, 3], shot[which, cpu, pages, 1])
}
function shootdown_rows(which, title,    count, list, i, all) {
    count = split(counts[which], list, " ")
    if (!count) return
    print "\n" title ", microseconds to the last ack, median (least):\n"
    print "| CPUs | one page | 33 pages, one by one | everything |"
    print "| --- | --- | --- | --- |"
    for (i = 1; i <= count; i++)
        printf "| %d | %s | %s | %s |\n", list[i], cell(which, list[i], 1),
            cell(which, list[i], 33), cell(which, list[i], "all")
    all = power(which, 3, count, list)
    if (all)
        printf "\nFor one page it grows with the number of others to the power %.2f " \
            "(the least: %.2f).\n", all, power(which, 1, count, list)
}
function markdown_tables(    i) {
    read_rows_all()
    factor_rows_all()
    if (crossings)
        print "\nA full flush is cheaper than pages one by one from so many pages on:\n"
    for (i = 1; i <= crossings; i++) print "- " crossing[i]
    shootdown_rows("tlb/shootdown", "Shootdown, the other CPUs halted")
    shootdown_rows("tlb/shootdown-busy", "Shootdown, the other CPUs at work")
}
