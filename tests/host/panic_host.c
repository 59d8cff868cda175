#include "tests/host/panic_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/panic.h"

static char message[512];
static jmp_buf back;
static bool expected;

void panic(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    vsnprintf(message, sizeof(message), format, list);
    va_end(list);
    if (expected)
        longjmp(back, 1);
    fprintf(stderr, "panic: %s\n", message);
    abort();
}

const char *expect_panic(void (*function)(void *argument), void *argument)
{
    const char *volatile result = NULL;

    expected = true;
    if (setjmp(back) == 0)
        function(argument);
    else
        result = message;
    expected = false;
    return result;
}
