/*
 * Page sizes asked in NMIs. Each writer has an address space of its own that no CR3 reaches:
 * a directory of 512 addresses, each of them one time in a page table that maps nothing,
 * then a 2 MiB page, then in a table that maps it, and back, with nothing and a shootdown in
 * between. An NMI is sent to a CPU that takes part, the boot processor or a writer, whatever
 * that is just doing, and its handler asks for the size at one address after the other.
 *
 * The tables carry made-up frame numbers, and equal low words; the high word says which one
 * it is. An entry put together from two halves names a table that is not there. In real
 * memory there would be something, and here there is a table that is full, so that an
 * address that was mapped by nothing or by 2 MiB gets a size of 4 KiB.
 */
#include "litmus/stress/scene.h"

#include "arch/apic.h"
#include "arch/clock.h"
#include "arch/cpu.h"
#include "arch/instructions.h"
#include "arch/loss.h"
#include "arch/nmi.h"
#include "arch/patience.h"
#include "arch/traps.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "litmus/legs/page_size.h"
#include "litmus/sampler.h"
#include "litmus/stress/nmi_sizes.h"
#include "mm/frames.h"
#include "mm/pgtable.h"
#include "mm/pgtable_steps.h"
#include "mm/tlb.h"

enum {
    CHASE_LEADS = 4,
    FULL_SECTION_PACE = 16, /* a window of this size halves the section */
    NMI_SWEEPS = 4,           /* in one NMI, which costs more than they do */
    DAWDLE_BITS = 12,
    WRITER_EVERY = 8,       /* one NMI in so many goes to a writer */
    LIMIT_US = 10000000,
};

/* What a high word says of the table that the entry names. */
enum kind { KIND_NONE, KIND_DIRECTORY, KIND_EMPTY, KIND_FULL, KIND_LEAF };

/*
 * What all addresses of a space are, generation after generation. It is on the way out of an
 * empty table that a wrong size shows best: the address had none, and gets one.
 */
enum state { IN_EMPTY_TABLE, LEAF, MAPPED, UNMAPPED };
static const uint8_t states[] = { IN_EMPTY_TABLE, IN_EMPTY_TABLE, LEAF, IN_EMPTY_TABLE,
                                  IN_EMPTY_TABLE, IN_EMPTY_TABLE, LEAF, IN_EMPTY_TABLE,
                                  LEAF, MAPPED, UNMAPPED, MAPPED };

struct space {
    pgd_t pgd[PTRS_PER_PGD] __attribute__((aligned(32)));
    struct mm_struct mm;
    pmd_t *directory;
    pte_t *full; /* maps each address by an entry of its own */
};

static struct space spaces[WRITERS_MAX];
static pte_t *empty, *stray;

/* ---- the spaces ---- */

static uint64_t name_of(enum kind kind, unsigned number)
{
    return (uint64_t)kind << 32 | number << PAGE_SHIFT;
}

static const void *reach(const struct mm_struct *mm, uint64_t physical)
{
    const struct space *space = &spaces[(uint32_t)physical >> PAGE_SHIFT & (WRITERS_MAX - 1)];
    (void)mm;
    switch ((uint32_t)(physical >> 32)) {
    case KIND_DIRECTORY:
        return space->directory;
    case KIND_EMPTY:
        return empty;
    case KIND_FULL:
        return space->full;
    default:
        return stray;
    }
}

static uintptr_t address_of(unsigned slot)
{
    return (uintptr_t)slot << PMD_SHIFT | (uintptr_t)slot << PAGE_SHIFT;
}

static void *page(void)
{
    uint64_t frame = frame_alloc(FRAME_LOW);
    if (frame == NO_FRAME)
        return NULL;
    return memset((void *)(uintptr_t)frame, 0, PAGE_SIZE);
}

static void give_back(void *table)
{
    if (table)
        frame_free((uintptr_t)table);
}

static void fill(pte_t *table)
{
    for (unsigned i = 0; i < PTRS_PER_PTE; i++)
        set_pte(&table[i], entry_encode(i, 1, LOWS_EQUAL));
}

static bool prepare_space(struct writer *writer)
{
    struct space *space = &spaces[writer->number];
    space->directory = page();
    space->full = page();
    if (!space->directory || !space->full)
        return false;
    fill(space->full);
    for (unsigned i = 0; i < PTRS_PER_PGD; i++)
        space->pgd[i].pgd = name_of(KIND_DIRECTORY, writer->number) | PTE_P;
    space->mm = (struct mm_struct){ .pgd = space->pgd };
    writer->retired = (uint32_t)-1; /* generation 0 is the empty space */
    return true;
}

static void clean(struct stress *stress)
{
    (void)stress;
    for (unsigned i = 0; i < WRITERS_MAX; i++) {
        give_back(spaces[i].directory);
        give_back(spaces[i].full);
    }
    give_back(empty);
    give_back(stray);
    empty = stray = NULL;
    memset(spaces, 0, sizeof(spaces));
}

static bool prepare(struct stress *stress)
{
    bool good = true;
    sizer_reach = reach;
    empty = page();
    stray = page();
    for (unsigned i = 0; i < stress->writers; i++)
        good &= prepare_space(&stress->writer[i]);
    if (!good || !empty || !stray) {
        clean(stress);
        return false;
    }
    fill(stray);
    return true;
}

/* ---- what sizes an address can have had ---- */

static uint32_t size_at(uint32_t generation)
{
    static const uint32_t sizes[] = { [IN_EMPTY_TABLE] = 0, [LEAF] = PMD_SIZE,
                                      [MAPPED] = PAGE_SIZE, [UNMAPPED] = 0 };
    return generation ? sizes[states[generation % ARRAY_SIZE(states)]] : 0;
}

static bool had_size(uint32_t size, struct held held)
{
    if (!size && held.first != held.last)
        return true; /* between two generations there is nothing */
    for (uint32_t generation = held.first; generation != held.last + 1; generation++)
        if (size_at(generation) == size)
            return true;
    return false;
}

/* ---- the NMI ---- */

struct catch {
    uint32_t size;
    unsigned slot;
};

/* One request at a time, and what came of it. */
static struct {
    uint32_t open; /* index of the CPU that is asked, plus 1 */
    const struct stress *stress;
    const struct writer *writer;
    unsigned first, end;
    struct pace pace;
    struct held held; /* of the last sweep, or the one that found the wrong size */
    uint32_t right, wrong;
    struct catch example; /* of a wrong one */
    bool pending;
} request;

static unsigned next_slot(const struct stress *stress, unsigned i)
{
    unsigned slot = i;
    if (stress->setting.sweep == SWEEP_CHASE)
        slot = READ_ONCE(request.writer->at) + i % CHASE_LEADS;
    return slot < stress->slots ? slot : stress->slots - 1;
}

static void sweep(struct catch *catch)
{
    const struct stress *stress = request.stress;
    const struct sizer *sizer = stress->trial->sizer;
    const struct mm_struct *mm = &spaces[request.writer->number].mm;

    for (unsigned i = request.end; i-- > request.first; catch++) {
        catch->slot = next_slot(stress, i);
        uintptr_t address = address_of(catch->slot);
        catch->size = request.pace.pauses ? sizer->paced(mm, address, &request.pace)
                                          : sizer->plain(mm, address);
    }
}

static void judge(const struct catch *got, struct held held)
{
    for (const struct catch *end = got + request.end - request.first; got < end; got++) {
        if (likely(had_size(got->size, held))) {
            request.right++;
            continue;
        }
        request.held = held;
        request.example = *got;
        request.wrong++;
    }
}

/* As fast as it goes, and judged afterwards. */
static void sweep_and_judge(void)
{
    static struct catch got[SLOTS_MAX];
    struct held held = { .first = READ_ONCE(request.writer->retired) + 1 };
    sweep(got);
    held.last = READ_ONCE(request.writer->started);
    judge(got, held);
}

static bool serve(struct trap_frame *frame)
{
    if (READ_ONCE(request.open) != cpu_index() + 1)
        return false;
    sampler_count(frame);
    for (unsigned i = 0; i < NMI_SWEEPS; i++)
        sweep_and_judge();
    request.pending = apic_pending(VECTOR_TLB_SHOOTDOWN);
    smp_mb();
    WRITE_ONCE(request.open, 0);
    return true;
}

void nmi_sizes_init(void)
{
    nmi_add_handler(serve);
}

static void give_up(unsigned cpu)
{
    if (cpu == cpu_index())
        panic("page sizes: this CPU took no NMI of its own within %u ms",
              patience_us(LIMIT_US) / 1000);
    cpu_give_up(cpu, "took no NMI");
}

static void ask(unsigned cpu)
{
    struct deadline limit = deadline_in_us(patience_us(LIMIT_US));
    smp_mb();
    WRITE_ONCE(request.open, cpu + 1);
    if (!apic_send(cpu_by_index(cpu)->apic_id, ICR_NMI | ICR_ASSERT))
        panic("page sizes: the local APIC took no command for CPU %u", cpu);
    while (READ_ONCE(request.open) && cpumask_test(&cpu_online_mask, cpu)) {
        if (deadline_passed(&limit))
            give_up(cpu);
        cpu_relax();
    }
}

/* ---- the reader: has it asked ---- */

/* The boot processor mostly: then no writer stands still. A writer that is on its way in is
 * not asked yet: no shootdown would wait for it. */
static unsigned whom_to_ask(const struct stress *stress, unsigned pass)
{
    unsigned cpu = stress->writer[pass / WRITER_EVERY % stress->active].cpu;
    bool writer = pass % WRITER_EVERY == 0 && cpumask_test(&stress->users, cpu);
    return writer ? cpu : cpu_index();
}

static __noinline void report_wrong(struct stress *stress)
{
    struct tear tear = {
        .setting = stress->setting,
        .slot = request.example.slot,
        .low = request.example.size,
        .reading = READ_FOREIGN,
        .held = request.held,
        .held_first = { .pte_low = size_at(request.held.first) },
        .held_last = { .pte_low = size_at(request.held.last) },
        .reader_cpu = cpu_index(),
        .writer_cpu = request.writer->cpu,
    };
    stress_tear(stress, &tear);
}

static void count(struct stress *stress)
{
    struct tally *tally = stress->tally;
    tally->reading[READ_INTACT] += request.right;
    tally->reading[READ_FOREIGN] += request.wrong;
    tally->retries += request.pace.retries;
    tally->pending += request.pending;
    tally->passes++;
    if (request.wrong)
        report_wrong(stress);
    request.right = request.wrong = 0;
}

static void read_pass(struct stress *stress, unsigned pass)
{
    /* At least one, where the window is wide. */
    unsigned length = SLOTS_MAX * FULL_SECTION_PACE /
                          (FULL_SECTION_PACE + stress->setting.pace) + 1;
    unsigned end = stress->cursor ? stress->cursor : stress->slots;

    if (!stress->cursor)
        stress->table = (stress->table + 1) % stress->active;
    request.stress = stress;
    request.writer = &stress->writer[stress->table];
    request.end = end;
    request.first = stress->cursor = end > length ? end - length : 0;
    request.pace = (struct pace){ stress->setting.pace, 0 };
    WRITE_ONCE(stress->sections, stress->sections + 1);
    ask(whom_to_ask(stress, pass));
    count(stress);
}

/* ---- the writer ---- */

static void take_away(struct space *space, enum state from, enum state to, unsigned slot,
                      const struct pace *pace)
{
    if (from == MAPPED && to == UNMAPPED)
        clear_steps(&space->full[slot].words, pace);
    else if (from != UNMAPPED)
        clear_steps(&space->directory[slot].words, pace);
}

static void put(struct space *space, unsigned number, enum state from, enum state to,
                unsigned slot, const struct pace *pace)
{
    static const uint8_t kinds[] = { [IN_EMPTY_TABLE] = KIND_EMPTY, [LEAF] = KIND_LEAF,
                                     [MAPPED] = KIND_FULL };
    pmd_t pmd = { .pmd = name_of(kinds[to], number) | PTE_P | (to == LEAF ? PMD_PSE : 0) };

    if (from == UNMAPPED)
        set_steps(&space->full[slot].words, entry_encode(slot, 1, LOWS_EQUAL).words, pace);
    else if (to != UNMAPPED)
        set_steps(&space->directory[slot].words, pmd.words, pace);
}

static void flush(struct writer *writer, unsigned first, unsigned end)
{
    uint32_t waits = tlb_counts(writer->cpu)->waits;
    flush_tlb_range(&writer->stress->users, address_of(first), address_of(end));
    writer->flushes++;
    writer->waits += tlb_counts(writer->cpu)->waits - waits;
    /* The others have just come out of their NMI: wait until they may be in the next. */
    spin_delay(random_below(&writer->random, 1u << random_below(&writer->random, DAWDLE_BITS)));
}

static void write_batch(struct writer *writer, unsigned first, unsigned end, uint32_t gap)
{
    struct space *space = &spaces[writer->number];
    enum state to = states[writer->generation % ARRAY_SIZE(states)];
    enum state from = states[(writer->generation - 1) % ARRAY_SIZE(states)];
    const struct pace pace = { gap, 0 };

    for (unsigned slot = first; slot < end; slot++) {
        WRITE_ONCE(writer->at, slot);
        take_away(space, from, to, slot, &pace);
    }
    if (from != UNMAPPED)
        flush(writer, first, end);
    for (unsigned slot = first; slot < end; slot++) {
        WRITE_ONCE(writer->at, slot);
        put(space, writer->number, from, to, slot, &pace);
    }
}

static void write_pass(struct writer *writer, const struct setting *setting)
{
    const struct stress *stress = writer->stress;

    WRITE_ONCE(writer->started, ++writer->generation);
    for (unsigned first = 0; first < stress->slots; first += setting->batch) {
        unsigned end = first + setting->batch;
        write_batch(writer, first, end < stress->slots ? end : stress->slots, setting->gap);
    }
    /* Every address has the new size. */
    WRITE_ONCE(writer->retired, writer->generation - 1);
    writer_rest(writer);
}

const struct scene scene_nmi = {
    .prepare = prepare,
    .read_pass = read_pass,
    .write_pass = write_pass,
    .clean = clean,
    .one_writer = true,
};
