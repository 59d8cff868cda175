/* Local APICs that firmware or a loader changed from the hardware's state. */
#pragma once

/* Logs one line for each difference among the online CPUs: another mode than the boot
 * processor's, another id than CPUID's initial one, an id that changed with the mode. */
void apic_facts_describe(void);
