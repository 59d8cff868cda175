#include "lib/line.h"

#include "lib/format.h"
#include "lib/string.h"

void line_list(struct line_sink *sink, const char *fmt, va_list list)
{
    static const char cut[] = "...";
    char text[LINE_MAX_LENGTH + 1];

    if (sink == NULL)
        return;
    if (format_list(text, sizeof(text), fmt, list) >= sizeof(text))
        memcpy(&text[sizeof(text) - sizeof(cut)], cut, sizeof(cut));
    sink->emit(sink, text);
}

void line(struct line_sink *sink, const char *fmt, ...)
{
    va_list list;

    va_start(list, fmt);
    line_list(sink, fmt, list);
    va_end(list);
}
