#include "litmus/bench/table.h"

#include "mm/pgtable.h"

pte_t bench_table[PTRS_PER_PTE] __attribute__((aligned(PAGE_SIZE)));
static unsigned busy_entries;
static uint32_t changes __attribute__((aligned(64)));

static pte_t entry(unsigned slot)
{
    return make_pte(BENCH_FRAME + (uint64_t)slot * PAGE_SIZE,
                    PTE_P | PTE_RW | PTE_A | PTE_D);
}

void bench_table_fill(void)
{
    for (unsigned slot = 0; slot < PTRS_PER_PTE; slot++)
        bench_table[slot] = entry(slot);
}

static void change(void)
{
    for (unsigned slot = 0; slot < busy_entries; slot++) {
        pte_clear(&bench_table[slot]);
        set_pte(&bench_table[slot], entry(slot));
        WRITE_ONCE(changes, changes + 1);
    }
}

bool bench_table_beside(struct bench_run *run, unsigned entries)
{
    if (!run->environment->workers) {
        bench_note(run, "state=contended: not measured, one CPU is online");
        return false;
    }
    busy_entries = entries;
    bench_start_other(run, 0, change);
    run->beside = &changes;
    return true;
}

void bench_table_alone(struct bench_run *run)
{
    run->beside = NULL;
    bench_stop_others(run);
}
