#include "litmus/result_line.h"

void result_line(struct line_sink *sink, unsigned number, const char *name,
                 const struct result *result, const char *figures)
{
    switch (result->status) {
    case STATUS_OK:
        line(sink, "ok %u - %s # %s", number, name, figures);
        break;
    case STATUS_SKIP:
        line(sink, "ok %u - %s # SKIP %s", number, name, result->reason);
        break;
    case STATUS_SILENT:
    case STATUS_UNPROVEN:
        line(sink, "ok %u - %s # SKIP %s (%s)", number, name, result->reason, figures);
        break;
    case STATUS_ERROR:
        line(sink, "not ok %u - %s # ERROR %s", number, name, result->reason);
        break;
    case STATUS_NOT_OK:
        line(sink, "not ok %u - %s # %s: %s", number, name, result->reason, figures);
        break;
    }
}
