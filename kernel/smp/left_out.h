/*
 * The CPUs that the machine has and this run does not use: how many, and why. The run
 * proves nothing about them, and its log and verdict say so. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "arch/firmware/processors.h"
#include "lib/line.h"

/* Why a CPU is left out. The user's choices do not affect the verdict. Any other reason
 * is the machine's fault or lohilo's limit, and the run cannot vouch for the whole
 * machine. */
enum why_left_out {
    LEFT_OUT_BY_CPUS,   /* option cpus= */
    LEFT_OUT_BY_SMP,    /* option smp=off */
    LEFT_OUT_BY_ID,     /* an APIC id that an xAPIC cannot send to */
    LEFT_OUT_BY_NUMBER, /* more than CPUS_MAX */
    LEFT_OUT_BY_APIC,   /* an external local APIC */
    LEFT_OUT_BY_PAGE,   /* no page to start from */
    LEFT_OUT_BY_MEMORY,
    LEFT_OUT_BY_TWIN,      /* another CPU has its APIC id too */
    LEFT_OUT_BY_BROADCAST, /* the table gives it the broadcast APIC id */
    LEFT_OUT_BY_BOOT_ID,   /* processors_boot_has_a_twin() */
    LEFT_OUT_REASONS
};

struct left_out {
    unsigned present; /* CPUs that the machine has */
    unsigned count[LEFT_OUT_REASONS];
};

/* The user's choices. */
struct left_out_wish {
    unsigned cpus; /* option cpus=; 0: all */
    bool smp_off;  /* option smp=off */
};

/* Counts the CPUs to leave out, before any CPU is started; x2apic: this CPU can send to
 * ids of 32 bits. Returns the number of CPUs to run, including the boot processor. If the
 * user chose no more CPUs than can run, all others are left out for that reason. */
unsigned left_out_plan(struct left_out *self, const struct processors *processors,
                       bool x2apic, struct left_out_wish wish);

/* Logs one line for each reason that applies. */
void left_out_say(const struct left_out *self, struct line_sink *sink);

/* In a few words, for the verdict: the reasons why the run cannot vouch for the machine;
 * and the user's choices. "" if there are none. */
void left_out_doubt(const struct left_out *self, char *text, size_t size);
void left_out_unwanted(const struct left_out *self, char *text, size_t size);
