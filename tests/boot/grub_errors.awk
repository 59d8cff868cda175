# Prints what GRUB complained about in the raw text of a serial port: unknown commands, and
# errors. What lohilo says, from its first line on, is not GRUB's.

# Terminals' control sequences (ECMA-48, 5.4) and characters may stand in the middle.
{
    gsub(/\033\[[0-?]*[ -\/]*[@-~]/, "")
    gsub(/[\001-\037\177]/, "")
}
/KTAP version 1$/ { exit }
/Unknown command|error:/ { print }
