#include "native/linux.h"

#include "lib/compiler.h"
#include "lib/string.h"

#ifdef __x86_64__
#define ALL_ON_STACK
#define NUMBER(i386, x86_64) (x86_64)
#else
#define ALL_ON_STACK __attribute__((regparm(0)))
#define NUMBER(i386, x86_64) (i386)
#endif

/* Numbers: arch/x86/entry/syscalls/syscall_32.tbl and syscall_64.tbl of Linux. */
enum {
    CALL_WRITE = NUMBER(4, 1),
    CALL_UNAME = NUMBER(122, 63),
    CALL_MPROTECT = NUMBER(125, 10),
    CALL_YIELD = NUMBER(158, 24),
    CALL_SIGACTION = NUMBER(174, 13),
    CALL_SIGALTSTACK = NUMBER(186, 131),
    CALL_MMAP = NUMBER(192, 9), /* i386: mmap2 */
    CALL_GETTID = NUMBER(224, 186),
    CALL_GETPID = NUMBER(20, 39),
    CALL_FUTEX = NUMBER(240, 202),
    CALL_SET_AFFINITY = NUMBER(241, 203),
    CALL_GET_AFFINITY = NUMBER(242, 204),
    CALL_SET_THREAD_AREA = NUMBER(243, 205),
    CALL_EXIT_GROUP = NUMBER(252, 231),
    CALL_CLOCK_GETTIME = NUMBER(265, 228),
    CALL_TGKILL = NUMBER(270, 234),
    CALL_ARCH_PRCTL = NUMBER(384, 158),
};

ALL_ON_STACK long system_call(long number, long a, long b, long c, long d, long e,
                              long f);
ALL_ON_STACK long thread_start(long flags, void *stack);
void signal_return(void);

#define CALL(number, ...) CALL_6(number, __VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define CALL_6(number, a, b, c, d, e, f, ...)                                            \
    system_call((number), (long)(a), (long)(b), (long)(c), (long)(d), (long)(e),         \
                (long)(f))

long linux_get_affinity(struct linux_cpus *cpus)
{
    memset(cpus, 0, sizeof(*cpus));
    return CALL(CALL_GET_AFFINITY, 0, sizeof(*cpus), cpus);
}

long linux_pin(unsigned cpu)
{
    struct linux_cpus one = { { 0 } };
    if (cpu >= LINUX_CPUS_MAX)
        return -1;
    one.byte[cpu / 8] = (uint8_t)(1u << cpu % 8);
    return CALL(CALL_SET_AFFINITY, 0, sizeof(one), &one);
}

int linux_thread_id(void)
{
    return (int)CALL(CALL_GETTID, 0);
}

long linux_start_thread(void *stack_top, void (*run)(void *), void *argument)
{
    /* CLONE_VM | FS | FILES | SIGHAND | THREAD | SYSVSEM (sched.h) */
    enum { SHARED = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 };
    uintptr_t *stack = (uintptr_t *)stack_top - 4;
    stack[0] = (uintptr_t)run;
    stack[1] = (uintptr_t)argument;
    return thread_start(SHARED, stack);
}

#ifdef __x86_64__
long linux_set_fs(void *base)
{
    enum { ARCH_SET_FS = 0x1002 };
    return CALL(CALL_ARCH_PRCTL, ARCH_SET_FS, base);
}
#else
long linux_set_fs(void *base)
{
    /* struct user_desc (asm/ldt.h): number, base, limit, flags (32-bit, limit in pages,
     * usable); -1: any free entry of the thread's GDT. */
    uint32_t area[4] = { (uint32_t)-1, (uint32_t)base, 0xFFFFF, 0x51 };
    long error = CALL(CALL_SET_THREAD_AREA, area);
    if (!error)
        __asm__ __volatile__("movw %w0, %%fs" ::"r"(area[0] << 3 | 3) : "memory");
    return error;
}
#endif

_Noreturn void linux_exit(int status)
{
    for (;;)
        CALL(CALL_EXIT_GROUP, status);
}

void linux_yield(void)
{
    CALL(CALL_YIELD, 0);
}

long linux_signal_thread(int thread, int signal)
{
    static long process;
    if (!process)
        process = CALL(CALL_GETPID, 0);
    return CALL(CALL_TGKILL, process, thread, signal);
}

enum { FUTEX_WAIT_PRIVATE = 128, FUTEX_WAKE_PRIVATE = 129 };

void linux_wait(const uint32_t *word, uint32_t value)
{
    CALL(CALL_FUTEX, word, FUTEX_WAIT_PRIVATE, value, 0);
}

void linux_wake(const uint32_t *word)
{
    CALL(CALL_FUTEX, word, FUTEX_WAKE_PRIVATE, 1);
}

void *linux_memory(size_t bytes)
{
    enum { GUARD = 4096, READ_WRITE = 3, NOTHING = 0, PRIVATE_ANONYMOUS = 0x22 };
    long start = CALL(CALL_MMAP, 0, bytes + 2 * GUARD, NOTHING, PRIVATE_ANONYMOUS, -1, 0);
    if (start < 0 && start >= -4095)
        return NULL;
    if (CALL(CALL_MPROTECT, start + GUARD, bytes, READ_WRITE))
        return NULL;
    return (void *)(start + GUARD);
}

uint64_t linux_clock_ns(void)
{
    enum { CLOCK_MONOTONIC = 1 };
    struct {
        long seconds, ns;
    } now = { 0, 0 };
    CALL(CALL_CLOCK_GETTIME, CLOCK_MONOTONIC, &now);
    return (uint64_t)(unsigned long)now.seconds * 1000000000u + (unsigned long)now.ns;
}

bool linux_write(const char *bytes, size_t length)
{
    enum { STANDARD_OUTPUT = 1, INTERRUPTED = -4 };
    while (length) {
        long written = CALL(CALL_WRITE, STANDARD_OUTPUT, bytes, length);
        if (written == INTERRUPTED)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

void linux_name(char *name, size_t size)
{
    char fields[6][65]; /* struct new_utsname: sysname, nodename, release, ... */
    memset(fields, 0, sizeof(fields));
    CALL(CALL_UNAME, fields);
    string_copy(name, size, fields[0]);
    size_t length = strlen(name);
    if (length + 1 < size) {
        name[length++] = ' ';
        string_copy(name + length, size - length, fields[2]);
    }
}

long linux_set_handler(int signal, linux_handler *handler)
{
    /* SA_SIGINFO | SA_ONSTACK | SA_RESTORER | SA_RESTART (asm/signal.h) */
    enum { FLAGS = 0x4 | 0x08000000 | 0x04000000 | 0x10000000, MASK_BYTES = 8 };
    struct {
        linux_handler *handler;
        unsigned long flags;
        void (*restorer)(void);
        uint32_t mask[2];
    } action = { handler, FLAGS, signal_return, { ~0u, ~0u } };
    return CALL(CALL_SIGACTION, signal, &action, 0, MASK_BYTES);
}

long linux_set_signal_stack(void *bottom, size_t bytes)
{
    struct {
        void *base;
        int state;
        size_t size;
    } stack = { bottom, 0, bytes };
    return CALL(CALL_SIGALTSTACK, &stack, 0);
}
