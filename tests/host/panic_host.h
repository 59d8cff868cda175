/*
 * panic() for host tests and fuzzers: prints what is broken and aborts, so that a test or
 * a fuzzer fails; or, where a test is about the panic, comes back with the message.
 */
#pragma once

/* Calls function(argument). NULL if it returned; the panic's message, valid until the
 * next call, if it panicked. Not to be nested. */
const char *expect_panic(void (*function)(void *argument), void *argument);
