/* gcc and clang call this when -fstack-protector-strong finds a stack overrun. */
#include <stdint.h>

#include "lib/panic.h"

/* A NUL, a newline and a carriage return: bytes that a runaway string copy cannot
 * write. */
extern const uintptr_t __stack_chk_guard;
const uintptr_t __stack_chk_guard = 0xFF0A0D00;

_Noreturn void __stack_chk_fail(void);
_Noreturn void __stack_chk_fail(void)
{
    panic("stack overrun in the function that returns to 0x%x",
          (unsigned)(uintptr_t)__builtin_return_address(0));
}
