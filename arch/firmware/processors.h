/*
 * The processors that the firmware lists: in the ACPI MADT, else in the MP table, else
 * only the boot processor. Only starting them shows whether they exist.
 *
 * An index into apic_id[] is lohilo's number for a processor. APIC ids have gaps (two
 * sockets of three cores: 0, 1, 2, 4, 5, 6), and the boot processor need not have the
 * lowest. Ids have 32 bits with an x2APIC. An xAPIC can send only to ids up to 254; the
 * others are listed all the same, because the machine has these CPUs.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/cpumask.h"
#include "arch/firmware/acpi.h"
#include "arch/firmware/firmware.h"
#include "arch/firmware/physical_view.h"
#include "lib/line.h"

enum {
    PROCESSORS_HIGHEST_XAPIC_ID = 254,
    PROCESSORS_MAX = CPUS_MAX,
    IO_APICS_MAX = 16, /* beside the first */
};

/* Ids that mean all CPUs (SDM vol. 3, 11.6.2.1 and 11.12.9). */
#define PROCESSORS_XAPIC_BROADCAST 0xFFu
#define PROCESSORS_X2APIC_BROADCAST UINT32_MAX
#define LOCAL_APIC_DEFAULT_ADDRESS 0xFEE00000u
#define PROCESSORS_NO_ID PROCESSORS_X2APIC_BROADCAST
#define PROCESSORS_NO_UID UINT32_MAX /* ACPI's own for "all" (ACPI 6.5, 5.2.12.13) */

enum processor_source {
    PROCESSORS_BOOT_ONLY,       /* no table, or none requested */
    PROCESSORS_FROM_MADT,       /* ACPI */
    PROCESSORS_FROM_MP_TABLE,   /* MP specification, configuration table */
    PROCESSORS_FROM_MP_DEFAULT, /* MP specification, default configuration 1 to 7 */
};

enum processor_choice {
    PROCESSORS_AUTOMATIC,
    PROCESSORS_MP,
    PROCESSORS_ACPI,
    PROCESSORS_NONE,
};

struct processors {
    enum processor_source source;
    unsigned count;                   /* at least 1 after processors_find() */
    uint32_t apic_id[PROCESSORS_MAX]; /* all different */
    uint32_t uid[PROCESSORS_MAX]; /* the ACPI processor UID; PROCESSORS_NO_UID: unknown */
    unsigned boot_index;          /* apic_id[boot_index] is the boot processor's */
    bool boot_twin;               /* as processors_boot_has_a_twin() */

    /* Entries that are not in apic_id[], by reason. The first two are not separate
     * CPUs. */
    unsigned disabled;  /* not enabled, or only "online capable" */
    unsigned duplicate; /* the same CPU again: id and UID */
    unsigned twins;     /* another CPU with an id already in use */
    unsigned broadcast; /* enabled, with an id that means all CPUs */
    unsigned external;  /* MP table: an 82489DX, which lohilo does not drive */
    unsigned beyond;    /* apic_id[] was full */

    uint32_t marked_boot_id; /* the MP table's boot processor, or PROCESSORS_NO_ID */
    uint64_t local_apic_address;
    /* The input of IRQ 0: an I/O APIC's registers, 0 if none is listed, and the input
     * number. */
    uint64_t io_apic_address;
    unsigned timer_input;
    /* Other I/O APICs, unused; a loader may have left their inputs unmasked. */
    uint64_t other_io_apic[IO_APICS_MAX];
    unsigned other_io_apics;
    bool imcr_present; /* the MP table lists the IMCR (ports 0x22, 0x23) */
};

/* No processors, and defaults for everything else. */
void processors_reset(struct processors *self, enum processor_source source);

/* Adds an enabled processor, or counts the reason for not adding it. For the readers of
 * the tables: `broadcast` is the id that means all in this form of entry; `uid` is the
 * ACPI processor's, which identifies the same CPU in the other form of entry (BIOSes list
 * one in both). */
void processors_add(struct processors *self, uint32_t apic_id, uint32_t broadcast,
                    uint32_t uid, struct complaints *remarks);

/* Sets the local APIC's address from a table; an impossible one is logged, and the
 * default stays. For the readers of the tables. */
void processors_set_local_apic(struct processors *self, uint64_t address,
                               const char *table, struct complaints *remarks);

/* Adds an I/O APIC's address from a table; an impossible one is logged and skipped. The
 * first one that may have the timer at an input is used for it, the rest are the others.
 * For the readers of the tables. */
void processors_add_io_apic(struct processors *self, uint64_t address,
                            bool may_have_timer, const char *table,
                            struct complaints *remarks);

/*
 * Fills `out`, whatever the firmware contains: each step and each refusal logs one line.
 * The boot processor, whose APIC id the caller has read from its local APIC, is always
 * listed.
 *
 * Call only if CPUID.1:EDX.APIC is set: QEMU publishes a MADT of two also for a CPU
 * without a local APIC (measured).
 */
void processors_find(const struct physical_view *memory, const struct acpi_hint *hint,
                     uint32_t boot_apic_id, enum processor_choice choice,
                     struct processors *out, struct line_sink *sink);

/*
 * Whether another CPU may have the boot processor's APIC id: the id differs from the
 * initial one (CPUID), and the initial one is listed as well. An xAPIC's id is writable;
 * an IPI to a shared id reaches both, and a CPU asleep in firmware code has no gate for
 * it.
 */
bool processors_boot_has_a_twin(const struct processors *self, uint32_t initial_id);

/* The number of CPUs in the machine, according to its firmware. */
unsigned processors_present(const struct processors *self);
/* Whether this CPU can send IPIs to that id. */
bool processors_can_reach(uint32_t apic_id, bool x2apic);

/* Writes the ids as text, runs joined ("0-5,8-13"), cut to `size` bytes (at least 1). */
void processors_describe(const struct processors *self, char *out, size_t size);
