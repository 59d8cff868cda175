// Boots lohilo in v86 (https://github.com/copy/v86), without a browser, and copies what
// comes by its first serial port to standard output until lohilo's end line.
//
//   node tests/v86/boot.mjs V86_FOLDER BIOS_FOLDER KERNEL SECONDS [OPTIONS]
//
// V86_FOLDER is the npm package; BIOS_FOLDER has SeaBIOS as bios.bin and
// vgabios-stdvga.bin.
// Exit status 0 after an end line, 124 without one in time.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [v86Folder, biosFolder, kernel, seconds, options = ""] = process.argv.slice(2);
const { V86 } = await import(pathToFileURL(resolve(v86Folder, "build/libv86.mjs")));
const bytes = (...path) => new Uint8Array(readFileSync(resolve(...path)));
const file = (...path) => ({ buffer: bytes(...path).buffer });

const emulator = new V86({
    wasm_path: resolve(v86Folder, "build/v86.wasm"),
    bios: file(biosFolder, "bios.bin"),
    vga_bios: file(biosFolder, "vgabios-stdvga.bin"),
    multiboot: file(kernel),
    cmdline: options,
    memory_size: 64 * 1024 * 1024,
    disable_speaker: true,
    log_level: 0,
    autostart: true,
});
setTimeout(() => process.exit(124), seconds * 1000);

let line = "";
emulator.add_listener("serial0-output-byte", (byte) => {
    const character = String.fromCharCode(byte);
    line += character;
    if (character !== "\n")
        return;
    const ended = line.startsWith("# end ");
    process.stdout.write(line, () => ended && process.exit(0));
    line = "";
});
