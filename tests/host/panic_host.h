/*
 * panic() for host tests and fuzzers: prints the message and aborts, so that the test or
 * fuzzer fails; or, if the test expects a panic, returns the message to it.
 */
#pragma once

/* Calls function(argument). Returns NULL if it returned, or the panic's message (valid
 * until the next call) if it panicked. Not reentrant. */
const char *expect_panic(void (*function)(void *argument), void *argument);
