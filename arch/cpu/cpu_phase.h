/*
 * What a CPU is doing, by its own word, for those that find it missing. Pure; also
 * compiled on the host.
 */
#pragma once

enum cpu_phase {
    CPU_PHASE_NEVER_STARTED,
    CPU_PHASE_CALLED,
    CPU_PHASE_STARTING,
    CPU_PHASE_BOOTING,
    CPU_PHASE_IDLE,
    CPU_PHASE_WORKING,
    CPU_PHASE_WRITING,
    CPU_PHASE_WRITING_BESIDE, /* the third CPU of a trial */
    CPU_PHASE_ANSWERING,      /* a probe */
    CPU_PHASE_RUNNING_TRIALS, /* between two, or before the first */
    CPU_PHASE_TRIAL,          /* struct cpu's `trial` names it */
    CPU_PHASES
};

/* For people. `trial`: what CPU_PHASE_TRIAL is called; it lasts as long as the text is
 * used. */
const char *cpu_phase_text(enum cpu_phase phase, const char *trial);
