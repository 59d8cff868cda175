# The same catalogue as a process of Linux, on this machine's own CPUs: docs/native.md.
#
#: make native     build/native/lohilo-native, and run it; the log goes here and to
#:                 build/native/run.log. ARGS as for run; the program's own exit status is
#:                 the verdict's: 0 HOLDS, 1 VIOLATED, 2 INCONCLUSIVE, 3 ERROR
#:   BITS=64       64-bit code rather than the kernel's; in build/native64. It is also
#:                 taken, and said, where the system runs no 32-bit programs
#
# All of the kernel is compiled, but for the files below, in whose place comes native/; of
# it only what is reached is linked.
NATIVE_REPLACES := \
	arch/cpu/descriptors.c arch/cpu/machine_check.c arch/cpu/paging_registers.c \
	arch/devices/debug_port.c arch/devices/power.c arch/irq/apic.c arch/irq/nmi_board.c \
	arch/irq/nmi_timer.c arch/smp/smp.c arch/time/clock.c \
	kernel/end/machine_check_trap.c kernel/machine/machine.c kernel/machine/memory.c \
	kernel/screen/console.c kernel/screen/display.c kernel/screen/input.c \
	kernel/smp/events.c \
	litmus/engine/map_integrity.c litmus/interleave/stepping_try.c \
	litmus/stress/stepped.c \
	mm/frames.c mm/kernel_map.c
NATIVE_REPLACES_64 := litmus/variants/compiled.c
ifneq ($(call absent,$(NATIVE_REPLACES) $(NATIVE_REPLACES_64)),)
$(error NATIVE_REPLACES of native/native.mk: no file \
	$(call absent,$(NATIVE_REPLACES) $(NATIVE_REPLACES_64)))
endif
BITS ?= 32
ifneq ($(words $(BITS)) $(filter 32 64,$(BITS)),1 $(BITS))
$(error BITS=$(BITS): 32 or 64, the code of the native program)
endif
NATIVE := $(BUILD)/native$(filter-out 32,$(BITS))
NATIVE_PROGRAM := $(NATIVE)/lohilo-native

NATIVE_SOURCES := $(wildcard native/*.c native/*.S) \
	$(filter-out boot/% $(NATIVE_REPLACES) $(NATIVE_REPLACES_$(BITS)),\
	$(filter %.c,$(SOURCES)))

# The kernel's flags. 64-bit code has no register arguments to ask for, and may not use
# the space below the stack pointer, where traps are.
NATIVE_DIFFERS_64 := -m32 -march=i586 -mregparm=3 -freg-struct-return
NATIVE_CFLAGS_32 := $(CFLAGS)
NATIVE_CFLAGS_64 := -m64 -march=x86-64 -mno-red-zone -Wno-int-to-pointer-cast \
	$(filter-out $(NATIVE_DIFFERS_64),$(CFLAGS))
NATIVE_LD_32 := -m elf_i386
NATIVE_LD_64 := -m elf_x86_64
NATIVE_ASSEMBLY_32 := $(filter litmus/%.S,$(SOURCES))
NATIVE_ASSEMBLY_64 :=
NATIVE_CFLAGS := -Inative/include $(NATIVE_CFLAGS_$(BITS)) \
	-ffunction-sections -fdata-sections
NATIVE_LDFLAGS := $(NATIVE_LD_$(BITS)) -nostdlib -static --build-id=none -z noexecstack \
	--gc-sections --fatal-warnings --wrap=traps_load \
	--defsym=kernel_text_start=__executable_start --defsym=kernel_text_end=etext
NATIVE_OBJECTS := $(patsubst %,$(NATIVE)/%.o,$(NATIVE_SOURCES) $(NATIVE_ASSEMBLY_$(BITS)))

.PHONY: native native-run native-program bench bench-run

ifeq ($(BUG),)
native bench:
	@tools/install-needed $@
	@bits=$(if $(filter file,$(origin BITS)),$$(tools/native-bits),$(BITS)) && \
		$(MAKE) --no-print-directory $@-run BITS=$$bits

native-run:
	@$(MAKE) $(parallel) --no-print-directory native-program
	@mkdir -p $(BUILD)/native
	@{ $(NATIVE_PROGRAM) $(call quoted,$(ARGS)) 3>&-; \
		echo $$? >$(BUILD)/native/status; } | \
		tee $(BUILD)/native/run.log; exit $$(cat $(BUILD)/native/status)

bench-run:
	@$(MAKE) $(parallel) --no-print-directory $(BUILD)/lohilo.elf native-program
	@tools/bench --native $(NATIVE_PROGRAM) --kernel $(BUILD)/lohilo.elf \
		--out $(BUILD)/bench $(call option,SMP,--smp)
endif

native-program: $(NATIVE_PROGRAM)

$(NATIVE_PROGRAM): $(NATIVE_OBJECTS) native/native.ld $(NATIVE)/link-line
	$(call say,LD,$@)
	$(Q)$(LD) $(NATIVE_LDFLAGS) -T native/native.ld -o $@ $(NATIVE_OBJECTS)

$(NATIVE)/%.c.o: %.c $(NATIVE)/compile-line | $(BUILD)/version.h
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(NATIVE_CFLAGS) $(CFLAGS_PLACE) -MMD -MP -c -o $@ $<

$(NATIVE)/%.S.o: %.S $(NATIVE)/compile-line
	@mkdir -p $(@D)
	$(call say,AS,$<)
	$(Q)$(CC) $(NATIVE_CFLAGS) $(CFLAGS_PLACE) -MMD -MP -c -o $@ $<

$(NATIVE)/compile-line: FORCE
	$(call remember,$(CC) $(NATIVE_CFLAGS))
$(NATIVE)/link-line: FORCE
	$(call remember,$(LD) $(NATIVE_LDFLAGS) $(NATIVE_OBJECTS))

-include $(NATIVE_OBJECTS:.o=.d)
