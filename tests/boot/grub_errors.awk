# Prints GRUB's complaints in the raw text of a serial port: unknown commands, and errors.
# Lohilo's text, from its first line on, does not count.

# Terminals' control sequences (ECMA-48, 5.4) and characters may be in the middle.
{
    gsub(/\033\[[0-?]*[ -\/]*[@-~]/, "")
    gsub(/[\001-\037\177]/, "")
}
/KTAP version 1$/ { exit }
/Unknown command|error:/ { print }
