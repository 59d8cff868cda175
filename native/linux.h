/*
 * The few services of Linux that the native build uses, by system call: there is no C
 * library. Each returns the system call's result, including a negative error number,
 * unless its comment says otherwise.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bits of a CPU set; larger machines use their first CPUs. */
enum { LINUX_CPUS_MAX = 1024 };
struct linux_cpus {
    uint8_t byte[LINUX_CPUS_MAX / 8];
};

/* The CPUs that the calling thread may run on. */
long linux_get_affinity(struct linux_cpus *cpus);
/* Pins the calling thread to one of them. */
long linux_pin(unsigned cpu);
int linux_thread_id(void);
/* Starts a thread on that stack. `run` does not return. */
long linux_start_thread(void *stack_top, void (*run)(void *), void *argument);
/* Makes FS:0 the address, in the calling thread. */
long linux_set_fs(void *base);
_Noreturn void linux_exit(int status);
void linux_yield(void);

/* Sends a signal to one thread of this process. */
long linux_signal_thread(int thread, int signal);
/* Sleeps while *word is `value`; wakes the sleepers on it. May return early. */
void linux_wait(const uint32_t *word, uint32_t value);
void linux_wake(const uint32_t *word);

/* Zeroed memory of whole pages, with a guard page before it and one behind it; NULL if
 * there is none. Never freed. */
void *linux_memory(size_t bytes);
/* Nanoseconds of CLOCK_MONOTONIC. */
uint64_t linux_clock_ns(void);
/* Writes all of it to standard output; false if that fails. */
bool linux_write(const char *bytes, size_t length);
/* "Linux 6.1.0", cut to `size`. */
void linux_name(char *name, size_t size);

/* Signals (signal(7)), the same numbers on both. */
enum {
    LINUX_SIGILL = 4,
    LINUX_SIGTRAP = 5,
    LINUX_SIGBUS = 7,
    LINUX_SIGFPE = 8,
    LINUX_SIGUSR1 = 10,
    LINUX_SIGSEGV = 11
};

/* The state of the interrupted thread, as a signal handler sees it. */
#ifdef __x86_64__
struct linux_context {
    uint64_t flags, link;
    struct {
        uint64_t base;
        int32_t state;
        uint64_t size;
    } stack;
    uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
    uint64_t di, si, bp, bx, dx, ax, cx, sp, ip, eflags;
    uint16_t cs, gs, fs, ss;
    uint64_t error_code, vector, old_mask, cr2;
};
#else
struct linux_context {
    uint32_t flags, link;
    struct {
        uint32_t base;
        int32_t state;
        uint32_t size;
    } stack;
    uint32_t gs, fs, es, ds;
    uint32_t di, si, bp, sp, bx, dx, cx, ax;
    uint32_t vector, error_code, ip, cs, eflags, sp_at_signal, ss;
    uint32_t fpu_state, old_mask, cr2;
};
#endif

typedef void linux_handler(int signal, void *information, struct linux_context *context);
/* Makes the handler run on the thread's signal stack, with all signals blocked. */
long linux_set_handler(int signal, linux_handler *handler);
/* Sets the calling thread's stack for signals. */
long linux_set_signal_stack(void *bottom, size_t bytes);
