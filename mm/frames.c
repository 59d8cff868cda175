#include "mm/frames.h"

#include "arch/smp/spinlock.h"
#include "lib/panic.h"
#include "lib/string.h"

/* A set bit is a free frame. Zone limits are multiples of 32 frames, so that a search by
 * words never leaves its zone. */
struct zone {
    uint32_t first_word, end_word; /* of the bitmap */
    uint32_t next_word;            /* where the last search ended */
    unsigned free;
};

static uint32_t *bitmap;
static uint32_t bitmap_words;
static struct page_refs refs;
static struct zone zones[2];
static struct spinlock lock = SPINLOCK("frames");

enum { FRAMES_PER_WORD = 32 };
#define PATTERN 0xA5C3E187u
#define HIGH_MEMORY_START 0x100000000ull
/* The area below may be in use by BIOS, BDA, EBDA, system management and the
 * trampoline. */
#define LEGACY_END 0x100000u

static bool usable(const struct memory_range *range)
{
    return range->type == MEMORY_USABLE;
}

static uint64_t highest_end(const struct memory_map *map)
{
    uint64_t end = 0;
    for (unsigned i = 0; i < map->count; i++)
        if (usable(&map->range[i]) && map->range[i].end > end)
            end = map->range[i].end;
    return end;
}

/* Places the bookkeeping at the top of the highest low range that can hold it, away from
 * the frames that legacy devices can reach. Returns 0 if no range can. */
static uint64_t place_books(const struct memory_map *map, uint64_t bytes)
{
    uint64_t place = 0;
    for (unsigned i = 0; i < map->count; i++) {
        const struct memory_range *range = &map->range[i];
        uint64_t end = range->end < LOW_MEMORY_END ? range->end : LOW_MEMORY_END;
        if (usable(range) && range->start < end && end - range->start >= bytes &&
            end - bytes > place)
            place = end - bytes;
    }
    return place & ~(uint64_t)(PAGE_SIZE - 1);
}

/* A map may claim RAM where there is none; page tables there would end in a triple
 * fault. */
static void check_that_it_is_ram(void *from, uint64_t bytes)
{
    volatile uint32_t *word = from;
    uint32_t count = (uint32_t)(bytes / sizeof(*word));

    for (uint32_t i = 0; i < count; i++)
        word[i] = PATTERN ^ i;
    for (uint32_t i = 0; i < count; i++)
        if (word[i] != (PATTERN ^ i))
            panic("the memory map claims RAM at 0x%x, and what is written there is lost: "
                  "the map "
                  "is wrong; boot with another loader",
                  (unsigned)(uintptr_t)&word[i]);
}

static struct zone *zone_of(uint64_t frame)
{
    return &zones[frame >= HIGH_MEMORY_START ? FRAME_HIGH : FRAME_LOW];
}

static bool in_a_zone(uint64_t frame)
{
    return frame < LOW_MEMORY_END || frame >= HIGH_MEMORY_START;
}

static void mark_free(uint64_t frame)
{
    uint32_t index = (uint32_t)(frame >> PAGE_SHIFT);
    bitmap[index / FRAMES_PER_WORD] |= 1u << (index % FRAMES_PER_WORD);
    zone_of(frame)->free++;
}

static uint32_t word_of(uint64_t address)
{
    uint64_t word = (address >> PAGE_SHIFT) / FRAMES_PER_WORD;
    return word < bitmap_words ? (uint32_t)word : bitmap_words;
}

/* The last reference has gone. */
static void take_back(uint64_t frame)
{
    uint32_t flags = spin_lock_irqsave(&lock);
    mark_free(frame);
    spin_unlock_irqrestore(&lock, flags);
}

bool frames_init(const struct memory_map *map, struct line_sink *sink)
{
    uint64_t end = highest_end(map);
    uint64_t frames = end >> PAGE_SHIFT;
    bitmap_words = (uint32_t)((frames + FRAMES_PER_WORD - 1) / FRAMES_PER_WORD);
    /* Per word of the bitmap: the word, and the counts of its 32 frames. */
    uint64_t bytes = (uint64_t)bitmap_words * (1 + FRAMES_PER_WORD) * sizeof(uint32_t);
    bytes = (bytes + PAGE_SIZE - 1) & ~(uint64_t)(PAGE_SIZE - 1);
    uint64_t place = place_books(map, bytes);
    if (!place) {
        line(sink, "memory: no room for %llu bytes of frame bookkeeping below 0x%x",
             (unsigned long long)bytes, LOW_MEMORY_END);
        return false;
    }
    bitmap = (uint32_t *)(uintptr_t)place;
    refs.count = bitmap + bitmap_words;
    refs.frames = bitmap_words * FRAMES_PER_WORD;
    refs.release = take_back;
    check_that_it_is_ram(bitmap, bytes);
    memset(bitmap, 0, (size_t)bytes);
    zones[FRAME_LOW] = (struct zone){ 0, word_of(LOW_MEMORY_END), 0, 0 };
    zones[FRAME_HIGH] = (struct zone){ word_of(HIGH_MEMORY_START), bitmap_words,
                                       word_of(HIGH_MEMORY_START), 0 };
    for (unsigned i = 0; i < map->count; i++) {
        if (!usable(&map->range[i]))
            continue;
        for (uint64_t frame = map->range[i].start; frame < map->range[i].end;
             frame += PAGE_SIZE)
            if (frame >= LEGACY_END && in_a_zone(frame) &&
                !(frame >= place && frame < place + bytes))
                mark_free(frame);
    }
    return true;
}

void frames_drop_high(void)
{
    struct zone *zone = &zones[FRAME_HIGH];
    for (uint32_t word = zone->first_word; word < zone->end_word; word++)
        bitmap[word] = 0;
    zone->free = 0;
}

static uint64_t take_from(struct zone *zone)
{
    uint32_t span = zone->end_word - zone->first_word;
    for (uint32_t i = 0; i < span; i++) {
        uint32_t word = zone->next_word + i;
        if (word >= zone->end_word)
            word -= span;
        if (!bitmap[word])
            continue;
        unsigned bit = (unsigned)__builtin_ctz(bitmap[word]);
        bitmap[word] &= ~(1u << bit);
        zone->next_word = word;
        zone->free--;
        return ((uint64_t)word * FRAMES_PER_WORD + bit) << PAGE_SHIFT;
    }
    return NO_FRAME;
}

static uint64_t take_at_2m(struct zone *zone)
{
    enum { STEP = PMD_SIZE / PAGE_SIZE / FRAMES_PER_WORD };

    for (uint32_t word = zone->first_word; word < zone->end_word; word += STEP) {
        if (!(bitmap[word] & 1))
            continue;
        bitmap[word] &= ~1u;
        zone->free--;
        return (uint64_t)word * FRAMES_PER_WORD << PAGE_SHIFT;
    }
    return NO_FRAME;
}

static uint64_t with_reference(uint64_t frame)
{
    if (frame != NO_FRAME)
        WRITE_ONCE(*page_ref(&refs, frame), 1);
    return frame;
}

uint64_t frame_alloc(enum frame_zone zone)
{
    uint32_t flags = spin_lock_irqsave(&lock);
    uint64_t frame = with_reference(take_from(&zones[zone]));
    spin_unlock_irqrestore(&lock, flags);
    return frame;
}

uint64_t frame_alloc_at_2m(void)
{
    uint32_t flags = spin_lock_irqsave(&lock);
    uint64_t frame = with_reference(take_at_2m(&zones[FRAME_LOW]));
    spin_unlock_irqrestore(&lock, flags);
    return frame;
}

void frame_free(uint64_t frame)
{
    const uint32_t *count = page_ref(&refs, frame);
    if (!frame || !count || !READ_ONCE(*count))
        panic("frame 0x%llx freed, but it is free or none", (unsigned long long)frame);
    put_page(&refs, frame);
}

const struct page_refs *frame_refs(void)
{
    return &refs;
}

unsigned frames_free(enum frame_zone zone)
{
    return zones[zone].free;
}

void *frame_alloc_zeroed(const char *what)
{
    uint64_t frame = frame_alloc(FRAME_LOW);
    if (frame == NO_FRAME)
        panic("out of memory: no page frame left for %s; give the machine more memory, "
              "or use fewer "
              "CPUs (cpus=)",
              what);
    void *page = (void *)(uintptr_t)frame;
    check_that_it_is_ram(page, sizeof(uint32_t));
    return memset(page, 0, PAGE_SIZE);
}
