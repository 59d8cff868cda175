# The image: one file that boots as a CD, and as a USB stick or disk when copied onto one,
# on PC BIOS. Reproducible: the same commit and the same GRUB give the same bytes.

GRUB_DIRECTORY ?= /usr/lib/grub/i386-pc
# With these alone the image is a twelfth of what grub-mkrescue makes by itself. Never add
# regexp: it makes GRUB expand a * in the kernel options (iso/grub.cfg).
GRUB_MODULES := normal biosdisk iso9660 part_msdos search_fs_uuid multiboot multiboot2 \
	serial loadenv test echo ls minicmd reboot halt

# grub-mkrescue makes a date of its own unless it is given one; xorriso wants hundredths.
ISO_DATE = $(shell date -u -d @$(SOURCE_DATE_EPOCH) +%Y%m%d%H%M%S)00
# Where iso/grub.cfg looks for it, and tools/set-options writes it.
OPTIONS_SECTOR := 60

$(BUILD)/lohilo.iso: $(BUILD)/lohilo.elf iso/grub.cfg iso/iso.mk tools/set-options
	@rm -rf $(BUILD)/iso
	@mkdir -p $(BUILD)/iso/boot/grub
	@$(STRIP) -o $(BUILD)/iso/boot/lohilo.elf $<
	@cp iso/grub.cfg $(BUILD)/iso/boot/grub/grub.cfg
	$(call say,ISO,$@)
	$(Q)SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) grub-mkrescue -d $(GRUB_DIRECTORY) \
		-o $@ --modification-date=$(ISO_DATE) \
		--compress=xz --locales= --fonts= --themes= \
		--install-modules="$(GRUB_MODULES)" $(BUILD)/iso \
		-- -alter_date_r b =$(SOURCE_DATE_EPOCH) / -- >$(BUILD)/iso.log 2>&1 \
		|| { cat $(BUILD)/iso.log >&2; false; }
	@echo "# GRUB Environment Block" | \
		dd of=$@ bs=512 seek=$(OPTIONS_SECTOR) conv=notrunc 2>/dev/null
	@tools/set-options $@ ""
