# See tools/bench-table. Reads a log without carriage returns; data=1: for plots;
# markdown=1: tables for pages (bench-markdown.awk, which must be there in any case).

# The value of `key` in the line at hand; "" if it has none.
function value(key,    i) {
    for (i = 1; i <= NF; i++)
        if (index($i, key "=") == 1) return substr($i, length(key) + 2)
    return ""
}
function cannot_be(why) {
    printf "bench-table: %s:%d: %s: %s\n", log_name, NR, why, $0 >"/dev/stderr"
    bad = 1
}
# One of a figure's five costs, or a complaint.
function cost(key,    text) {
    text = value(key)
    if (text !~ /^[0-9]+[.][0-9][0-9]$/) cannot_be("no figure " key)
    return text + 0
}
function check_order(unit,    i, least, key) {
    split("_min _q1 _ _q3 _p90", part, " ")
    least = 0
    for (i = 1; i <= 5; i++) {
        key = unit (part[i] == "_" ? "" : part[i])
        found[i] = cost(key)
        if (found[i] < least) cannot_be("out of order: " key)
        least = found[i]
    }
}
# What stands before the colon, without the comment's sign.
function label(    text) {
    text = $0
    sub(/^#[ ]*/, "", text)
    sub(/:.*/, "", text)
    return text
}
function say(line) {
    if (!data && !markdown) print line
}
function times_less(a, b) {
    return b > 0 ? sprintf("%.2f", a / b) : "-"
}

/^# cpu 0[.][.]/ && /brand=/ {
    processor = $0
    sub(/.*brand="/, "", processor)
    sub(/".*/, "", processor)
}
/^# boot: a process/ { how = $0; sub(/^# boot: /, "", how) }
/^# cpu 0[.][.]/ && /hypervisor=/ { hypervisor = value("hypervisor") }
/^# cpus: [0-9]+ of/ { cpus = $3 }

# "# bench/read/lockless: what it is": its series follow.
/^# bench\/[^ ]+: / { trial = $2; sub(/:$/, "", trial); sub(/^bench\//, "", trial); next }
/^# [a-z]+\/[^ ]+: / { trial = $2; sub(/:$/, "", trial); next }

/^#   .*: samples=[0-9]+ times=[0-9]+ / {
    name = trial " " label()
    if (index($0, " cycles=")) {
        check_order("cycles")
        for (i = 1; i <= 5; i++) cycles[name, i] = found[i]
        has_cycles[name] = 1
    }
    check_order("ns")
    for (i = 1; i <= 5; i++) ns[name, i] = found[i]
    if (value("samples") + 0 < 1) cannot_be("no sample")
    order[++series] = name
    samples[name] = value("samples")
    if (trial ~ /^tlb\/shootdown/) {
        cpu = value("cpus")
        pages = value("pages")
        sub(/:$/, "", pages)
        if (!((trial, cpu) in seen)) counts[trial] = counts[trial] " " cpu
        seen[trial, cpu] = 1
        for (i = 1; i <= 5; i++) shot[trial, cpu, pages, i] = found[i] / 1000
        if (data && trial == "tlb/shootdown")
            printf "shootdown %d %s %.3f %.3f %.3f %.3f\n", cpu, pages, found[1] / 1000,
                found[2] / 1000, found[3] / 1000, found[4] / 1000
    }
    next
}
/^#   c_to_asm=/ {
    ratio[trial] = value("c_to_asm")
    ratio_min[trial] = value("c_to_asm_min")
}
/^#   crossover_pages=/ {
    crossings++
    crossing[crossings] = sprintf("%s (%s pages touched after it; the ceiling is %s)", \
        value("crossover_pages"), value("touched"), value("ceiling") + 0)
}
/^ok [0-9]+ - bench\/read\/retry # one_retry / {
    retry_cycles = value("cycles")
    retry_ns = value("ns")
}
/^(not )?ok [0-9]+ - bench\// { results++ }
/^ok [0-9]+ - bench\/.* # SKIP / { skipped[++skips] = $0 }
/^not ok [0-9]+ - bench\// { cannot_be("failed") }

# "#   window=2 gap=0 ...: accepted=... torn=... ms=...": a rate, for each window the best.
/^#   window=[0-9]+ gap=/ {
    rate = value("tears_per_s")
    if (rate == "" && value("ms") > 0) rate = value("torn") * 1000 / value("ms")
    if (rate == "") next
    # A control of the writer has its delay there.
    window = value("window") + value("gap")
    windows++
    if (!((trial, window) in best)) {
        pairs++
        pair_trial[pairs] = trial
        pair_window[pairs] = window
        best[trial, window] = 0
    }
    if (rate + 0 > best[trial, window]) best[trial, window] = rate + 0
}

function series_table(    i, name, of, r) {
    say(sprintf("%-46s %11s %23s %11s %7s", "what, and beside whom", "cycles",
        "its middle half", "ns", "samples"))
    for (i = 1; i <= series; i++) {
        name = order[i]
        if (name ~ /^tlb\/(shootdown|crossover)/) continue
        if (has_cycles[name])
            say(sprintf("%-46s %11.2f %11.2f %11.2f %11.2f %7d", name, cycles[name, 3],
                cycles[name, 2], cycles[name, 4], ns[name, 3], samples[name]))
        else
            say(sprintf("%-46s %11s %23s %11.2f %7d", name, "-", "-", ns[name, 3],
                samples[name]))
    }
    if (retry_ns != "")
        say(sprintf("%-46s %11.2f %23s %11.2f", "read/retry, one retry alone",
            retry_cycles, "", retry_ns))
}
function ratio_table(    i, name, any) {
    for (name in ratio) any = 1
    if (!any) return
    say("")
    say("The compiler's code against code written by hand, as measured by turns:")
    split("read/lockless read/pair read/cmpxchg8b read/lockless-inlined read/pair-inlined " \
        "read/cmpxchg8b-inlined", list, " ")
    for (i = 1; i <= 6; i++)
        if (list[i] in ratio)
            say(sprintf("%-46s %11s of the medians, %s of the least", list[i],
                ratio[list[i]], ratio_min[list[i]]))
}
function factor(a, b, what) {
    if ((a, 3) in ns && (b, 3) in ns)
        say(sprintf("%-46s %11s", what, times_less(ns[a, 3], ns[b, 3])))
}
function factor_table(    warm) {
    warm = " code=c state=warm"
    if (!(("read/lockless" warm, 3) in ns)) return
    say("")
    say("What others cost, in reads by low, high, low again:")
    factor("read/cmpxchg8b" warm, "read/lockless" warm, "lock cmpxchg8b, called")
    factor("read/cmpxchg8b-inlined" warm, "read/lockless-inlined" warm,
        "lock cmpxchg8b, inlined")
    factor("read/pair" warm, "read/lockless" warm, "an unchecked pair, called")
    factor("read/pair-inlined" warm, "read/lockless-inlined" warm,
        "an unchecked pair, inlined")
    factor("read/movq code=asm state=warm", "read/lockless" warm,
        "one load by MMX, called")
    factor("read/sse2 code=asm state=warm", "read/lockless" warm,
        "one load by SSE2, called")
    factor("read/fild code=asm state=warm", "read/lockless" warm,
        "one load by the x87, called")
}
function shootdown_table(which, title,    count, list, i, cpu, per) {
    count = split(counts[which], list, " ")
    if (!count) return
    say("")
    say(title ", microseconds to the last ack: median (least)")
    say(sprintf("%6s %24s %24s %24s %16s", "CPUs", "one page", "33 pages, one by one",
        "everything", "page/other CPU"))
    for (i = 1; i <= count; i++) {
        cpu = list[i]
        per = cpu > 1 ? sprintf("%.1f", shot[which, cpu, 1, 3] / (cpu - 1)) : "-"
        say(sprintf("%6d %14.1f %9s %14.1f %9s %14.1f %9s %16s", cpu,
            shot[which, cpu, 1, 3], "(" sprintf("%.1f", shot[which, cpu, 1, 1]) ")",
            shot[which, cpu, 33, 3], "(" sprintf("%.1f", shot[which, cpu, 33, 1]) ")",
            shot[which, cpu, "all", 3],
            "(" sprintf("%.1f", shot[which, cpu, "all", 1]) ")", per))
    }
    growth(which, count, list)
}
# The power of the number of others with which the cost grows: the slope of the line
# through the logarithms, least squares.
function power(which, part, count, list,    i, n, x, y, sx, sy, sxx, sxy) {
    for (i = 1; i <= count; i++) {
        if (list[i] < 2 || shot[which, list[i], 1, part] <= 0) continue
        x = log(list[i] - 1)
        y = log(shot[which, list[i], 1, part])
        n++
        sx += x; sy += y; sxx += x * x; sxy += x * y
    }
    if (n < 4) return 0
    return (n * sxy - sx * sy) / (n * sxx - sx * sx)
}
function growth(which, count, list,    all) {
    all = power(which, 3, count, list)
    if (all)
        say(sprintf("grows with the number of others to the power %.2f (the least: %.2f)", all,
            power(which, 1, count, list)))
}
function tears_data(    i) {
    for (i = 1; i <= pairs; i++)
        printf "tears %s %d %.0f\n", pair_trial[i], pair_window[i],
            best[pair_trial[i], pair_window[i]]
}

END {
    if (!series && !windows) {
        printf "bench-table: %s: no figures\n", log_name >"/dev/stderr"
        exit 1
    }
    if (series || !windows) say(sprintf("%s: %s%s, %s CPU%s%s", log_name,
        processor == "" ? "a CPU" : processor,
        hypervisor == "" ? "" : " under " hypervisor, cpus, cpus == 1 ? "" : "s",
        how == "" ? ", kernel" : ", " how))
    if (series) {
        say("")
        series_table()
        ratio_table()
        factor_table()
        if (crossings) {
            say("")
            say("A full flush is cheaper than pages one by one from so many pages on:")
            for (i = 1; i <= crossings; i++) say("  " crossing[i])
        }
        shootdown_table("tlb/shootdown", "Shootdown, the others halted")
        shootdown_table("tlb/shootdown-busy", "Shootdown, the others at work")
    }
    if (markdown) markdown_tables()
    if (data) tears_data()
    if (skips) say("")
    for (i = 1; i <= skips; i++) say(skipped[i])
    if (series) say("")
    exit bad
}
