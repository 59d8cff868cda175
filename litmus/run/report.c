#include "litmus/run/report.h"

typedef unsigned long long ull;

void report_plan(struct line_sink *sink, unsigned trials)
{
    line(sink, "1..%u", trials);
}

void report_round(struct line_sink *sink, unsigned round, uint64_t seed)
{
    line(sink, "# round %u: seed=0x%llx", round, (ull)seed);
}

void report_rounds(struct line_sink *sink, unsigned whole)
{
    line(sink, "# rounds: %u whole; what failed in one has failed", whole);
}

void report_summary(struct line_sink *sink, const struct summary *summary)
{
    line(sink, "# totals: ok=%u failed=%u errors=%u skipped=%u silent=%u unproven=%u",
         summary->ok, summary->failed, summary->errors, summary->skipped, summary->silent,
         summary->unproven);
    line(sink, "# verdict %s %s", verdict_name(summary->verdict), summary->reason);
}
