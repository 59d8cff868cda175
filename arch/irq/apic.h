/*
 * The local APIC (SDM vol. 3, chapter 11): this CPU's id, inter-processor interrupts, end
 * of interrupt. Access is by memory, or by MSR if firmware has enabled x2APIC. lohilo
 * never switches between the two on its own (leaving x2APIC needs a disable first and may
 * be locked).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/line.h"

enum apic_mode { APIC_ABSENT, APIC_MEMORY, APIC_X2 };

/* Interrupt command register, low half (SDM vol. 3, 11.6.1) */
#define ICR_FIXED 0x00000u
#define ICR_NMI 0x00400u
#define ICR_INIT 0x00500u
#define ICR_STARTUP 0x00600u
#define ICR_ASSERT 0x04000u
#define ICR_LEVEL 0x08000u

/*
 * Finds out whether this machine has a usable local APIC, and logs it. `present` is
 * CPUID.1:EDX.APIC, `has_base_msr` whether IA32_APIC_BASE exists (family 6 and later),
 * `may_enable` the option `lapic`: try to enable an APIC that firmware has disabled. On
 * APIC_MEMORY *physical is the page to map (uncached), and apic_set_base() must follow.
 */
enum apic_mode apic_detect(bool present, bool has_base_msr, bool may_enable,
                           uint64_t *physical, struct line_sink *sink);
void apic_set_base(volatile void *page);
enum apic_mode apic_mode(void);

/* Whether the boot processor has a readable IA32_APIC_BASE. */
bool apic_has_base(void);
/* On an application processor, before apic_enable(): changes its APIC to the boot
 * processor's mode and address. *found and *now as in apic_base_join()
 * (arch/irq/apic_base.h), 0 without the register. False if that failed: then no function
 * here may be called on this CPU. */
bool apic_join(uint64_t *found, uint64_t *now);
/* Sets up the calling CPU's APIC: enabled, accepting everything, all local sources masked
 * except LINT1 = NMI if `boot_processor`. No-op without an APIC. */
void apic_enable(bool boot_processor);

/* Without an APIC: id and version 0, nothing in service, nothing pending. */
uint32_t apic_id(void);
uint32_t apic_version(void);
void apic_eoi(void);
bool apic_in_service(unsigned vector);
/* The vector is requested but not yet taken (IRR): it waits until interrupts are
 * enabled. */
bool apic_pending(unsigned vector);

/* Sends one IPI. icr: delivery mode, vector and level bits. False if the previous IPI was
 * not accepted within 100 ms. Callable with interrupts on or off. */
bool apic_send(uint32_t destination, uint32_t icr);
/* Error status, cleared by reading; struct cpu accumulates the bits (apic_errors). */
uint32_t apic_error_status(void);

/* Delivers the calling CPU's LINT0, usually the 8259s, as NMI, or masks it. */
void apic_lint0_nmi(bool on);

/* The calling CPU's timer (SDM vol. 3, 11.5.4). Calibrate: its ticks in a millisecond, 0
 * if it has none; takes 10 ms. Start: raises the vector every `ticks` ticks. */
uint32_t apic_timer_calibrate(void);
void apic_timer_start(unsigned vector, uint32_t ticks);
void apic_timer_stop(void);
