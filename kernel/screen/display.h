/*
 * The layout of the screen: status above, log in the middle, verdict below. Each function
 * returns at once if there is no screen. Only one CPU at a time may call them: the boot
 * processor, or the CPU that ends the run.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/screen/keys.h"
#include "litmus/judge/judge.h"

/* Starts the status. */
void display_start(uint64_t seed);
/* Draws the current status. */
void display_status(bool stopping);
/* Scrolls the log by a key; at the newest lines the screen follows the log again. */
void display_scroll(enum key key);
/* Draws the verdict, which stays. */
void display_verdict(enum verdict verdict, const char *reason);
