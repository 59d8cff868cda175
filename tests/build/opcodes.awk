# Finds instructions that the oldest CPU lohilo runs on does not have: the Pentium Pro,
# which must get far enough to report what it lacks. Reads opcodes_allowed, then `objdump
# -d`.
#
# Forbidden: CMOV (an i686 without it exists), the multi-byte NOP, ENDBR, x87, MMX, SSE.
#
# TZCNT is allowed: a CPU without it takes its bytes for REP BSF and ignores the REP (SDM
# vol. 2, TZCNT). Both give the same number, except for a source of 0, for which compilers
# do not use it (__builtin_ctz() of 0 is undefined), and other flags: code must not use
# those.

BEGIN {
    FLAG_READERS = "^(j[^m]|set|cmov|adc|sbb|rc[lr]|pushf|lahf|cmc|into|loopn?[ez])"
    CARRY_READERS = "^(jn?[abc]e?$|set(n?[abc]e?)$|adc|sbb|rc[lr]|pushf|lahf|cmc)"
    LEAVES_FLAGS = "^(mov|lea|push|pop|not|xchg|bswap|nop|cltd|cwtl|cbtw|cwtd|inc|dec|tzcnt|" \
        "in[bwl]?$|out|[cs]li|sti|j[^m]|set)"
}

FNR == 1 { file++ }

file == 1 {
    if ($0 !~ /^#/ && NF >= 2) allowed[$1, $2] = 1
    next
}

/^[0-9a-f]+ <.*>:$/ {
    after_tzcnt = ""
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
        name ~ /^([lms]fence|prefetch.*|clflush|movnti|rdtscp|popcnt|lzcnt|emms)$/
    if (after_tzcnt != "") {
        if (name ~ (carry_alone ? CARRY_READERS : FLAG_READERS)) {
            print routine ": " after_tzcnt ", and its flags are read: " instruction
            bad++
        }
        if (name ~ /^(inc|dec)/) carry_alone = 1
        else if (name !~ LEAVES_FLAGS) after_tzcnt = ""
    }
    if (name == "tzcnt") {
        after_tzcnt = instruction
        carry_alone = 0
    }
    if (foreign && !((routine, name) in allowed)) {
        print routine ": " instruction
        bad++
    }
}

END {
    if (!seen) print "no instructions in the disassembly"
    exit bad || !seen
}
