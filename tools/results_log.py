"""What a log of lohilo says, for tools/results. No file is read here: lines come in."""

import re

SETTING = re.compile(r"#   (window=\S+ gap=\S+ batch=\S+ sweep=[a-z]+)")
RESULT = re.compile(r"(not )?ok (\d+) - (\S+)(?: # (.*))?$")
TRIAL = re.compile(r"# ((?:interleave|stress|probe|bench)/\S+): ")


def figures(line):
    """The words key=value of a line."""
    return dict(word.split("=", 1) for word in line.split() if "=" in word)


def from_its_start(text):
    """The log's lines, without carriage returns and what a boot loader printed before."""
    text = text.replace("\r", "").replace("\0", "")
    start = re.search(r"KTAP version 1$", text, re.M)
    return text[start.start():].splitlines() if start else []


class Result:
    """One trial: its result line, and the comments before it."""

    def __init__(self, name, bad, rest, settings):
        self.name = name
        self.bad = bad
        self.skipped = rest.startswith("SKIP ")
        self.reason = rest if bad else rest[5:]
        self.figures = {} if self.skipped else figures(rest)
        self.settings = settings  # of the stress engine: [(setting, figures)]

    def is_control(self):
        return "first_tear_ms" in self.figures

    def best_setting(self):
        """Where tears came fastest."""
        rates = [(int(found["tears_per_s"]), -index, setting)
                 for index, (setting, found) in enumerate(self.settings)
                 if found.get("tears_per_s", "0").isdigit()]
        rate, _, setting = max(rates, default=(0, 0, "-"))
        return setting if rate else "-"

    def fastest_reads(self):
        return max((int(found["reads_per_s"]) for _, found in self.settings
                    if found.get("reads_per_s", "").isdigit()), default=0)


class Log:
    """The parts of a log that pages and descriptions use; "" where the log lacks one."""

    def __init__(self, lines):
        self.lines = lines
        self.banner = self._first(r"# (lohilo .*)")
        self.version = self._first(r"# lohilo (\S+), commit ")
        self.commit = self._first(r"# lohilo \S+, commit ([^\s,]+)")
        self.boot = self._first(r"# boot: (.*)")
        self.board = self._first(r"# board: (.*)")
        self.clock = self._first(r"# clock: (.*)")
        self.online = self._first(r"# cpus: (\d+) of ")
        self.totals = self._first(r"# (totals: .*)")
        self.verdict = self._first(r"# verdict (.*)")
        cpu = self._first(r"# cpu 0\b(.*vendor=.*)")
        self.vendor = figures(cpu).get("vendor", "")
        self.signature = figures(cpu).get("signature", "")
        hypervisor = figures(cpu).get("hypervisor", "")
        # KVMKVMKVM is KVM.
        self.hypervisor = re.sub(r"^(.+?)\1+.*", r"\1", hypervisor)
        brand = re.search(r'brand="([^"]*)"', cpu)
        self.brand = " ".join(brand.group(1).split()) if brand else ""
        self.results = list(self._results())

    def _first(self, pattern):
        for line in self.lines:
            found = re.match(pattern, line)
            if found:
                return found.group(1).strip()
        return ""

    def _results(self):
        settings = []
        for line in self.lines:
            result = RESULT.match(line)
            setting = SETTING.match(line)
            if TRIAL.match(line):
                settings = []
            elif setting:
                settings.append((setting.group(1), figures(line)))
            elif result:
                bad, _, name, rest = result.groups()
                yield Result(name, bool(bad), rest or "", settings)
                settings = []

    def of(self, engine):
        return [one for one in self.results if one.name.startswith(engine + "/")]

    def cpu(self):
        """As a description names it, and as the check compares it."""
        return " ".join([self.vendor or "unknown", self.signature or "unknown"])

    def proposed_name(self):
        """A folder's name for the machine that the log is of."""
        words = [self.board or self.brand or self.vendor, self.signature[2:],
                 self.hypervisor]
        words = re.sub(r"\(.*?\)|\b(CPU|Processor)\b", " ", " ".join(words))
        return re.sub(r"[^a-z0-9.]+", "-", words.lower()).strip("-.") or "unknown"
