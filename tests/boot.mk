# The machines that lohilo is tested on (tests/boot/rows), and firmware that is broken on
# purpose (tests/firmware/breaker.h says how).
#
#: make matrix         boots lohilo on every machine of tests/boot/rows; TAP, logs in
#:                     build/boot
#: make matrix-bochs   the same for tests/boot/rows-bochs: Bochs, some minutes
#: make matrix-x2apic  the same for tests/boot/rows-x2apic: wants a QEMU from 9.0 on
#: make matrix-table   these machines as a table, in Markdown
#: make breaker        build/firmware/breaker.elf, a loader that breaks what firmware left
#:                     and then starts lohilo: for rows with boot `broken`
BREAKER_SOURCES := $(wildcard tests/firmware/*.c tests/firmware/*.S) \
	lib/string.c lib/checksum.c
BREAKER_OBJECTS := $(BREAKER_SOURCES:%=$(BUILD)/firmware/%.o)
# No stack canary: the breaker has no handler for one. No UBSAN, because it writes to
# address 0.
BREAKER_CFLAGS = $(filter-out -fsanitize=undefined,$(CFLAGS)) -fno-stack-protector

.PHONY: breaker matrix matrix-bochs matrix-x2apic matrix-table
matrix:
	$(call own_folders,$@)
	@tools/install-needed check
	@JOBS=$(JOBS) tests/boot/run_rows

# Every wanted CPU model of Bochs, with 1, 2 and 4 CPUs: too slow for every check.
matrix-bochs:
	$(call own_folders,$@)
	@tools/install-needed check
	@JOBS=$(JOBS) tests/boot/run_rows --table tests/boot/rows-bochs

# Debian 12's QEMU has no x2APIC: use QEMU=/path/to/a/later/one.
matrix-x2apic:
	$(call own_folders,$@)
	@tools/install-needed check
	@JOBS=$(JOBS) tests/boot/run_rows --table tests/boot/rows-x2apic

matrix-table:
	@awk -f tests/boot/table.awk tests/boot/rows tests/boot/rows-bochs \
		tests/boot/rows-x2apic

breaker: $(BUILD)/firmware/breaker.elf $(BUILD)/firmware/breaker.iso

$(BUILD)/firmware/breaker.elf: $(BREAKER_OBJECTS) tests/firmware/breaker.ld
	$(call say,LD,$@)
	$(Q)$(LD) $(LDFLAGS) -T tests/firmware/breaker.ld -o $@ $(BREAKER_OBJECTS)

# The same behind GRUB, for Bochs.
BREAKER_TREE := $(BUILD)/firmware/tree/boot
$(BUILD)/firmware/breaker.iso: $(BUILD)/firmware/breaker.elf \
		$(BUILD)/iso/boot/lohilo.elf $(BUILD)/grub-i386-pc/partmap.lst \
		tests/firmware/grub.cfg tests/boot.mk tools/set-options
	@mkdir -p $(BREAKER_TREE)/grub
	@cp $(BUILD)/firmware/breaker.elf $(BUILD)/iso/boot/lohilo.elf $(BREAKER_TREE)
	@cp tests/firmware/grub.cfg $(BREAKER_TREE)/grub
	$(call say,ISO,$@)
	$(Q)$(GRUB_MKRESCUE) -d $(BUILD)/grub-i386-pc -o $@ --compress=xz --locales= \
		--fonts= --themes= --install-modules="$(GRUB_MODULES_BIOS) boot" \
		$(BUILD)/firmware/tree >$@.log 2>&1 || { cat $@.log >&2; false; }
	@echo "# GRUB Environment Block" | \
		dd of=$@ bs=512 seek=$(OPTIONS_SECTOR) conv=notrunc 2>/dev/null
	@tools/set-options $@ ""

$(BUILD)/firmware/%.o: % $(BUILD)/compile-line | $(BUILD)/version.h
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BREAKER_CFLAGS) $(CFLAGS_PLACE) -MMD -MP -c -o $@ $<

-include $(BREAKER_OBJECTS:.o=.d)
