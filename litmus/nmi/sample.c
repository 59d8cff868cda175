#include "litmus/nmi/sample.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "lib/format.h"
#include "lib/string.h"
#include "litmus/nmi/counts.h"
#include "mm/kernel_map.h"
#include "mm/page_size.h"

enum { LOOKS = 16 }; /* at the trials' pages, in one NMI */
#define CR3_PDPT (~31u)

static uintptr_t trials_pages_end;

/* The first wrong size of the trial. */
static struct {
    uint32_t taken;
    uintptr_t address, eip;
    uint32_t size;
    enum place place;
    unsigned cpu;
} wrong;

extern const char kernel_text_start[], kernel_text_end[];

static __noinline void note_wrong(const struct trap_frame *frame, struct sampled *mine,
                                  uintptr_t address, uint32_t size)
{
    mine->wrong++;
    if (__atomic_exchange_n(&wrong.taken, 1, __ATOMIC_SEQ_CST))
        return;
    wrong.address = address;
    wrong.eip = frame->eip;
    wrong.size = size;
    wrong.place = sampled_place(frame, mine);
    wrong.cpu = cpu_index();
}

/* Asks for the size of a page, which must be one of two. */
static void look(const struct mm_struct *mm, const struct trap_frame *frame,
                 struct sampled *mine, uintptr_t address, uint32_t one, uint32_t other)
{
    uint32_t size = perf_get_pgtable_size(mm, address);
    mine->sizes[size == PMD_SIZE ? SIZE_2M : size == PAGE_SIZE ? SIZE_4K : SIZE_NONE]++;
    if (unlikely(size != one && size != other))
        note_wrong(frame, mine, address, size);
}

static bool in_text(uintptr_t address)
{
    return address >= (uintptr_t)kernel_text_start &&
           address < (uintptr_t)kernel_text_end;
}

bool sample(struct trap_frame *frame)
{
    struct sampled *mine = &sampled[cpu_index()];
    /* The tables in use, which may be a probe's own. */
    const struct mm_struct mm = { .pgd =
                                      (const pgd_t *)(uintptr_t)(read_cr3() & CR3_PDPT) };

    if (!nmi_requests_serve(&mine->requests))
        return false;
    mine->taken[sampled_place(frame, mine)]++;
    if (in_text(frame->eip))
        look(&mm, frame, mine, frame->eip, PAGE_SIZE, PAGE_SIZE);
    look(&mm, frame, mine, (uintptr_t)frame, PAGE_SIZE, PAGE_SIZE);
    look(&mm, frame, mine, 0, 0, 0);
    for (unsigned i = 0; i < LOOKS; i++, mine->cursor += PAGE_SIZE) {
        if (mine->cursor < VMAP_START || mine->cursor >= trials_pages_end)
            mine->cursor = VMAP_START;
        look(&mm, frame, mine, mine->cursor, PAGE_SIZE, 0);
    }
    return true;
}

void sample_begin(uintptr_t pages_end)
{
    memset(&wrong, 0, sizeof(wrong));
    trials_pages_end = pages_end;
}

bool sample_was_wrong(char *reason, size_t size)
{
    if (!READ_ONCE(wrong.taken))
        return false;
    format(
        reason, size,
        "page size of 0x%08x asked in an NMI on CPU %u (%s at EIP 0x%08x): 0x%x is wrong",
        (unsigned)wrong.address, wrong.cpu, sampled_place_name(wrong.place),
        (unsigned)wrong.eip, wrong.size);
    return true;
}
