# The images. Each boots as a CD, and as a USB stick or disk when copied onto one; the same
# commit and the same GRUB give the same bytes.
#   lohilo.iso          PC BIOS; so small that it is a floppy as well
#   lohilo-hybrid.iso   the same, and UEFI of 32 and 64 bits

GRUB_DIRECTORY ?= /usr/lib/grub
# With these alone the image is a twelfth of what grub-mkrescue makes by itself. Never add
# regexp: it makes GRUB expand a * in the kernel options (iso/grub.cfg).
GRUB_MODULES := normal iso9660 part_msdos search_fs_uuid multiboot multiboot2 \
	serial loadenv test echo ls minicmd reboot halt
GRUB_MODULES_BIOS := $(GRUB_MODULES) biosdisk
# UEFI has no text mode: these let lohilo find the pixels that firmware has set up.
GRUB_MODULES_UEFI := $(GRUB_MODULES) configfile efi_gop efi_uga

# grub-mkrescue makes a date of its own unless it is given one; xorriso wants hundredths.
ISO_DATE = $(shell date -u -d @$(SOURCE_DATE_EPOCH) +%Y%m%d%H%M%S)00
# The same as the identity of the file system, by which GRUB finds it under UEFI.
ISO_UUID = $(shell date -u -d @$(SOURCE_DATE_EPOCH) +%Y-%m-%d-%H-%M-%S)-00
# Where iso/grub.cfg looks for it, and tools/set-options writes it.
OPTIONS_SECTOR := 60
ISO_TREE := $(BUILD)/iso/boot/lohilo.elf $(BUILD)/iso/boot/grub/grub.cfg

# $(1): further words for xorriso, which makes the file system
define make_image
$(call say,ISO,$@)
$(Q)SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) grub-mkrescue -d $(GRUB_DIRECTORY)/i386-pc \
	-o $@ --modification-date=$(ISO_DATE) \
	--compress=xz --locales= --fonts= --themes= \
	--install-modules="$(GRUB_MODULES_BIOS)" $(BUILD)/iso $(1) \
	-- -alter_date_r b =$(SOURCE_DATE_EPOCH) / -- >$@.log 2>&1 || { cat $@.log >&2; false; }
@echo "# GRUB Environment Block" | \
	dd of=$@ bs=512 seek=$(OPTIONS_SECTOR) conv=notrunc 2>/dev/null
@tools/set-options $@ ""
endef

$(BUILD)/iso/boot/lohilo.elf: $(BUILD)/lohilo.elf
	@mkdir -p $(@D)
	@$(STRIP) -o $@ $<
$(BUILD)/iso/boot/grub/grub.cfg: iso/grub.cfg
	@mkdir -p $(@D)
	@cp $< $@
$(BUILD)/image-line: FORCE
	$(call remember,$(ISO_DATE) $(GRUB_DIRECTORY) $(GRUB_MODULES_BIOS) $(GRUB_MODULES_UEFI))

$(BUILD)/lohilo.iso: $(ISO_TREE) $(BUILD)/image-line iso/iso.mk tools/set-options
	$(call make_image,)

# UEFI boots from a FAT file system, here an MBR partition of its own. Its partition table
# is no GPT: that would take the active flag from the first partition, without which old
# BIOSes do not offer a stick.
$(BUILD)/lohilo-hybrid.iso: $(ISO_TREE) $(BUILD)/image-line $(BUILD)/efi.img iso/iso.mk \
		tools/set-options
	$(call make_image,-append_partition 2 0xef $(BUILD)/efi.img -eltorito-alt-boot \
		-e --interval:appended_partition_2:all:: -no-emul-boot)

# $(1): GRUB's name of the platform, $(2): the file that firmware of that kind looks for
define UEFI_LOADER_RULE
$(BUILD)/efi/EFI/BOOT/$(2): $(BUILD)/image-line iso/iso.mk
	@mkdir -p $$(@D)
	@printf '%s\n' 'search --fs-uuid --set=root $$(ISO_UUID)' \
		'set prefix=($$$$root)/boot/grub' >$(BUILD)/$(2).cfg
	$$(Q)grub-mkimage -d $(GRUB_DIRECTORY)/$(1) -O $(1) -o $$@ -p /boot/grub \
		-c $(BUILD)/$(2).cfg $$(GRUB_MODULES_UEFI)
endef
$(eval $(call UEFI_LOADER_RULE,x86_64-efi,BOOTX64.EFI))
$(eval $(call UEFI_LOADER_RULE,i386-efi,BOOTIA32.EFI))

# Neither the clock nor chance goes into it: FAT has dates and a serial number.
$(BUILD)/efi.img: $(BUILD)/efi/EFI/BOOT/BOOTX64.EFI $(BUILD)/efi/EFI/BOOT/BOOTIA32.EFI
	@rm -rf $@ $(BUILD)/efi-dated
	@cp -R $(BUILD)/efi $(BUILD)/efi-dated
	@find $(BUILD)/efi-dated -exec touch -d @$(SOURCE_DATE_EPOCH) {} +
	$(Q)export TZ=UTC SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) && \
		mformat -C -f 2880 -N $(shell printf %08x $(SOURCE_DATE_EPOCH)) -i $@ :: && \
		mcopy -s -m -i $@ $(BUILD)/efi-dated/EFI ::
