# The tests and fuzzers that run on the host: pure code under two compilers' sanitizers.
#
#: make host-tests     unit tests, by gcc and by clang; TAP, kept in build/host/*.tap
#: make fuzz-smoke     each fuzzer for FUZZ_SECONDS (3)
#: make fuzz           each fuzzer for a minute; the corpus stays in build/fuzz/NAME
#
# Pure sources: bytes in, values and lines out; compiled into the kernel as well.
# lib/string.c is not among them: the host has its own.
PURE_SOURCES := \
	arch/cpu/cpu_identity.c arch/cpu/cpu_phase.c arch/cpu/errata.c arch/cpu/leftovers.c \
	arch/cpu/mtrr.c arch/cpu/paging_on.c \
	arch/devices/font.c arch/devices/framebuffer.c arch/devices/screen.c \
	arch/devices/screen_text.c arch/devices/screen_text_probe.c arch/devices/uart.c \
	arch/firmware/acpi.c arch/firmware/acpi_fadt.c arch/firmware/acpi_hpet.c \
	arch/firmware/acpi_madt.c arch/firmware/firmware.c arch/firmware/mp_table.c \
	arch/firmware/physical_view.c arch/firmware/processors.c \
	arch/irq/apic_path.c \
	arch/smp/failure_record.c arch/smp/start_gate.c \
	arch/time/clock_math.c arch/time/hpet.c arch/time/hypervisor_clock.c \
	boot/kernel_name.c boot/multiboot1.c boot/multiboot2.c boot/multiboot_common.c \
	boot/reserved.c \
	kernel/end/end_state.c \
	kernel/log/log_ring.c kernel/log/log_stream.c \
	kernel/options/options.c kernel/options/options_kinds.c \
	kernel/options/options_schedule.c kernel/options/options_table.c \
	kernel/options/options_text.c \
	kernel/screen/keys.c kernel/screen/page.c kernel/screen/status.c \
	kernel/screen/verdict_page.c \
	kernel/smp/left_out.c \
	lib/checksum.c lib/cksum.c lib/divide.c lib/format.c lib/format_directive.c \
	lib/glob.c lib/line.c lib/number.c lib/random.c lib/text.c \
	litmus/bench/report.c litmus/bench/statistics.c \
	litmus/engine/integrity.c \
	litmus/interleave/explore.c litmus/interleave/intern.c \
	litmus/interleave/outcome_set.c litmus/interleave/outcomes.c \
	litmus/interleave/report.c litmus/interleave/schedule.c litmus/interleave/stepping.c \
	litmus/interleave/unroll.c \
	litmus/judge/bound.c litmus/judge/characteristics.c litmus/judge/deviations.c \
	litmus/judge/explain.c litmus/judge/histogram.c litmus/judge/judge.c \
	litmus/judge/result_line.c litmus/judge/tally.c litmus/judge/tally_report.c \
	litmus/nmi/requests.c \
	litmus/probe/judge.c litmus/probe/report.c \
	litmus/run/progress.c litmus/run/progress_sums.c litmus/run/rounds.c \
	litmus/stress/plan.c litmus/stress/table_writer.c litmus/stress/time_slices.c \
	litmus/trials/engine.c litmus/trials/program.c litmus/trials/trial.c \
	litmus/variants/entries.c litmus/variants/region.c \
	mm/memory_map.c mm/memory_pieces.c mm/page_ref.c mm/pgtable.c
ifneq ($(call absent,$(PURE_SOURCES)),)
$(error PURE_SOURCES of tests/host.mk: no file $(call absent,$(PURE_SOURCES)))
endif

FUZZ_SECONDS ?= 3
HOST_COMPILERS := gcc clang

HOST_WARN := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wundef -Wpointer-arith -Wwrite-strings -Wvla -Wimplicit-fallthrough
HOST_CFLAGS := -std=gnu11 -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all $(HOST_WARN) -I.

HOST_TEST_NAMES := $(sort $(patsubst tests/host/%.c,%,$(wildcard tests/host/test_*.c)))
HOST_SUPPORT := $(sort $(filter-out tests/host/test_%,$(wildcard tests/host/*.c)))
HOST_LIBRARY_SOURCES := $(PURE_SOURCES) $(HOST_SUPPORT)
FUZZ_NAMES := $(sort $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c)))

# $(1): a name for the objects' folder, $(2): the compiler with all its flags
define HOST_LIBRARY_RULES
$(BUILD)/host/$(1)/%.c.o: %.c tests/host.mk
	@mkdir -p $$(@D)
	@$(2) $$(UNTRACED) -MMD -MP -c -o $$@ $$<
$(BUILD)/host/$(1)/library.a: $(HOST_LIBRARY_SOURCES:%=$(BUILD)/host/$(1)/%.o)
	@rm -f $$@ && $(AR) qcs $$@ $$^
-include $(wildcard $(addprefix $(BUILD)/host/$(1)/,*/*.d */*/*.d */*/*/*.d))
endef
$(foreach cc,$(HOST_COMPILERS),\
	$(eval $(call HOST_LIBRARY_RULES,$(cc),$(cc) $(HOST_CFLAGS))))
$(eval $(call HOST_LIBRARY_RULES,fuzz,clang $(HOST_CFLAGS) -fsanitize=fuzzer-no-link))
# The search for an anchor looks at thousands of places an input, and tracing teaches the
# fuzzer nothing there: it would take nine tenths of the time.
FUZZ_UNTRACED := arch/firmware/firmware.c arch/firmware/physical_view.c
ifneq ($(filter-out $(PURE_SOURCES),$(FUZZ_UNTRACED)),)
$(error FUZZ_UNTRACED of tests/host.mk: not in PURE_SOURCES: \
	$(filter-out $(PURE_SOURCES),$(FUZZ_UNTRACED)))
endif
$(FUZZ_UNTRACED:%=$(BUILD)/host/fuzz/%.o): UNTRACED := -fno-sanitize=fuzzer-no-link

# Stepped instruction by instruction: sanitizers would make ten of each. Other tests run
# the same files under sanitizers.
$(foreach cc,$(HOST_COMPILERS),$(BUILD)/host/$(cc)/tests/host/test_panic.c.o): \
	UNTRACED := -fno-sanitize=all -O2

# $(1): the compiler
define HOST_PROGRAM_RULES
$(BUILD)/host/$(1)/bin/%: $(BUILD)/host/$(1)/tests/host/%.c.o \
	$(BUILD)/host/$(1)/library.a
	@mkdir -p $$(@D)
	@$(1) -fsanitize=address,undefined -o $$@ $$^ -lcmocka
endef
$(foreach cc,$(HOST_COMPILERS),$(eval $(call HOST_PROGRAM_RULES,$(cc))))

$(BUILD)/host/fuzz/bin/%: $(BUILD)/host/fuzz/tests/fuzz/%.c.o $(BUILD)/host/fuzz/library.a
	@mkdir -p $(@D)
	@clang -fsanitize=fuzzer,address,undefined -o $@ $^

HOST_PROGRAMS := $(foreach cc,$(HOST_COMPILERS),\
	$(HOST_TEST_NAMES:%=$(BUILD)/host/$(cc)/bin/%))
FUZZ_PROGRAMS := $(FUZZ_NAMES:%=$(BUILD)/host/fuzz/bin/%)

HOST_TEST_OBJECTS := $(foreach cc,$(HOST_COMPILERS),\
	$(HOST_TEST_NAMES:%=$(BUILD)/host/$(cc)/tests/host/%.c.o)) \
	$(FUZZ_NAMES:%=$(BUILD)/host/fuzz/tests/fuzz/%.c.o)

.SECONDARY: $(HOST_TEST_OBJECTS)
.PHONY: host-tests fuzz fuzz-smoke

# Every program runs, also after a failure. The worst status counts.
host-tests: $(HOST_PROGRAMS)
	@status=0; for program in $^; do \
		compiler=$$(basename $$(dirname $$(dirname $$program))); \
		tap=$(BUILD)/host/$$(basename $$program).$$compiler.tap; \
		echo "# $$(basename $$program) ($$compiler)"; \
		CMOCKA_MESSAGE_OUTPUT=TAP tests/limit 120 $$program >$$tap 2>&1 || \
			{ echo "# $$program: exit status $$?" >>$$tap; status=1; }; \
		cat $$tap; \
	done; exit $$status

# One TAP line for each fuzzer, and one for the script that fuzzes tools/judge. A fuzzer's
# output is in build/fuzz/NAME.log, and the input that broke it in build/fuzz.
define run_fuzzers
@mkdir -p $(BUILD)/fuzz; echo "1..$(words $(FUZZ_NAMES) judge_logs)"; \
status=0; number=0; \
for name in $(FUZZ_NAMES); do \
	number=$$((number + 1)); mkdir -p $(BUILD)/fuzz/$$name; \
	if $(BUILD)/host/fuzz/bin/$$name -max_total_time=$(1) -timeout=10 \
		-print_final_stats=1 -artifact_prefix=$(BUILD)/fuzz/$$name- $(BUILD)/fuzz/$$name \
		>$(BUILD)/fuzz/$$name.log 2>&1; \
	then echo "ok $$number - $$name, $(1) s, $$(sed -n \
		's/^stat::number_of_executed_units: *//p' $(BUILD)/fuzz/$$name.log) runs"; \
	else status=1; grep -m 1 -A 12 'ERROR\|^panic\|runtime error' \
		$(BUILD)/fuzz/$$name.log | sed 's/^/# /'; \
		echo "not ok $$number - $$name"; fi; \
done; tests/fuzz/judge_logs $(1) || status=1; exit $$status
endef

fuzz-smoke: $(FUZZ_PROGRAMS)
	$(call run_fuzzers,$(FUZZ_SECONDS))

fuzz: $(FUZZ_PROGRAMS)
	$(call run_fuzzers,60)
