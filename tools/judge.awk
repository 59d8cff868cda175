# What a log says, for tools/judge, which gives its lines from "KTAP version 1" on,
# without carriage returns, and the POSIX cksum of all but the last of them. Prints the
# status that tools/judge exits with, and what it says.
#
#   awk -v sum=CKSUM -f tools/judge.awk
#
# With -v library=1 it is only its functions: judge_start(), judge_line() for each line,
# and judge_end(), which returns the status and leaves the rest in judge_said.

function judge_start() {
    judge_lines = judge_results = judge_planned = judge_verdicts = judge_ended = 0
    judge_last = judge_before = judge_bad = judge_said = ""
    judge_any = 0
}

# A line that is not the last one.
function judge_keep(line,    plan) {
    judge_lines++
    judge_before = line
    if (line ~ /^# end lines=/)
        judge_ended = 1
    if (line ~ /^not ok / && !judge_bad)
        judge_bad = "the result \"" line "\""
    if (line ~ /^Bail out!/ && !judge_bad)
        judge_bad = "\"" line "\""
    if (line ~ /^(not )?ok /)
        judge_results++
    if (line ~ /^1\.\.[0-9]+/) {
        split(line, plan, /[. ]+/)
        judge_planned = plan[2]
    }
    if (line ~ /^# verdict /)
        judge_verdicts++
}

# A line is known to be the last one only when no other follows.
function judge_line(line) {
    if (judge_any)
        judge_keep(judge_last)
    judge_any = 1
    judge_last = line
}

function judge_error(text) {
    judge_said = text
    return 3
}

# A green verdict over failed results would be a bug in lohilo's own judging.
function judge_contradiction() {
    if (judge_bad)
        return judge_bad
    if (judge_results + 0 != judge_planned + 0)
        return judge_results " results for a plan of " judge_planned
    if (judge_verdicts != 1)
        return judge_verdicts " verdicts"
    return ""
}

function judge_verdict(    word, wrong) {
    if (judge_before !~ /^# verdict /)
        return judge_error("no verdict before the end line, but: " judge_before)
    word = substr(judge_before, length("# verdict ") + 1)
    sub(/ .*/, "", word)
    judge_said = "judge: " word ", the log is complete (" judge_lines \
        " lines, checksum matches)"
    if (word == "VIOLATED")
        return 1
    if (word == "INCONCLUSIVE")
        return 2
    if (word == "ERROR")
        return 3
    if (word != "HOLDS")
        return judge_error("unknown verdict: " judge_before)
    wrong = judge_contradiction()
    if (wrong != "")
        return judge_error("verdict HOLDS, but the log has " wrong)
    return 0
}

# Numbers are compared as they are written.
function judge_end(sum,    part) {
    if (judge_last !~ /^# end lines=[0-9]+ cksum=[0-9]+$/)
        return judge_error((judge_ended ? \
            "text after the end line; the last line is: " : \
            "no end line: the log is cut after: ") judge_last)
    split(judge_last, part, /[= ]/)
    if (part[4] "" != judge_lines "")
        return judge_error("wrong number of lines: the end line says " part[4] \
                           ", the log has " judge_lines)
    if (part[6] "" != sum "")
        return judge_error("wrong checksum: the end line says " part[6] \
                           ", the log's lines give " sum)
    return judge_verdict()
}

BEGIN { judge_start() }
!library { judge_line($0) }
END {
    if (!library) {
        judge_status = judge_end(sum)
        print judge_status, judge_said
    }
}
