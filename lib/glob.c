#include "lib/glob.h"

/*
 * Only the last `*` has to be retried, because it can match whatever an earlier one could
 * have. Each retry starts one byte later in the name, so there is no recursion.
 */
bool glob_match(const char *pattern, size_t length, const char *name)
{
    size_t at = 0, after_star = 0;
    const char *retry = NULL;

    while (*name != '\0') {
        if (at < length && pattern[at] == '*') {
            after_star = ++at;
            retry = name;
        } else if (at < length && (pattern[at] == '?' || pattern[at] == *name)) {
            at++;
            name++;
        } else if (retry != NULL) {
            at = after_star;
            name = ++retry;
        } else {
            return false;
        }
    }
    while (at < length && pattern[at] == '*')
        at++;
    return at == length;
}
