# Finds instructions that the oldest CPU lohilo runs on does not have: the Pentium Pro,
# which must get as far as saying what it lacks. Reads opcodes_allowed, then `objdump -d`.
#
# Forbidden: CMOV (an i686 without it exists), the multi-byte NOP, ENDBR, x87, MMX, SSE.

FNR == 1 { file++ }

file == 1 {
    if ($0 !~ /^#/ && NF >= 2) allowed[$1, $2] = 1
    next
}

/^[0-9a-f]+ <.*>:$/ {
    routine = $2
    gsub(/[<>:]/, "", routine)
    next
}

/^ *[0-9a-f]+:\t/ {
    instruction = $0
    sub(/^ *[0-9a-f]+:\t/, "", instruction)
    split(instruction, word, " ")
    # Prefixes come before the instruction's name.
    name = word[1] ~ /^(lock|repz?|repnz|data16|cs|ds|es|fs|gs|ss)$/ ? word[2] : word[1]
    seen++
    foreign = name ~ /^f?cmov/ || name ~ /^endbr/ || name ~ /^nop[wl]$/ || \
        instruction ~ /%[xyz]?mm[0-9]/ || instruction ~ /%st/ || name ~ /^f[a-z]/ || \
        name ~ /^([lms]fence|prefetch.*|clflush|movnti|rdtscp|popcnt|[lt]zcnt|emms)$/
    if (foreign && !((routine, name) in allowed)) {
        print routine ": " instruction
        bad++
    }
}

END {
    if (!seen) print "no instructions in the disassembly"
    exit bad || !seen
}
