/*
 * The headers by which a boot loader recognises the kernel: Multiboot 1 (0.6.96, 3.1) for
 * QEMU's -kernel and old loaders, Multiboot 2 (2.0, 3.1) because only it passes the ACPI
 * root pointer under UEFI. Neither requests a video mode: with Multiboot 1 under UEFI,
 * GRUB fails to boot if it cannot set it.
 */
#define MB1_MAGIC 0x1BADB002
#define MB1_FLAGS 0x00000003 /* modules on page boundaries; memory information */

#define MB2_MAGIC 0xE85250D6
#define MB2_I386  0
#define MB2_TAG_REQUEST 1
#define MB2_OPTIONAL 1

    .section .multiboot, "a"
    .balign 4
    .long MB1_MAGIC
    .long MB1_FLAGS
    .long -(MB1_MAGIC + MB1_FLAGS)

    .balign 8
mb2_header:
    .long MB2_MAGIC
    .long MB2_I386
    .long mb2_header_end - mb2_header
    .long -(MB2_MAGIC + MB2_I386 + (mb2_header_end - mb2_header))

    .balign 8
mb2_request:
    .short MB2_TAG_REQUEST
    .short MB2_OPTIONAL
    .long mb2_request_end - mb2_request
    .long 1                     /* command line */
    .long 2                     /* boot loader name */
    .long 4                     /* basic memory information */
    .long 6                     /* memory map */
    .long 8                     /* framebuffer */
    .long 14                    /* ACPI RSDP, old */
    .long 15                    /* ACPI RSDP, new */
mb2_request_end:

    .balign 8
    .short 0                    /* end of tags */
    .short 0
    .long 8
mb2_header_end:
