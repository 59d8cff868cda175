/*
 * gcc and clang call these handlers in a build with -fsanitize=undefined (make UBSAN=1)
 * when undefined behaviour happens. Each handler's first argument starts with the place
 * in the source (compiler-rt, lib/ubsan/ubsan_handlers.h). Undefined behaviour is
 * lohilo's own failure: a panic that names file and line.
 */
#include <stdint.h>

#include "lib/panic.h"

struct source_location {
    const char *file;
    uint32_t line, column;
};

_Noreturn static void report(const struct source_location *at, const char *what)
{
    panic("undefined behaviour: %s at %s:%u:%u", what, at->file, at->line, at->column);
}

/* The handlers have two or three arguments; only the first is used. */
#define HANDLER(name, what)                                                              \
    _Noreturn void __ubsan_handle_##name(const struct source_location *at);              \
    _Noreturn void __ubsan_handle_##name(const struct source_location *at)               \
    {                                                                                    \
        report(at, what);                                                                \
    }

HANDLER(add_overflow, "signed addition overflows")
HANDLER(sub_overflow, "signed subtraction overflows")
HANDLER(mul_overflow, "signed multiplication overflows")
HANDLER(negate_overflow, "negation overflows")
HANDLER(divrem_overflow, "division overflows or is by zero")
HANDLER(shift_out_of_bounds, "shift by too much")
HANDLER(out_of_bounds, "array index out of bounds")
HANDLER(type_mismatch_v1, "null or misaligned pointer, or an object too small")
HANDLER(pointer_overflow, "pointer arithmetic overflows")
HANDLER(builtin_unreachable, "unreachable code reached")
HANDLER(missing_return, "function ends without a value")
HANDLER(vla_bound_not_positive, "array of no size")
HANDLER(load_invalid_value, "a bool or enum has an impossible value")
HANDLER(invalid_builtin, "a builtin was given 0")
HANDLER(nonnull_arg, "null for an argument that must not be")
HANDLER(nonnull_return_v1, "null returned where it must not be")
HANDLER(alignment_assumption, "a promised alignment is missing")
HANDLER(float_cast_overflow, "conversion overflows")
HANDLER(function_type_mismatch, "call through a pointer of another type")
