/* The options, one row each. To add one, add a field to struct options and a row here. */
#include "arch/cpu/cpumask.h"
#include "kernel/options/options_kinds.h"
#include "litmus/judge/tally.h"

#define FIELD(name)                                                                      \
    .offset = offsetof(struct options, name), .size = sizeof(((struct options *)0)->name)

static const struct option_word switch_words[] = {
    { "on", true },
    { "off", false },
    { NULL, 0 },
};

static const struct option_word flag_words[] = {
    { "on", true }, { "off", false }, { "1", true }, { "0", false }, { NULL, 0 },
};

static const struct option_word all_words[] = {
    { "all", 0 },
    { NULL, 0 },
};

static const struct option_word rounds_words[] = {
    { "forever", 0 },
    { NULL, 0 },
};

static const struct option_word auto_words[] = {
    { "auto", 0 },
    { NULL, 0 },
};

static const struct option_word smp_words[] = {
    { "auto", OPTION_SMP_AUTO },
    { "acpi", OPTION_SMP_ACPI },
    { "mp", OPTION_SMP_MP },
    { "off", OPTION_SMP_OFF },
    { NULL, 0 },
};

/* The ports of an IBM PC. Its BIOS looks for com1 and com2 there; com3 and com4 are
 * customary. */
static const struct option_word serial_words[] = {
    { "auto", OPTION_SERIAL_AUTO },
    { "none", OPTION_SERIAL_NONE },
    { "com1", 0x3f8 },
    { "com2", 0x2f8 },
    { "com3", 0x3e8 },
    { "com4", 0x2e8 },
    { NULL, 0 },
};

/* The usual speeds that a UART's clock of 115200 Hz has a whole divisor for. */
static const struct option_word baud_words[] = {
    { "9600", 9600 },   { "14400", 14400 }, { "19200", 19200 },   { "28800", 28800 },
    { "38400", 38400 }, { "57600", 57600 }, { "115200", 115200 }, { NULL, 0 },
};

static const struct option_word end_words[] = {
    { "hold", OPTION_END_HOLD },
    { "reboot", OPTION_END_REBOOT },
    { "poweroff", OPTION_END_POWEROFF },
    { "emu", OPTION_END_EMULATOR },
    { NULL, 0 },
};

static const struct option_word test_words[] = {
    { "none", OPTION_TEST_NONE },
    { "panic", OPTION_TEST_PANIC },
    { "panic-blind", OPTION_TEST_PANIC_BLIND },
    { "panic-nmis", OPTION_TEST_PANIC_NMIS },
    { "panic-faults", OPTION_TEST_PANIC_FAULTS },
    { "triple-fault", OPTION_TEST_TRIPLE_FAULT },
    { "hang", OPTION_TEST_HANG },
    { "hang-early", OPTION_TEST_HANG_EARLY },
    { "page-fault", OPTION_TEST_PAGE_FAULT },
    { "stack-overflow", OPTION_TEST_STACK_OVERFLOW },
    { "irqs-on-walk", OPTION_TEST_IRQS_ON_WALK },
    { "irqs-on-size", OPTION_TEST_IRQS_ON_SIZE },
    { "shootdown-irqs-off", OPTION_TEST_SHOOTDOWN_IRQS_OFF },
    { "stray-irqs", OPTION_TEST_STRAY_IRQS },
    { "ap-never", OPTION_TEST_AP_NEVER },
    { "ap-starting", OPTION_TEST_AP_STARTING },
    { "ap-idle", OPTION_TEST_AP_IDLE },
    { "ap-writing", OPTION_TEST_AP_WRITING },
    { "ap-irqs-off", OPTION_TEST_AP_IRQS_OFF },
    { "ap-shootdown", OPTION_TEST_AP_SHOOTDOWN },
    { "ap-probe", OPTION_TEST_AP_PROBE },
    { "ap-fault", OPTION_TEST_AP_FAULT },
    { "ap-nmi", OPTION_TEST_AP_NMI },
    { NULL, 0 },
};

#define FLAG(name)                                                                       \
    .key = #name, .standard = "off", .kind = &option_scalar, .flag = true,               \
    .words = flag_words, FIELD(name)
#define SWITCH(name)                                                                     \
    .key = #name, .standard = "on", .kind = &option_scalar, .words = switch_words,       \
    FIELD(name)

const struct option option_table[] = {
    { FLAG(help), .help = "list the options and stop" },
    { FLAG(list), .help = "list the trials and stop" },
    { .key = "run",
      .standard = "*",
      .help = "the trials to run, by name, as in stress/pte/*; * and ? are wild; "
              "benchmarks only where it begins with bench/",
      .kind = &option_globs,
      FIELD(run),
      .number = "GLOB" },
    { .key = "time",
      .standard = "0",
      .help = "milliseconds for each trial; 0: the engine's default",
      .kind = &option_scalar,
      FIELD(time_ms),
      .number = "MS",
      .most = 24ull * 60 * 60 * 1000 },
    { .key = "count",
      .standard = "0",
      .help =
          "present reads that a trial accepts before it is done; 0: the engine's default",
      .kind = &option_scalar,
      FIELD(count),
      .number = "N",
      .most = 1000000000000,
      .suffix = true },
    { .key = "seed",
      .standard = "0x104110",
      .help = "start of all random numbers; the same seed repeats a run",
      .kind = &option_scalar,
      FIELD(seed),
      .number = "N",
      .most = UINT64_MAX,
      .hex = true },
    { .key = "rounds",
      .standard = "1",
      .help = "how often to run the trials, each time with the next seed",
      .kind = &option_scalar,
      FIELD(rounds),
      .words = rounds_words,
      .number = "N",
      .least = 1,
      .most = 1000000 },
    { .key = "cpus",
      .standard = "all",
      .help = "how many CPUs to use at most",
      .kind = &option_scalar,
      FIELD(cpus),
      .words = all_words,
      .number = "N",
      .least = 1,
      .most = CPUS_MAX },
    { .key = "smp",
      .standard = "auto",
      .help = "where to look for the other CPUs; off: use the first one only",
      .kind = &option_scalar,
      FIELD(smp),
      .words = smp_words },
    { .key = "window",
      .standard = "auto",
      .help = "delay between a reader's loads, one setting after the other",
      .kind = &option_step_list,
      FIELD(window),
      .number = "N",
      .most = DELAY_MAX },
    { .key = "gap",
      .standard = "auto",
      .help = "delay between a writer's stores, one setting after the other",
      .kind = &option_step_list,
      FIELD(gap),
      .number = "N",
      .most = DELAY_MAX },
    { .key = "schedule",
      .standard = "all",
      .help = "the one to replay in an interleave trial, as its log says",
      .kind = &option_schedule,
      FIELD(schedule),
      .number = "MOVES" },
    { .key = "slots",
      .standard = "512",
      .help = "entries in use of each page table",
      .kind = &option_scalar,
      FIELD(slots),
      .number = "N",
      .least = 1,
      .most = OPTIONS_SLOTS_MAX },
    { .key = "writers",
      .standard = "auto",
      .help = "CPUs that write while the first one reads; 0 is auto",
      .kind = &option_scalar,
      FIELD(writers),
      .words = auto_words,
      .number = "N",
      .most = CPUS_MAX - 1 },
    { .key = "nmi",
      .standard = "1000",
      .help = "NMIs a second, on each CPU that takes part, to ask for page sizes in",
      .kind = &option_scalar,
      FIELD(nmis),
      .number = "N",
      .most = 10000 },
    { .key = "patience",
      .standard = "100",
      .help = "percent of the usual time to wait for a CPU before it is given up",
      .kind = &option_scalar,
      FIELD(patience),
      .number = "N",
      .least = 10,
      .most = 1000 },
    { .key = "serial",
      .standard = "auto",
      .help = "the serial port that gets the log",
      .kind = &option_scalar,
      FIELD(serial),
      .words = serial_words,
      .number = "0xPORT",
      .least = OPTION_SERIAL_PORT_MIN,
      .most = 0xfff8, /* a UART has 8 ports */
      .hex = true },
    { .key = "baud",
      .standard = "115200",
      .help = "speed of the serial port: 8 data bits, no parity, 1 stop bit",
      .kind = &option_scalar,
      FIELD(baud),
      .words = baud_words },
    { SWITCH(screen), .help = "show the log on the screen too" },
    { .key = "end",
      .standard = "hold",
      .help = "when done: keep the verdict on the screen, reboot, switch off, leave the "
              "emulator",
      .kind = &option_scalar,
      FIELD(end),
      .words = end_words },
    { SWITCH(nx), .help = "use the no-execute bit where the CPUs have it" },
    { SWITCH(pge), .help = "use global pages where the CPUs have them" },
    { SWITCH(highmem), .help = "use RAM above 4 GiB where there is some" },
    { FLAG(lapic), .help = "enable a local APIC that firmware has switched off" },
    { FLAG(forcepae), .help = "trust PAE where CPUID does not report it (Pentium M)" },
    { .key = "test",
      .standard = "none",
      .help = "make lohilo itself fail, to see that it is noticed",
      .kind = &option_scalar,
      FIELD(test),
      .words = test_words },
};

const size_t option_count = ARRAY_SIZE(option_table);

_Static_assert(ARRAY_SIZE(option_table) <= 64, "the parser has a bit for each option");
