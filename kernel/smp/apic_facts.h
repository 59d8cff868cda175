/* Local APICs that firmware or a loader left otherwise than the hardware does. */
#pragma once

/* A line for each way in which that is so: another mode than the boot processor's, another id
 * than CPUID's initial one, an id that changed with the mode. CPUs that are online count. */
void apic_facts_describe(void);
