#include "arch/cpu/cpu_phase.h"

const char *cpu_phase_text(enum cpu_phase phase, const char *trial)
{
    static const char *const texts[CPU_PHASES] = {
        [CPU_PHASE_NEVER_STARTED] = "never started",
        [CPU_PHASE_CALLED] = "called",
        [CPU_PHASE_STARTING] = "starting",
        [CPU_PHASE_BOOTING] = "booting",
        [CPU_PHASE_IDLE] = "idle",
        [CPU_PHASE_WORKING] = "working",
        [CPU_PHASE_WRITING] = "writing",
        [CPU_PHASE_WRITING_BESIDE] = "writing beside another",
        [CPU_PHASE_ANSWERING] = "answering a probe",
        [CPU_PHASE_RUNNING_TRIALS] = "running trials",
    };

    if (phase == CPU_PHASE_TRIAL)
        return trial;
    return phase < CPU_PHASES ? texts[phase] : "unknown";
}
