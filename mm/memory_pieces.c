/* Sorts claims, and shrinks lists of ranges. */
#include "mm/memory_pieces.h"

#include "lib/compiler.h"

#define LEGACY_END 0x100000u

enum { WORST = 5 };

/* The rank of a type: the higher, the less usable. */
static unsigned badness(uint32_t type)
{
    switch (type) {
    case MEMORY_USABLE:
        return 1;
    case MEMORY_ACPI_RECLAIMABLE:
        return 2;
    case MEMORY_ACPI_NVS:
        return 3;
    case MEMORY_UNUSABLE:
        return WORST;
    default:
        return 4;
    }
}

static unsigned long long shown(uint64_t value)
{
    return value; /* no 64-bit printf conversion suits both host and kernel */
}

/* Most maps are in order: then this is one pass. */
bool memory_sort(struct memory_range *range, unsigned count)
{
    bool sorted = true;

    for (unsigned i = 1; i < count; i++) {
        struct memory_range moved = range[i];
        unsigned place = i;
        for (; place > 0 && range[place - 1].start > moved.start; place--)
            range[place] = range[place - 1];
        range[place] = moved;
        sorted = sorted && place == i;
    }
    return sorted;
}

static unsigned append(struct memory_range *piece, unsigned count, uint64_t start,
                       uint64_t end, uint32_t type)
{
    struct memory_range *last = count != 0 ? &piece[count - 1] : NULL;

    if (last != NULL && last->type == type && last->end == start) {
        last->end = end;
        return count;
    }
    piece[count] = (struct memory_range){ start, end, type };
    return count + 1;
}

/* A scan of sorted claims, from the lowest address up. */
struct sweep {
    const struct memory_range *claim;
    unsigned claims;
    unsigned next; /* the first claim that starts beyond this point */
    /* Per rank: of the claims before it, the one that reaches farthest. */
    struct memory_range farthest[WORST + 1];
};

/* The part of the address space, from some start, that one set of claims covers. */
struct stretch {
    uint64_t end;         /* where the set changes */
    bool claimed;         /* if false, the types are meaningless */
    uint32_t worst, best; /* of the types claimed */
};

static void meet_claims(struct sweep *self, uint64_t start)
{
    for (; self->next < self->claims && self->claim[self->next].start <= start;
         self->next++) {
        const struct memory_range *claim = &self->claim[self->next];
        struct memory_range *farthest = &self->farthest[badness(claim->type)];
        if (claim->end > farthest->end)
            *farthest = *claim;
    }
}

static struct stretch region_from(struct sweep *self, uint64_t start)
{
    struct stretch found = { .end = UINT64_MAX };

    meet_claims(self, start);
    if (self->next < self->claims)
        found.end = self->claim[self->next].start;
    for (unsigned i = 0; i <= WORST; i++) {
        const struct memory_range *farthest = &self->farthest[i];
        if (farthest->end <= start)
            continue;
        if (farthest->end < found.end)
            found.end = farthest->end;
        if (!found.claimed)
            found.best = farthest->type;
        found.worst = farthest->type;
        found.claimed = true;
    }
    return found;
}

unsigned memory_resolve(const struct memory_range *claim, unsigned claims, uint64_t limit,
                        struct memory_range *piece, struct complaints *remarks)
{
    struct sweep sweep = { .claim = claim, .claims = claims };
    struct stretch stretch;
    unsigned count = 0;

    for (uint64_t start = 0; start < limit; start = stretch.end) {
        stretch = region_from(&sweep, start);
        if (stretch.end > limit)
            stretch.end = limit;
        if (!stretch.claimed)
            continue;
        count = append(piece, count, start, stretch.end, stretch.worst);
        if (badness(stretch.worst) != badness(stretch.best))
            complain(remarks,
                     "memory: 0x%llx-0x%llx is claimed as %s and as %s: taken as %s",
                     shown(start), shown(stretch.end - 1), memory_type_name(stretch.best),
                     memory_type_name(stretch.worst), memory_type_name(stretch.worst));
    }
    return count;
}

/* Joins neighbouring non-RAM entries of a sorted list. */
static unsigned join_reserved(struct memory_range *range, unsigned count)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < count; i++) {
        struct memory_range *last = kept != 0 ? &range[kept - 1] : NULL;
        if (last != NULL && last->type != MEMORY_USABLE &&
            range[i].type != MEMORY_USABLE) {
            last->end = range[i].end;
            last->type = MEMORY_RESERVED;
        } else {
            range[kept++] = range[i];
        }
    }
    return kept;
}

/* The value of a range: what is lost with it. */
static uint64_t worth(const struct memory_range *range)
{
    return range->start < LEGACY_END ? UINT64_MAX : range->end - range->start;
}

/* Gives up the least valuable RAM, if there is any. */
static unsigned give_up_ram(struct memory_range *range, unsigned count,
                            struct memory_loss *loss)
{
    struct memory_range *least = NULL;

    for (unsigned i = 0; i < count; i++)
        if (range[i].type == MEMORY_USABLE &&
            (least == NULL || worth(&range[i]) < worth(least)))
            least = &range[i];
    if (least == NULL)
        return count;
    loss->bytes += least->end - least->start;
    loss->ranges++;
    for (count--; least < &range[count]; least++)
        *least = least[1];
    return count;
}

/* Without RAM, joining leaves one range. */
unsigned memory_shrink(struct memory_range *range, unsigned count, unsigned most,
                       struct memory_loss *loss)
{
    if (count > most)
        count = join_reserved(range, count);
    while (count > most) {
        count = join_reserved(range, give_up_ram(range, count, loss));
    }
    return count;
}
