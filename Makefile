# lohilo's build. `make help` lists the targets; the rules of each subject are in its own file.

BUILD := build
ROOMS := boot kernel litmus mm arch lib

CC      ?= gcc
ifeq ($(origin CC),default)
CC      := gcc
endif
CFLAGS_MACHINE := -m32 -march=i586 -mgeneral-regs-only -ffreestanding -fno-pic -fno-pie \
	-fcf-protection=none -fno-asynchronous-unwind-tables -fno-delete-null-pointer-checks \
	-fno-omit-frame-pointer -fno-optimize-sibling-calls \
	-fstack-protector-strong -mstack-protector-guard=global
CFLAGS_WARN := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wundef -Wpointer-arith -Wwrite-strings -Wvla -Wimplicit-fallthrough
CFLAGS := -std=gnu11 -O2 -g $(CFLAGS_MACHINE) $(CFLAGS_WARN) -I.
LDFLAGS := -m elf_i386 -nostdlib --build-id=none -z noexecstack --fatal-warnings

SOURCES := $(sort $(wildcard $(ROOMS:=/*.c) $(ROOMS:=/*.S)))
OBJECTS := $(SOURCES:%=$(BUILD)/kernel/%.o)

.DELETE_ON_ERROR:
.PHONY: all
all: $(BUILD)/lohilo.elf

$(BUILD)/lohilo.elf: $(OBJECTS) linker.ld
	$(LD) $(LDFLAGS) -T linker.ld -o $@ $(OBJECTS)

$(BUILD)/kernel/%.c.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/kernel/%.S.o: %.S
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(OBJECTS:.o=.d)
