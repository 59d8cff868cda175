/*
 * What is on the screen: status above, log in the middle, verdict below. Everything here
 * returns at once where there is no screen. One CPU at a time: the boot processor, or the
 * one that ends the run.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/screen/keys.h"
#include "litmus/judge/judge.h"

/* From here on there is a status. */
void display_start(uint64_t seed);
/* The status, as things stand. */
void display_status(bool stopping);
/* Scrolls the log by a key; the newest lines are followed again once they are reached. */
void display_scroll(enum key key);
/* The verdict, which stays. */
void display_verdict(enum verdict verdict, const char *reason);
