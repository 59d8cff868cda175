/*
 * The verdict, large enough to be read across a room and on a photograph, with its reason
 * below. Pure: cells out.
 */
#pragma once

#include "kernel/page.h"
#include "litmus/judge.h"

enum { VERDICT_ROWS = 11 };

void verdict_draw(enum verdict verdict, const char *reason, struct page *page);
uint8_t verdict_colour(enum verdict verdict);
