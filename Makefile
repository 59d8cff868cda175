# lohilo's build. `make help` lists what there is; each subject has its rules in its own
# file.
#
#: make            build/lohilo.elf, the kernel
#: make iso        build/lohilo.iso: boots as a CD, and as a USB stick when copied onto
#:                 one
#: make hybrid     build/lohilo-hybrid.iso: the same, and boots by UEFI too
#: make usb DEV=/dev/sdX   write that onto a stick, after a question; ARGS: its options
#: make run        boot the image in QEMU; the log goes here and to build/run/serial.log
#: make bochs      the same in Bochs
#: make screenshots   pictures of its screen in QEMU, in build/screenshots
#: make bench      what the protocol costs, here and in QEMU: tables, and plots in
#:                 build/bench
#: make check      every test
#: make clean      remove build/, or BUILD
#:
#: Variables of run and bochs (make run SMP=2 ARGS="run=stress/* seed=7")
#:   SMP=N         CPUs; QEMU: also a topology, as 4,sockets=2,cores=2
#:   MEM=SIZE      memory, as 128M or 6G
#:   CPU=MODEL     CPU model of the emulator, as pentium3 or athlon,-pge
#:   MACHINE=NAME  QEMU's machine: pc, q35, pc,acpi=off ...
#:   BOOT=HOW      iso (default), usb, disk, floppy, uefi, uefi32, kernel (without GRUB)
#:                 and more: tools/run --help
#:   ARGS=OPTIONS  kernel options; ARGS=help lists them, ARGS=list the trials
#:   TIMEOUT=S     seconds after which a run without an end is an ERROR
#:
#: Variables of every build
#:   BUG=NAME      seed the bug tests/bugs/NAME.patch, in a copy under build/bug/NAME:
#:                 with all, iso, run, bochs and native
#:   CC=clang      another compiler; take another folder too: BUILD=build/clang
#:   UBSAN=1       report undefined behaviour; take another folder too: BUILD=build/ubsan
#:   BUILD=DIR     where everything goes, default build
#:   JOBS=N        how many commands at a time, default one for each CPU
#:   V=1           show the commands
#:   SUITES=NAMES  which of the tests `make check` runs, default all (tests/suites)
#:
#: The exit status of make is 0 or 2; tools/run has one for each verdict (tools/run
#: --help).

BUILD := build
ROOMS := boot kernel litmus mm arch lib
quoted = '$(subst ','\'',$(1))'
# Rules and commands take BUILD as one word.
strange := $(shell printf %s $(call quoted,$(BUILD)) | LC_ALL=C tr -d 'A-Za-z0-9_./+@-')
ifneq ($(words $(BUILD)) $(strange),1 )
$(error BUILD=$(BUILD): a folder, of letters, digits and _ . / + @ - only)
endif
# Without a number, make's -j would have no bound.
override JOBS := $(shell tools/cpus $(call quoted,$(JOBS)))
ifeq ($(JOBS),)
$(error JOBS must be a number of commands, 1 to 999)
endif

ifeq ($(origin CC),default)
CC := gcc
endif
STRIP ?= strip
CFLAGS_MACHINE := -m32 -march=i586 -mgeneral-regs-only -ffreestanding -fno-pic -fno-pie \
	-fcf-protection=none -fno-asynchronous-unwind-tables -fno-delete-null-pointer-checks \
	-mregparm=3 -freg-struct-return -fno-omit-frame-pointer -momit-leaf-frame-pointer \
	-fno-optimize-sibling-calls -fstack-protector-strong -mstack-protector-guard=global
CFLAGS_WARN := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wundef -Wpointer-arith -Wwrite-strings -Wvla -Wimplicit-fallthrough
CFLAGS := -std=gnu11 -O2 -g $(CFLAGS_MACHINE) $(CFLAGS_WARN) -I. -I$(BUILD)
ifneq ($(UBSAN),)
CFLAGS += -fsanitize=undefined
endif
# Code that runs before and around the trials is built small instead of fast. The timed
# code, and the code that the trials consist of, is in other folders.
SMALL_ROOMS := boot kernel arch
$(SMALL_ROOMS:%=$(BUILD)/kernel/%/%.o): CFLAGS += -Os
LDFLAGS := -m elf_i386 -nostdlib --build-id=none -z noexecstack --fatal-warnings
# Keeps the folder's name out of the debug information: the same commit gives the same
# file.
CFLAGS_PLACE = $(call quoted,-ffile-prefix-map=$(CURDIR)=.)

# Writes one line to the target unless it is there already.
define remember
@mkdir -p $(@D)
@echo $(call quoted,$(1)) | cmp -s - $@ || echo $(call quoted,$(1)) >$@
endef
# The tests build several variants, each in its own folder under build.
own_folders = $(if $(filter-out build,$(BUILD)),\
	$(error make $(1) builds in build and takes no \
	BUILD=$(BUILD): for another place, make it in another copy of the tree))
# Those of some names that are no files. Lists of sources are checked by it: a wrong name
# in one would be passed over in silence.
absent = $(filter-out $(wildcard $(1)),$(1))
# Commands are shown in short form; with V=1 in full, and with -s not at all.
Q := $(if $(V),,@)
is_silent = $(findstring s,$(firstword -$(MAKEFLAGS)))
say = $(if $(V)$(is_silent),@:,@printf '  %-4s %s\n' $(1) $(2))
# For a make within this one that uses every CPU, unless the user has given a number.
parallel = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))

SOURCES := $(sort $(wildcard $(foreach room,$(ROOMS),$(room)/*.[cS] $(room)/*/*.[cS])))
OBJECTS := $(SOURCES:%=$(BUILD)/kernel/%.o)
SOURCE_DATE_EPOCH ?= $(lastword $(shell tools/version))

# Two goals would be two makes in one folder. Each make within has one goal.
ifneq ($(word 2,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all
.PHONY: all bench iso hybrid usb screenshots run bochs check help clean FORCE

help:
	@sed -n 's/^#: \{0,1\}//p' Makefile
	@echo
	@sed -n 's/^#: \{0,1\}//p' $(filter-out Makefile %.d,$(MAKEFILE_LIST))

clean:
	@tools/remove-build $(BUILD)

ifneq ($(BUG),)
include tests/bugs/bug.mk
else

# These first install what they need, so a make of their own builds the rest.
all:
	@tools/install-needed $@
	@$(MAKE) $(parallel) --no-print-directory $(BUILD)/lohilo.elf

iso:
	@tools/install-needed $@
	@$(MAKE) $(parallel) --no-print-directory $(BUILD)/lohilo.iso

hybrid:
	@tools/install-needed $@
	@$(MAKE) $(parallel) --no-print-directory $(BUILD)/lohilo-hybrid.iso

usb: hybrid
	@tools/make-usb --image $(BUILD)/lohilo-hybrid.iso $(call option,ARGS,--args) \
		$(if $(DEV),$(call quoted,$(DEV)))

screenshots:
	@tools/install-needed run hybrid boot-uefi bug
	@$(MAKE) $(parallel) --no-print-directory $(BUILD)/lohilo-hybrid.iso
	@$(MAKE) --no-print-directory BUG=no-recheck iso
	@tools/screenshots $(BUILD)/screenshots $(BUILD)

# $(1): a variable; becomes a word for tools/run if it is set.
option = $(if $($(1)),$(2) $(call quoted,$($(1))))
RUN_OPTIONS = $(call option,SMP,--smp) $(call option,MEM,--mem) $(call option,CPU,--cpu) \
	$(call option,MACHINE,--machine) $(call option,BOOT,--boot) \
	$(call option,ARGS,--args) $(call option,TIMEOUT,--timeout)

# UEFI needs the other image, and firmware that not every machine has.
RUN_UEFI := $(filter uefi%,$(BOOT))
RUN_IMAGE := $(BUILD)/$(if $(RUN_UEFI),lohilo-hybrid,lohilo).iso
RUN_NEEDS := $(if $(RUN_UEFI),hybrid) $(if $(BOOT),$(call quoted,boot-$(BOOT)))

run bochs:
	@tools/install-needed $@ $(RUN_NEEDS)
	@$(MAKE) $(parallel) --no-print-directory $(RUN_IMAGE)
	@mkdir -p $(BUILD)/run
	@tools/run --emulator $(if $(filter bochs,$@),bochs,qemu) \
		--image $(RUN_IMAGE) --kernel $(BUILD)/lohilo.elf \
		--log $(BUILD)/run/serial.log $(RUN_OPTIONS)

check:
	$(call own_folders,$@)
	@tools/install-needed $@
	@JOBS=$(JOBS) tests/run_all $(SUITES)

endif

$(BUILD)/lohilo.elf: $(OBJECTS) linker.ld $(BUILD)/link-line
	$(call say,LD,$@)
	$(Q)$(LD) $(LDFLAGS) -T linker.ld -o $@ $(OBJECTS)

$(BUILD)/kernel/%.c.o: %.c $(BUILD)/compile-line | $(BUILD)/version.h
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) $(CFLAGS_PLACE) -MMD -MP -c -o $@ $<

$(BUILD)/kernel/%.S.o: %.S $(BUILD)/compile-line
	@mkdir -p $(@D)
	$(call say,AS,$<)
	$(Q)$(CC) $(CFLAGS) $(CFLAGS_PLACE) -MMD -MP -c -o $@ $<

# Inputs that are not source files; each is rewritten only when it changes.
$(BUILD)/version.h: FORCE
	@mkdir -p $(@D)
	@tools/version --header $@
$(BUILD)/compile-line: FORCE
	$(call remember,$(CC) $(CFLAGS); small: $(SMALL_ROOMS))
$(BUILD)/link-line: FORCE
	$(call remember,$(LD) $(LDFLAGS) $(OBJECTS))

include iso/iso.mk
-include native/native.mk
-include results/results.mk
-include tests/host.mk
-include tests/boot.mk
-include $(OBJECTS:.o=.d)

# Reports a command-line variable that no rule reads, such as SMPS for SMP. It is no
# error: packagers and tools pass their own to every make. Known variables are those of
# `make help`, those set here, and the usual ones.
READ = $(filter-out %.d,$(MAKEFILE_LIST))
KNOWN = $(sort $(shell sed -n 's/^.: *\([A-Z_]*\)=.*/\1/p' $(READ)))
KNOWN_TOO = $(shell sed -n 's/^\([A-Za-z_0-9]*\) [:?+]*= .*/\1/p' $(READ)) \
	AR DEV LD QEMU BOCHS DESTDIR PREFIX SHELL MAKE TMPDIR
GIVEN := $(if $(filter-out 0,$(MAKELEVEL)),,$(foreach name,$(.VARIABLES),\
	$(if $(filter command,$(origin $(name))),$(name))))
ifneq ($(GIVEN),)
$(foreach name,$(filter-out $(KNOWN) $(KNOWN_TOO),$(GIVEN)),\
	$(warning $(name): no variable of lohilo's, which has: $(KNOWN)))
endif
