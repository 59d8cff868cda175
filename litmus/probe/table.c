/*
 * Levels above the leaf: how long a CPU keeps page-directory entries and the four PDPTEs,
 * and when it reads them from memory again.
 */
#include "litmus/probe/questions.h"

#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "lib/compiler.h"
#include "litmus/probe/scratch.h"
#include "litmus/probe/space.h"

void space_begin(struct probe_run *run)
{
    (void)run;
    space_build();
}

/* Interrupts stay off during the visit, so that nothing else runs in this space. */
static uint32_t visit(void)
{
    uint32_t flags = local_irq_save();
    scratch_tag();
    space_set_pmd(SPACE_FIRST);
    space_set_pdpte(SPACE_FIRST);
    space_enter();
    return flags;
}

static void go_home(uint32_t flags)
{
    space_leave();
    local_irq_restore(flags);
}

/* ---- pde-cache ---- */

/*
 * SPACE_LATE is not present in the first table, so the TLB has no entry for it. Only a
 * cached directory entry still leads to that table, and so to a fault. Every other round
 * invalidates some address, which must drop all cached directory entries.
 */
void pde_ask(struct probe_run *run, unsigned round)
{
    enum { NEW, STALE, FRESH, OLD, OTHER };
    static const uint8_t plain[] = { OTHER, FRESH, STALE, OTHER };
    static const uint8_t invalidated[] = { OTHER, NEW, OLD, OTHER };
    uint32_t flags = visit();

    space_read(SPACE_PAGE);
    space_set_pmd(SPACE_SECOND);
    if (round & 1)
        invlpg(scratch_address(0));
    enum space_answer answer = space_read(SPACE_LATE);
    go_home(flags);
    probe_count(probe_own_context(run), (round & 1 ? invalidated : plain)[answer]);
}

/* ---- PS without CR4.PSE ---- */

/*
 * Every other round runs with CR4.PSE clear. A CPU that then takes the leaf for a table
 * finds a valid one. It survives because small pages map the kernel's image and its stack
 * (mm/kernel_map.c), and because interrupts are off.
 */
void ps_ask(struct probe_run *run, unsigned round)
{
    enum { LEAF, LEAF_WITH_PSE, TABLE, FAULT, OTHER };
    static const uint8_t without[] = { LEAF, TABLE, FAULT, OTHER };
    static const uint8_t with[] = { LEAF_WITH_PSE, OTHER, OTHER, OTHER };
    uint32_t flags = visit(), cr4 = read_cr4();
    uint32_t wanted = round & 1 ? cr4 : cr4 & ~CR4_PSE;

    write_cr4(wanted);
    space_reload(); /* MOV CR4 need not drop translations for PSE (4.10.4.1) */
    bool stuck = read_cr4() != wanted;
    enum space_answer answer = space_read_large();
    write_cr4(cr4);
    go_home(flags);
    probe_count(probe_own_context(run), stuck              ? OTHER
                                        : wanted & CR4_PSE ? with[answer]
                                                           : without[answer]);
}

/* ---- pdpte ---- */

void pdpte_ask(struct probe_run *run, unsigned round)
{
    enum { RELOADED, REGISTERS, MEMORY, OLD, OTHER };
    static const uint8_t before[] = { REGISTERS, MEMORY, OTHER, OTHER };
    static const uint8_t after[] = { OLD, RELOADED, OTHER, OTHER };
    uint32_t flags = visit();
    (void)round;

    space_read(SPACE_PAGE);
    space_set_pdpte(SPACE_SECOND);
    invlpg(SPACE_PAGE);
    enum space_answer invalidated = space_read(SPACE_PAGE);
    space_reload();
    enum space_answer reloaded = space_read(SPACE_PAGE);
    go_home(flags);
    probe_count(probe_own_context(run), before[invalidated]);
    probe_count(probe_own_context(run), after[reloaded]);
}

void pdpte_pge_ask(struct probe_run *run, unsigned round)
{
    enum { RELOADS, KEEPS, OTHER };
    static const uint8_t outcome[] = { KEEPS, RELOADS, OTHER, OTHER };
    uint32_t flags = visit(), cr4 = read_cr4();
    (void)round;

    space_read(SPACE_PAGE);
    space_set_pdpte(SPACE_SECOND);
    write_cr4(cr4 & ~CR4_PGE);
    write_cr4(cr4);
    enum space_answer answer = space_read(SPACE_PAGE);
    go_home(flags);
    probe_count(probe_own_context(run), outcome[answer]);
}

/* ---- all CPUs load a changed PDPTE, or only one does ---- */

enum { EVERYWHERE_NEW, EVERYWHERE_OLD, EVERYWHERE_OTHER };

static void enter_and_read(struct cpu_context *cpu_context)
{
    space_enter();
    if (space_read(SPACE_PAGE) != SPACE_BY_FIRST)
        probe_count(cpu_context, EVERYWHERE_OTHER);
}

static void reload(struct cpu_context *cpu_context)
{
    (void)cpu_context;
    space_reload();
}

static void invalidate_and_read(struct cpu_context *cpu_context)
{
    static const uint8_t outcome[] = { EVERYWHERE_OLD, EVERYWHERE_NEW, EVERYWHERE_OTHER,
                                       EVERYWHERE_OTHER };
    invlpg(SPACE_PAGE);
    probe_count(cpu_context, outcome[space_read(SPACE_PAGE)]);
}

static void leave(struct cpu_context *cpu_context)
{
    (void)cpu_context;
    space_leave();
}

void pdpte_everywhere_ask(struct probe_run *run, unsigned round)
{
    (void)round;
    scratch_tag();
    space_set_pdpte(SPACE_FIRST);
    probe_everywhere(run, enter_and_read);
    space_set_pdpte(SPACE_SECOND);
    if (run->probe->variant == 0)
        probe_everywhere(run, reload);
    else
        space_reload();
    probe_everywhere(run, invalidate_and_read);
    probe_everywhere(run, leave);
}

/* ---- no CPU writes to a PDPT ---- */

void pdpte_untouched_ask(struct probe_run *run, unsigned round)
{
    enum { UNTOUCHED, WRITTEN };
    uint32_t flags = visit();
    (void)round;

    space_read(SPACE_PAGE);
    *(volatile uint32_t *)SPACE_PAGE = SCRATCH_TAG(0);
    space_reload();
    space_read(SPACE_PAGE);
    bool untouched = space_pdpt_untouched();
    go_home(flags);
    probe_count(probe_own_context(run), untouched ? UNTOUCHED : WRITTEN);
}

/* ---- a reserved bit in a present PDPTE ---- */

/*
 * The bit is in an entry for addresses that this code does not use. If MOV CR3 accepts
 * it, no walk goes through that entry before space_leave().
 */
void pdpte_reserved_ask(struct probe_run *run, unsigned round)
{
    enum { REFUSED, ACCEPTED, HALF_TAKEN };
    const uint8_t bits[] = { 1, 2, 5, 6, 7, 8, 52, 62, 63, (uint8_t)run->physical_bits };
    unsigned outcome = ACCEPTED, bit = bits[round % ARRAY_SIZE(bits)];
    uint32_t flags = visit();

    space_read(SPACE_PAGE);
    struct fault fault = space_try_reserved(bit);
    if (fault.vector != NO_FAULT) {
        invlpg(SPACE_PAGE);
        outcome = fault.vector == TRAP_GENERAL_PROTECTION && fault.error_code == 0 &&
                          space_inside() && space_read(SPACE_PAGE) == SPACE_BY_FIRST
                      ? REFUSED
                      : HALF_TAKEN;
    }
    go_home(flags);
    probe_count(probe_own_context(run), outcome);
}
