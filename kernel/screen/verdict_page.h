/*
 * The verdict, readable across a room and on a photograph, with its whole reason below:
 * it may be all that is left of the log. Pure: cells out.
 */
#pragma once

#include "kernel/screen/page.h"
#include "litmus/judge/judge.h"

/* The reason takes as many rows as it needs, from 3 up; litmus/judge/judge.h cuts it at
 * VERDICT_REASON_SIZE. The page has at most VERDICT_ROWS_MAX rows. */
enum { VERDICT_REASON_ROWS_MAX = 6, VERDICT_ROWS_MAX = 8 + VERDICT_REASON_ROWS_MAX };

void verdict_draw(enum verdict verdict, const char *reason, struct page *page);
uint8_t verdict_colour(enum verdict verdict);
