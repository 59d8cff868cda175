/*
 * A page whose frame is replaced, read on the CPU that replaces it and on others; several
 * addresses of one frame; several walks of one entry.
 */
#include "litmus/probe/questions.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/exception_table.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/time/clock.h"
#include "arch/time/timeouts.h"
#include "lib/compiler.h"
#include "litmus/probe/scratch.h"
#include "mm/pgtable.h"
#include "mm/tlb.h"

enum { NEW, OLD, FAULT, FOREIGN };

static volatile uint32_t *page(unsigned number)
{
    return (volatile uint32_t *)scratch_address(number);
}

/* Reads page 0, where frame 1 has replaced frame 0. */
static unsigned read_page(void)
{
    uint32_t word = 0;
    if (try_read32(page(0), &word).vector != NO_FAULT)
        return FAULT;
    return word == SCRATCH_TAG(1) ? NEW : word == SCRATCH_TAG(0) ? OLD : FOREIGN;
}

static void replace(uint64_t bits)
{
    pte_t pte = scratch_entry(1);
    pte.pte |= bits;
    set_pte_atomic(scratch_pte(0), pte);
}

static void map_and_load(uint64_t bits)
{
    pte_t pte = scratch_entry(0);
    pte.pte |= bits;
    scratch_tag();
    set_pte(scratch_pte(0), pte);
    (void)*page(0);
}

/* ---- remap: on the CPU that changes the entry ---- */

/* A write must go to the new frame as well. */
static bool write_follows(void)
{
    *page(0) = SCRATCH_POISON;
    return *scratch_word(1, 0) == SCRATCH_POISON && *scratch_word(0, 0) == SCRATCH_TAG(0);
}

void remap_ask(struct probe_run *run, unsigned round)
{
    uint32_t flags = local_irq_save();
    (void)round;

    map_and_load(0);
    replace(0);
    if (run->probe->variant == REMAP_INVLPG)
        invlpg(scratch_address(0));
    else if (run->probe->variant == REMAP_CR3)
        write_cr3(read_cr3());
    unsigned outcome = read_page();
    if (outcome == NEW && !write_follows())
        outcome = FOREIGN;
    local_irq_restore(flags);
    probe_count(probe_own_context(run), outcome);
    scratch_unmap(1);
}

/* ---- remap-remote: on all others ---- */

static void load(struct cpu_context *cpu_context)
{
    (void)cpu_context;
    (void)*page(0);
}

static void read_remote(struct cpu_context *cpu_context)
{
    probe_count(cpu_context, read_page());
}

void remap_remote_ask(struct probe_run *run, unsigned round)
{
    (void)round;
    map_and_load(0);
    probe_everywhere(run, load);
    replace(0);
    if (run->probe->variant == REMAP_INVLPG)
        flush_tlb_page(&cpu_online_mask, scratch_address(0));
    probe_everywhere(run, read_remote);
    scratch_unmap(1);
}

/* ---- global ---- */

enum { GLOBAL_NEW, GLOBAL_KEPT, GLOBAL_DROPPED, GLOBAL_OLD, GLOBAL_OTHER };

static void toggle_global_pages(void)
{
    uint32_t cr4 = read_cr4();
    write_cr4(cr4 & ~CR4_PGE);
    write_cr4(cr4);
}

/* By round: MOV CR3 may keep the entry; INVLPG and a change of CR4.PGE must not. */
void global_ask(struct probe_run *run, unsigned round)
{
    static const uint8_t after_cr3[] = { GLOBAL_DROPPED, GLOBAL_KEPT, GLOBAL_OTHER,
                                         GLOBAL_OTHER };
    static const uint8_t after_others[] = { GLOBAL_NEW, GLOBAL_OLD, GLOBAL_OTHER,
                                            GLOBAL_OTHER };
    uint32_t flags = local_irq_save();

    map_and_load(PTE_G);
    replace(PTE_G);
    if (round % 3 == 0)
        write_cr3(read_cr3());
    else if (round % 3 == 1)
        invlpg(scratch_address(0));
    else
        toggle_global_pages();
    unsigned outcome = read_page();
    local_irq_restore(flags);
    probe_count(probe_own_context(run), (round % 3 ? after_others : after_cr3)[outcome]);
    scratch_unmap(1);
}

/* ---- synonyms: pages 0 and 1 map one frame ---- */

enum { SAME, DIFFERENT };

static void map_synonyms(void)
{
    scratch_tag();
    *scratch_word(0, 1) = 0;
    scratch_map(0, 0);
    scratch_map(1, 0);
}

static void write_and_read(struct cpu_context *cpu_context)
{
    unsigned place = 16 + cpu_context->number % 512;
    uint32_t value = random_u32(&cpu_context->random);
    page(0)[place] = value;
    probe_count(cpu_context, page(1)[place] == value ? SAME : DIFFERENT);
}

void synonym_ask(struct probe_run *run, unsigned round)
{
    (void)round;
    map_synonyms();
    for (unsigned i = 0; i < 64; i++)
        write_and_read(probe_own_context(run));
    scratch_unmap(2);
}

/* Message passing: the data through one address, the flag through the other. */
static void send_message(struct cpu_context *cpu_context)
{
    uint32_t value = cpu_context->words[0];
    page(0)[1] = value; /* data */
    smp_wmb();
    page(1)[0] = value; /* flag */
}

void synonym_message_ask(struct probe_run *run, unsigned round)
{
    struct deadline limit = deadline_in_us(REMAP_WAIT_LIMIT_US);
    map_synonyms();
    probe_contexts[0].words[0] = round + 1;
    probe_start(run, 0, send_message);
    while (page(0)[0] != round + 1 && !deadline_passed(&limit))
        cpu_relax();
    smp_rmb();
    bool same = page(1)[1] == round + 1;
    bool came = page(0)[0] == round + 1;
    probe_finish(run, 0);
    if (came)
        probe_count(probe_own_context(run), same ? SAME : DIFFERENT);
    scratch_unmap(2);
}

/* ---- two walks of an entry that becomes present meanwhile ---- */

enum { SEEN_TWICE, SEEN_ONCE };
static uint32_t seen; /* by the first CPU */

static bool readable(void)
{
    uint32_t word = 0;
    return try_read32(page(0), &word).vector == NO_FAULT;
}

static bool wait_until_readable(void)
{
    struct deadline limit = deadline_in_us(REMAP_WAIT_LIMIT_US);
    while (!readable())
        if (deadline_passed(&limit))
            return false;
    return true;
}

static void walk_twice(struct cpu_context *cpu_context)
{
    if (!wait_until_readable())
        return;
    invlpg(scratch_address(0)); /* forces a second walk */
    probe_count(cpu_context, readable() ? SEEN_TWICE : SEEN_ONCE);
}

static void set_after_a_while(struct probe_run *run)
{
    spin_delay(random_below(&run->random, 64));
    scratch_map(0, 0);
}

void walk_twice_ask(struct probe_run *run, unsigned round)
{
    (void)round;
    probe_start(run, 0, walk_twice);
    set_after_a_while(run);
    probe_finish(run, 0);
    scratch_unmap(1);
}

static void walk_first(struct cpu_context *cpu_context)
{
    (void)cpu_context;
    if (wait_until_readable())
        WRITE_ONCE(seen, 1);
}

static void walk_second(struct cpu_context *cpu_context)
{
    struct deadline limit = deadline_in_us(REMAP_WAIT_LIMIT_US);
    while (!READ_ONCE(seen))
        if (deadline_passed(&limit))
            return;
    probe_count(cpu_context, readable() ? SEEN_TWICE : SEEN_ONCE);
}

void walk_two_cpus_ask(struct probe_run *run, unsigned round)
{
    (void)round;
    WRITE_ONCE(seen, 0);
    probe_start(run, 0, walk_first);
    probe_start(run, 1, walk_second);
    set_after_a_while(run);
    probe_finish(run, 0);
    probe_finish(run, 1);
    scratch_unmap(1);
}

/* ---- the error code of a reserved bit ---- */

enum { CODE_9, CODE_8, CODE_OTHER, NO_FAULT_AT_ALL };

void reserved_code_ask(struct probe_run *run, unsigned round)
{
    pte_t pte = scratch_entry(0);
    uint32_t word = 0;

    pte.pte |= 1ull << (52 + round % 11); /* one of 52 .. 62 */
    set_pte(scratch_pte(0), pte);
    struct fault fault = try_read32(page(0), &word);
    pte_clear(scratch_pte(0));
    scratch_unmap(1);
    probe_count(probe_own_context(run),
                fault.vector != TRAP_PAGE_FAULT                        ? NO_FAULT_AT_ALL
                : fault.error_code == (FAULT_RESERVED | FAULT_PRESENT) ? CODE_9
                : fault.error_code == FAULT_RESERVED                   ? CODE_8
                                                                       : CODE_OTHER);
}
