/*
 * A hypervisor's information about time, from its CPUID leaves: for virtual machines that
 * have neither PIT, PM timer nor HPET (microvm, Hyper-V of generation 2). Reading needs
 * the CPU; decoding is pure.
 *
 * Sources: leaf 0x40000010, "timing information", EAX the TSC's kHz: VMware, KVM,
 * VirtualBox, ACRN (Linux, vmware_platform_setup(), acrn_get_tsc_khz(); QEMU,
 * vmware-cpuid-freq). Xen: leaf 0x40000x03, subleaf 0, ECX (Xen,
 * public/arch-x86/cpuid.h). Hyper-V: Top Level Functional Specification, "Feature
 * identification" and "Frequency MSRs"; Linux, ms_hyperv_init_platform().
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/instructions.h"

/* KVM and Xen have their own leaves at the second base while they also pose as
 * Hyper-V. */
enum { HYPERVISOR_BASES = 2 };

struct hypervisor_leaves {
    struct cpuid_registers leaf_0; /* EAX the last leaf; EBX, ECX, EDX the name */
    struct cpuid_registers leaf_1, leaf_3, leaf_10; /* zero if missing */
};

struct hypervisor_clock {
    uint32_t tsc_khz;       /* from a leaf; 0: none has it, or it is impossible */
    bool has_tsc_frequency; /* MSR_HYPERV_TSC_HZ may be read */
    bool has_reference;     /* MSR_HYPERV_REFERENCE may be read */
};

#define MSR_HYPERV_REFERENCE 0x40000020 /* counts up, 64 bits */
#define MSR_HYPERV_TSC_HZ 0x40000022
enum { HYPERV_REFERENCE_HZ = 10 * 1000 * 1000 };

/* Only if CPUID.1:ECX bit 31 is set. */
void hypervisor_leaves_collect(struct hypervisor_leaves leaves[HYPERVISOR_BASES]);

struct hypervisor_clock hypervisor_clock_from(
    const struct hypervisor_leaves leaves[HYPERVISOR_BASES]);

/* MSR_HYPERV_TSC_HZ's value in kHz; 0 if it is impossible. */
uint32_t hypervisor_khz_of_hz(uint64_t hz);
