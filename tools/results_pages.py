"""The generated parts of pages, for tools/results.

A part stands between a line that begins with "<!-- results: WORD" and the line
"<!-- end of results -->". The words:

    index             a table of all machines
    machines          a section for each machine, with all tables of its runs
    run LOG           how the run was made, and its verdict
    tables LOG        the tables of one run
    quote LOG         lines of the log, as a block of code: the comment goes on with one
                      regular expression a line. Each begins to look behind the line that
                      the last one found, and the first line that fits is quoted. With
                      groups, only those are quoted. "A .. B" quotes all from A to the
                      next B. "after A" only looks. "quote LOG cut=N" cuts lines at column
                      N, not at 100.

LOG is a run of results/: MACHINE/RUN.
"""

import os
import re
import subprocess
import textwrap

import results_store
from results_store import Trouble

BEGIN = re.compile(r"<!-- results: (\w+) *([^\n]*?)(?: *-->\n|\n(.*?)-->\n)", re.S)
END = "<!-- end of results -->\n"
COLUMNS = 100
INDENT = "    "
# What is measured, in a sentence or in a log's line.
MEASURED = re.compile(
    r"\b\d[\d.]*(e-?\d+)? ?(%|(ns|us|ms|s|GHz|cycles|seconds|times|(micro|milli)seconds"
    r"|tears|reads|million)\b)|\b\d+(\.\d+)?e-?\d+\b")
LOG_LINE = re.compile(r"    ((not )?ok \d+ - |#   (window=|torn \(|as )"
                      r"|# (verdict|totals:|nmi:) )")
NO_LOG = "(no log kept)"


def fold(text):
    lines = textwrap.wrap(text, COLUMNS, break_on_hyphens=False, break_long_words=False)
    return "\n".join(lines)


def table(head, rows):
    lines = [head, ["---"] * len(head)] + rows
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in lines)


class Pages:
    """The pages of one folder, made from the machines of another one."""

    def __init__(self, tools, root, docs):
        self.tools, self.root, self.docs = tools, root, docs
        self.machines = results_store.machines(root)

    def link(self, *path):
        return os.path.relpath(os.path.join(self.root, *path), self.docs)

    def find(self, name):
        folder, _, run = name.partition("/")
        for machine in self.machines:
            if machine.name == folder and run in machine.runs():
                return machine, run
        raise Trouble(f"there is no run {name} in {os.path.basename(self.root)}/")

    # ---- what stands between the markers -----------------------------------------------

    def index(self):
        rows = []
        for machine in self.machines:
            for run in machine.runs():
                log = machine.log_of(run)
                measured = len(machine.logs(run)) > 1 or log.of("bench") == log.results
                verdict = "-" if measured else log.verdict.split(" ")[0]
                rows.append([f"[{machine.name}](#{anchor(machine.name)})",
                             f"{log.online or '?'} x {machine.get('machine', 'cpu')}",
                             f"[{run}]({self.link(machine.name, run)})",
                             verdict, log.version, machine.get(run, "date"),
                             re.match(r"\w*", machine.get(run, "idle")).group()])
        head = ["machine", "CPUs", "log", "verdict", "version", "date", "idle"]
        return table(head, rows)

    def all_machines(self):
        return "\n\n".join(self.machine(machine) for machine in self.machines)

    def machine(self, machine):
        board = machine.get("machine", "board")
        log = machine.log_of(machine.runs()[0])
        cpu = f"CPU: {log.vendor}, signature {log.signature}"
        cpu += f", {log.brand}" if log.brand else ""
        cpu += f", under {log.hypervisor}" if log.hypervisor else ""
        parts = [f"## {machine.name}", fold(machine.get("machine", "what")),
                 fold(f"{cpu}. Board: {'not named' if board == '-' else board}.")]
        for run in machine.runs():
            parts.append(f"### {machine.name}: {os.path.splitext(run)[0]}")
            parts.append(self.run(machine, run))
            tables = self.tables(machine, run)
            parts += [tables] if tables else []
        return "\n\n".join(parts)

    def run(self, machine, run):
        log = machine.log_of(run)
        note = machine.get(run, "note")
        words = [f"[{run}]({self.link(machine.name, run)}), {machine.get(run, 'date')}.",
                 idleness(machine.get(run, "idle"))] + ([note] if note else [])
        block = [machine.get(run, "how"), f"# {log.banner}"]
        if log.clock:
            block.append(f"# clock: {log.clock}")
        if len(machine.logs(run)) == 1:
            block += [f"# {log.totals}", f"# verdict {log.verdict}"]
        return fold(" ".join(words)) + "\n\n" + "\n".join(INDENT + line for line in block)
    def tables(self, machine, run):
        logs = machine.logs(run)
        log = machine.log_of(run)
        if len(logs) > 1 or log.of("bench"):
            return self.bench(logs)
        return "\n\n".join(self.stress(log.of("stress"))) if log.of("stress") else ""

    def bench(self, logs):
        command = [os.path.join(self.tools, "bench-table"), "--markdown", *logs]
        done = subprocess.run(command, text=True, capture_output=True, check=False)
        if done.returncode:
            raise Trouble(done.stderr.strip())
        return done.stdout.strip()

    def stress(self, results):
        """Tables and lists of the stress engine's trials."""
        ran = [one for one in results if not one.skipped and not one.bad]
        controls = [[short(one), one.figures["first_tear_ms"],
                     one.figures.get("tears_per_s", "-"), one.best_setting()]
                    for one in ran if one.is_control()]
        positives = [[short(one), one.figures.get("accepted", "-"), one.fastest_reads(),
                      one.figures.get("bound", "-")]
                     for one in ran if not one.is_control()]
        for one in results:
            if one.bad:
                yield fold(f"Not as expected: `{one.name}`: {one.reason}")
        if controls:
            head = ["control", "first tear, ms", "tears a second", "at its best setting"]
            yield table(head, controls)
        if positives:
            yield table(["positive", "accepted reads", "reads a second, at most",
                         "torn share below (95 %)"], positives)
        skipped = [f"`{short(one)}` ({one.reason})" for one in results if one.skipped]
        if skipped:
            yield fold("Skipped: " + ", ".join(skipped) + ".")

    def quote(self, name, patterns):
        name, _, cut = name.partition(" cut=")
        machine, run = self.find(name)
        lines = machine.log_of(run).lines
        quoted, at = [], 0
        for pattern in patterns:
            found, at = quoted_lines(lines, at, pattern, f"{name}: no line fits: ")
            quoted += found
        room = (int(cut) if cut else COLUMNS) - len(INDENT)
        return "\n".join(INDENT + cut_at(line, room) for line in quoted)

    def part(self, word, name, more):
        if word == "index" and not name:
            return self.index()
        if word == "machines" and not name:
            return self.all_machines()
        if word == "run":
            return self.run(*self.find(name))
        if word == "tables":
            return self.tables(*self.find(name))
        if word == "quote":
            patterns = (line.strip() for line in (more or "").split("\n"))
            return self.quote(name, [pattern for pattern in patterns if pattern])
        raise Trouble(f"unknown words: results: {word} {name}")

    # ---- whole pages -------------------------------------------------------------------

    def made(self, page):
        """The page's text with its parts made anew."""
        text = read(page)
        pieces, at = [], 0
        for begin in BEGIN.finditer(text):
            end = text.find(END, begin.end())
            following = BEGIN.search(text, begin.end())
            if end < 0 or following and following.start() < end:
                raise Trouble(f"{page}: no line \"{END.strip()}\" after: "
                              f"{begin.group(0).strip()}")
            try:
                part = self.part(*begin.groups())
            except Trouble as trouble:
                raise Trouble(f"{page}: {trouble}") from None
            # Without the blank lines Markdown takes the part for comment.
            pieces += [text[at:begin.end()], "\n" + part + "\n\n"]
            at = end
        return "".join(pieces) + text[at:]

    def page_troubles(self, page):
        text = read(page)
        made = self.made(page)
        if made != text:
            old, new = text.split("\n"), made.split("\n")
            line = next((number for number, both in enumerate(zip(old, new), 1)
                         if both[0] != both[1]), min(len(old), len(new)) + 1)
            yield f"{page}:{line}: is not what results/ gives " \
                  "(make results-tables writes it)"
        yield from (f"{page}: {trouble}" for trouble in by_hand(text))


def quoted_lines(lines, at, pattern, wrong):
    """The lines that the pattern quotes, from line `at` on, and where the next looks."""
    silent = pattern.startswith("after ")
    first, _, last = pattern[len("after ") if silent else 0:].partition(" .. ")
    start = first_that_fits(lines, at, first, wrong)
    if silent:
        return [], start + 1
    if last:
        end = first_that_fits(lines, start + 1, last, wrong)
        return lines[start:end + 1], end + 1
    groups = re.match(first, lines[start]).groups()
    if not groups:
        return [lines[start]], start + 1
    quoted = " ... ".join(text.strip() for text in groups)
    quoted += "" if lines[start].endswith(groups[-1]) else " ..."
    return [quoted], start + 1


def first_that_fits(lines, at, pattern, wrong):
    for number in range(at, len(lines)):
        if re.match(pattern, lines[number]):
            return number
    raise Trouble(wrong + pattern)

def cut_at(line, room):
    if len(line) <= room:
        return line
    return line[:room - 4].rsplit(" ", 1)[0] + " ..."


def by_hand(text):
    """Lines of logs, and figures of results, that nothing makes from a log."""
    rest, at = "", 0
    for begin in BEGIN.finditer(text):
        rest += text[at:begin.start()]
        at = text.find(END, begin.end())
    rest += text[at:]
    for line in rest.split("\n"):
        if LOG_LINE.match(line):
            yield f"a log's line that is quoted by hand: {line.strip()[:60]}"
    if "<!-- results: machines -->" not in text:
        return
    for paragraph in rest.split("\n\n"):
        paragraph = " ".join(paragraph.split())
        found = MEASURED.search(paragraph)
        if found and NO_LOG not in paragraph:
            yield f"a figure by hand, without \"{NO_LOG}\": {found.group(0)}"


def idleness(text):
    word, _, more = text.partition(":")
    word = {"yes": "The machine was idle", "no": "The machine was not idle"}.get(
        word, "Whether the machine was idle is not known")
    return f"{word}:{more}." if more else f"{word}."


def short(result):
    return result.name.partition("/")[2]


def anchor(heading):
    return re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def has_parts(path):
    return "<!-- results: " in read(path)
