/*
 * CPUs that the machine has and this run does without: how many, and why. The run says
 * nothing about them, and its log and its verdict say so. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "arch/firmware/processors.h"
#include "lib/line.h"

/* Why a CPU is left out. What somebody asked for leaves the verdict as it is; the rest is the
 * machine's fault or lohilo's limit, and the run cannot vouch for the whole machine. */
enum why_left_out {
    LEFT_OUT_BY_CPUS,      /* option cpus= */
    LEFT_OUT_BY_SMP,       /* option smp=off */
    LEFT_OUT_BY_ID,        /* an APIC id that an xAPIC cannot send to */
    LEFT_OUT_BY_NUMBER,    /* more than CPUS_MAX */
    LEFT_OUT_BY_APIC,      /* an external local APIC */
    LEFT_OUT_BY_PAGE,      /* no page to start from */
    LEFT_OUT_BY_MEMORY,
    LEFT_OUT_BY_TWIN,      /* its APIC id is another CPU's too */
    LEFT_OUT_BY_BROADCAST, /* by the table, its APIC id is the one that means all */
    LEFT_OUT_BY_BOOT_ID,   /* processors_boot_has_a_twin() */
    LEFT_OUT_REASONS
};

struct left_out {
    unsigned present; /* CPUs that the machine has */
    unsigned count[LEFT_OUT_REASONS];
};

/* What somebody asked for. */
struct left_out_wish {
    unsigned cpus; /* option cpus=; 0: all */
    bool smp_off;  /* option smp=off */
};

/* Counts whom the run leaves out before any CPU is started; x2apic: this CPU can send to ids
 * of 32 bits. Returns how many are to run, the boot processor among them. Where somebody asked
 * for no more CPUs than can run, all others are left out for that. */
unsigned left_out_plan(struct left_out *self, const struct processors *processors,
                       bool x2apic, struct left_out_wish wish);

/* One line for each reason that there is. */
void left_out_say(const struct left_out *self, struct line_sink *sink);

/* In a few words, for the verdict: what keeps the run from vouching for the machine; and what
 * was asked for. "" where there is nothing. */
void left_out_doubt(const struct left_out *self, char *text, size_t size);
void left_out_unwanted(const struct left_out *self, char *text, size_t size);
