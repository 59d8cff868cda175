#include "litmus/bench/read.h"

#include "arch/cpu/instructions.h"
#include "litmus/bench/table.h"
#include "litmus/variants/variants.h"
#include "litmus/variants/wide.h"
#include "mm/pgtable_steps.h"

pte_t hand_nothing(const pte_t *ptep);
pte_t hand_lockless(const pte_t *ptep);
pte_t hand_pair(const pte_t *ptep);
pte_t hand_cmpxchg8b(const pte_t *ptep);
pte_t hand_sse2(const pte_t *ptep);

const struct reader hand_reader_nothing = { "nothing", hand_nothing, NULL };
const struct reader hand_reader_lockless = { "lockless, by hand", hand_lockless, NULL };
const struct reader hand_reader_pair = { "pair, by hand", hand_pair, NULL };
const struct reader hand_reader_cmpxchg8b = { "cmpxchg8b, by hand", hand_cmpxchg8b,
                                              NULL };
const struct reader hand_reader_sse2 = { "movq by SSE2", hand_sse2, NULL };

/* Keeps the compiler from removing the read. */
static __always_inline void use(uint32_t low, uint32_t high)
{
    __asm__ __volatile__("" ::"r"(low), "r"(high));
}

static void read_by_calls(const void *what, uint32_t times)
{
    pte_t (*read)(const pte_t *) = ((const struct reader *)what)->plain;
    for (uint32_t i = 0; i < times; i++) {
        pte_t pte = read(&bench_table[i % PTRS_PER_PTE]);
        use(pte.pte_low, pte.pte_high);
    }
}

/* Reads every entry from `ptep` up to `end`; at least one. */
typedef void sweep(const pte_t *ptep, const pte_t *end);
sweep hand_sweep_lockless, hand_sweep_pair, hand_sweep_cmpxchg8b;

/* The loops are a dozen bytes long. The same instructions took 15 % longer when they
 * crossed a cache line boundary (measured). So neither these loops nor those in hand.S
 * cross one. */
#define SWEEP static __attribute__((aligned(64))) void

SWEEP sweep_lockless(const pte_t *ptep, const pte_t *end)
{
    do {
        struct entry_words value = get_lockless_steps(&ptep->words, NULL);
        use(value.low, value.high);
    } while (++ptep != end);
}

SWEEP sweep_pair(const pte_t *ptep, const pte_t *end)
{
    do {
        uint32_t low = READ_ONCE(ptep->pte_low);
        smp_rmb();
        use(low, READ_ONCE(ptep->pte_high));
    } while (++ptep != end);
}

SWEEP sweep_cmpxchg8b(const pte_t *ptep, const pte_t *end)
{
    do {
        uint64_t value = load_cmpxchg8b((volatile uint64_t *)&ptep->pte);
        use((uint32_t)value, (uint32_t)(value >> 32));
    } while (++ptep != end);
}

static void read_by_sweeps(const void *what, uint32_t times)
{
    sweep *const *sweeps = what;
    for (uint32_t left = times; left;) {
        uint32_t now = left < PTRS_PER_PTE ? left : PTRS_PER_PTE;
        (*sweeps)(bench_table, bench_table + now);
        left -= now;
    }
}

/* Both series come from one run with alternating samples, so their ratio is meaningful
 * even if the figures are not. */
static void note_ratio(struct bench_run *run)
{
    const struct series *series = run->measurement->series;
    uint64_t median = ratio_of(series[0].ticks.median, series[1].ticks.median);
    uint64_t least = ratio_of(series[0].ticks.min, series[1].ticks.min);
    bench_note(run, "c_to_asm=%u.%02u c_to_asm_min=%u.%02u", (unsigned)median / 100,
               (unsigned)median % 100, (unsigned)least / 100, (unsigned)least % 100);
}

/* works: `ways` works without a writer; from works[2] on the same with a writer. */
static void measure_both(struct bench_run *run, const struct bench_work works[4],
                         unsigned ways)
{
    bench_table_fill();
    if (!bench_measure(run, works, ways, false))
        return;
    bench_headline_series(run, 0);
    if (ways == 2)
        note_ratio(run);
    if (!bench_table_beside(run, PTRS_PER_PTE))
        return;
    bench_measure(run, &works[2], ways, false);
    bench_table_alone(run);
}

void bench_read(struct bench_run *run)
{
    const struct reader *reader = run->trial->reader, *hand = run->trial->bench->hand;
    bool both = reader && hand;
    const struct reader *first = reader ? reader : hand;
    const struct bench_work works[4] = {
        { both ? "code=c state=warm" : "code=asm state=warm", read_by_calls, first },
        { "code=asm state=warm", read_by_calls, hand },
        { both ? "code=c state=contended" : "code=asm state=contended", read_by_calls,
          first },
        { "code=asm state=contended", read_by_calls, hand },
    };
    measure_both(run, works, both ? 2 : 1);
}

void bench_read_sse2(struct bench_run *run)
{
    uint32_t cr4 = read_cr4();
    write_cr4(cr4 | CR4_OSFXSR);
    bench_read(run);
    write_cr4(cr4);
}

static void measure_sweeps(struct bench_run *run, sweep *const *by_c,
                           sweep *const *by_hand)
{
    const struct bench_work works[4] = {
        { "code=c state=warm", read_by_sweeps, by_c },
        { "code=asm state=warm", read_by_sweeps, by_hand },
        { "code=c state=contended", read_by_sweeps, by_c },
        { "code=asm state=contended", read_by_sweeps, by_hand },
    };
    measure_both(run, works, 2);
}

void bench_sweep_lockless(struct bench_run *run)
{
    static sweep *const by_c = sweep_lockless, *const by_hand = hand_sweep_lockless;
    measure_sweeps(run, &by_c, &by_hand);
}

void bench_sweep_pair(struct bench_run *run)
{
    static sweep *const by_c = sweep_pair, *const by_hand = hand_sweep_pair;
    measure_sweeps(run, &by_c, &by_hand);
}

void bench_sweep_cmpxchg8b(struct bench_run *run)
{
    static sweep *const by_c = sweep_cmpxchg8b, *const by_hand = hand_sweep_cmpxchg8b;
    measure_sweeps(run, &by_c, &by_hand);
}
