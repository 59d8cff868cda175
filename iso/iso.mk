# The images. Each boots as a CD, and as a USB stick or disk when copied onto one; the
# same commit and the same GRUB give the same bytes.
#   lohilo.iso          PC BIOS; so small that it is a floppy as well
#   lohilo-hybrid.iso   the same, and UEFI of 32 and 64 bits
# A link beside each has version and commit in its name, as lohilo-2.0-1a2b3c4.iso.

# Debian and others have grub-mkrescue and /usr/lib/grub, Fedora and openSUSE
# grub2-mkrescue, openSUSE /usr/share/grub2.
GRUB_MKRESCUE ?= $(call first_command,grub-mkrescue grub2-mkrescue)
GRUB_MKIMAGE ?= $(call first_command,grub-mkimage grub2-mkimage)
first_command = $(firstword \
	$(foreach name,$(1),$(shell command -v $(name) 2>/dev/null)) $(1))
GRUB_DIRECTORY ?= $(patsubst %/i386-pc,%,$(firstword \
	$(wildcard $(GRUB_PLACES:=/i386-pc)) $(GRUB_PLACES:=/i386-pc)))
GRUB_PLACES := /usr/lib/grub /usr/share/grub2 /usr/lib/grub2 /usr/share/grub

# With only these modules the image is a twelfth of grub-mkrescue's own. Never add regexp:
# it makes GRUB expand a * in the kernel options (iso/grub.cfg).
GRUB_MODULES := normal iso9660 part_msdos multiboot multiboot2 \
	serial loadenv test echo ls minicmd reboot halt
GRUB_MODULES_BIOS := $(GRUB_MODULES) search_fs_uuid biosdisk
# iso/uefi.cfg needs the first of these to find the menu. UEFI has no text mode: efi_gop,
# and on the first machines with UEFI efi_uga, give lohilo the firmware's framebuffer.
GRUB_MODULES_UEFI := $(GRUB_MODULES) memdisk fat part_gpt search_fs_file probe \
	configfile sleep efi_gop
# GRUB 2.14 has none.
GRUB_MODULES_UEFI_WANTED := efi_uga

# grub-mkrescue uses the current date unless it gets one; xorriso expects hundredths.
ISO_DATE = $(shell date -u -d @$(SOURCE_DATE_EPOCH) +%Y%m%d%H%M%S)00
# As 2.0-1a2b3c4, and as ISO 9660 can write it.
RELEASE = $(shell tools/version | sed 's/ [0-9]*$$//; s/ /-/')
VOLUME = $(shell echo "lohilo_$(RELEASE)" | \
	tr 'a-z' 'A-Z' | tr -c 'A-Z0-9\n' '_' | cut -c1-32)
# iso/grub.cfg reads it there, and tools/set-options writes it.
OPTIONS_SECTOR := 60
ISO_TREE := $(BUILD)/iso/boot/lohilo.elf $(BUILD)/iso/boot/grub/grub.cfg \
	$(BUILD)/image-mark
IMAGE_PARTS := $(ISO_TREE) $(BUILD)/grub-i386-pc/partmap.lst $(BUILD)/image-line \
	iso/iso.mk iso/can-compress tools/set-options

# $(1): further folders and words for xorriso, which makes the file system
define make_image
$(call say,ISO,$@)
@iso/can-compress
$(Q)SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) $(GRUB_MKRESCUE) -d $(BUILD)/grub-i386-pc \
	-o $@ --modification-date=$(ISO_DATE) \
	--compress=xz --locales= --fonts= --themes= \
	--install-modules="$(GRUB_MODULES_BIOS)" $(BUILD)/iso $(1) \
	-- -volid $(VOLUME) -alter_date_r b =$(SOURCE_DATE_EPOCH) / -- >$@.log 2>&1 || \
	{ cat $@.log >&2; false; }
@echo "# GRUB Environment Block" | \
	dd of=$@ bs=512 seek=$(OPTIONS_SECTOR) conv=notrunc 2>/dev/null
@tools/set-options $@ ""
@rm -f $(@:.iso=)-[0-9]*.iso && ln -s $(@F) $(@:.iso=)-$(RELEASE).iso
endef

$(BUILD)/iso/boot/lohilo.elf: $(BUILD)/lohilo.elf
	@mkdir -p $(@D)
	@$(STRIP) -o $@ $<
$(BUILD)/iso/boot/grub/grub.cfg: iso/grub.cfg
	@mkdir -p $(@D)
	@cp $< $@
$(BUILD)/image-line: FORCE
	$(call remember,$(ISO_DATE) $(RELEASE) $(GRUB_MKRESCUE) $(GRUB_DIRECTORY) \
		$(GRUB_MODULES_BIOS) $(GRUB_MODULES_UEFI) $(GRUB_MODULES_UEFI_WANTED))

# grub-mkrescue's BIOS loader loads every module of partmap.lst, and complains on the
# screen about each that is not on the image: so this list has one.
$(BUILD)/grub-i386-pc/partmap.lst: $(BUILD)/image-line iso/iso.mk iso/modules
	@iso/modules $(GRUB_DIRECTORY)/i386-pc "$(GRUB_MODULES_BIOS)" >/dev/null
	@rm -rf $(@D) && mkdir -p $(@D)
	@ln -s $(abspath $(GRUB_DIRECTORY))/i386-pc/* $(@D)/
	@rm -f $@ && echo part_msdos >$@

# The UEFI loader recognizes its image by this file, whose name is a checksum of the
# kernel and the menu.
$(BUILD)/image-mark: $(BUILD)/iso/boot/lohilo.elf $(BUILD)/iso/boot/grub/grub.cfg
	@rm -f $(BUILD)/iso/boot/lohilo-*
	@mark=/boot/lohilo-$$(cat $^ | cksum | sed 's/ .*//') && \
		echo "The UEFI loader knows this image by the name of this file." \
			>$(BUILD)/iso$$mark && echo $$mark >$@

$(BUILD)/lohilo.iso: $(IMAGE_PARTS)
	$(call make_image,)

# UEFI boots from a FAT file system, here in an MBR partition of its own. The partition
# table is no GPT: that would take the active flag from the first partition, and without
# it old BIOSes do not offer a stick. The loaders are also among the files of the CD, for
# users who copy the files onto a stick instead of the image.
$(BUILD)/lohilo-hybrid.iso: $(IMAGE_PARTS) $(BUILD)/efi.img
	$(call make_image,$(BUILD)/efi-dated -append_partition 2 0xef $(BUILD)/efi.img \
		-eltorito-alt-boot -e --interval:appended_partition_2:all:: -no-emul-boot)

# The FAT file system's dates and serial number depend neither on the clock nor on chance.
# $(1): size, for mformat; $(2): a folder to copy into it
define make_fat
@rm -f $@
@find $(2) -exec touch -d @$(SOURCE_DATE_EPOCH) {} +
$(Q)export TZ=UTC SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) && \
	mformat -C $(1) -N $(shell printf %08x $(SOURCE_DATE_EPOCH)) -i $@ :: && \
	mcopy -s -m -i $@ $(2) ::
endef

# The loaders contain this file system, in which GRUB finds iso/uefi.cfg.
$(BUILD)/memdisk.img: iso/uefi.cfg iso/iso.mk $(BUILD)/image-line
	@mkdir -p $(BUILD)/memdisk/boot/grub
	@cp $< $(BUILD)/memdisk/boot/grub/grub.cfg
	$(call make_fat,-t 1 -h 1 -s 32,$(BUILD)/memdisk/boot)

# With -p, a folder without a device, GRUB's root is at first the device that it was
# loaded from; -m sets the memdisk as the device, so -p comes after it. $(1): GRUB's name
# of the platform, $(2): the file that such firmware looks for
define UEFI_LOADER_RULE
$(BUILD)/efi/EFI/BOOT/$(2): $(BUILD)/memdisk.img $(BUILD)/image-mark $(BUILD)/image-line \
		iso/iso.mk iso/modules
	@mkdir -p $$(@D)
	@printf '%s\n' 'set loaded=$$$$root' "set mark=$$$$(cat $(BUILD)/image-mark)" \
		'set prefix=(memdisk)/boot/grub' >$(BUILD)/$(2).cfg
	$$(Q)modules=$$$$(iso/modules $(GRUB_DIRECTORY)/$(1) "$$(GRUB_MODULES_UEFI)" \
		"$$(GRUB_MODULES_UEFI_WANTED)") && \
		$$(GRUB_MKIMAGE) -d $(GRUB_DIRECTORY)/$(1) -O $(1) -o $$@ \
		-m $(BUILD)/memdisk.img -p /boot/grub -c $(BUILD)/$(2).cfg $$$$modules
endef
$(eval $(call UEFI_LOADER_RULE,x86_64-efi,BOOTX64.EFI))
$(eval $(call UEFI_LOADER_RULE,i386-efi,BOOTIA32.EFI))

$(BUILD)/efi.img: $(BUILD)/efi/EFI/BOOT/BOOTX64.EFI $(BUILD)/efi/EFI/BOOT/BOOTIA32.EFI
	@rm -rf $(BUILD)/efi-dated
	@mkdir $(BUILD)/efi-dated
	@cp -R $(BUILD)/efi/EFI $(BUILD)/efi-dated
	$(call make_fat,-f 2880,$(BUILD)/efi-dated/EFI)
