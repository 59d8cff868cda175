#include "litmus/judge/result_line.h"

static const char *mark;

void result_line_mark(const char *clock)
{
    mark = clock;
}

void result_line(struct line_sink *sink, unsigned number, const char *name,
                 const struct result *result, const char *figures)
{
    const char *key = mark ? " clock=" : "", *word = mark ? mark : "";

    switch (result->status) {
    case STATUS_OK:
        line(sink, "ok %u - %s # %s%s%s", number, name, figures, key, word);
        break;
    case STATUS_SKIP:
        line(sink, "ok %u - %s # SKIP %s", number, name, result->reason);
        break;
    case STATUS_SILENT:
    case STATUS_UNPROVEN:
        line(sink, "ok %u - %s # SKIP %s (%s%s%s)", number, name, result->reason, figures,
             key, word);
        break;
    case STATUS_ERROR:
        line(sink, "not ok %u - %s # ERROR %s", number, name, result->reason);
        break;
    case STATUS_NOT_OK:
        line(sink, "not ok %u - %s # %s: %s%s%s", number, name, result->reason, figures,
             key, word);
        break;
    }
}
