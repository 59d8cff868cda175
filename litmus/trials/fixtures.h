/*
 * What the catalogue sets its trials up with: the interleave engine's fixtures and the
 * stress engine's workloads, by name. Each engine defines its own
 * (litmus/interleave/fixture.h, litmus/stress/workload.h).
 */
#pragma once

struct fixture;
struct workload;

/* One entry and, for the reader `counted`, the count of its clears (clear_count() in
 * litmus/variants/variants.h). */
extern const struct fixture fixture_entry;
/* A region of an address space (litmus/variants/region.h). */
extern const struct fixture fixture_region;

/* Detached tables; regions of detached address spaces; mappings in use; a CPU that joins
 * the users of an address space; page sizes. */
extern const struct workload workload_table, workload_region, workload_live,
    workload_join, workload_nmi;
