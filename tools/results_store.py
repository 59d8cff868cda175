"""The logs in results/, a folder a machine, for tools/results.

machine.txt describes the machine and each of its runs:

    [machine]
    what: a sentence about the machine
    cpu: VENDOR SIGNATURE, as its logs have them
    board: what firmware or the sender says, - if nobody does

    [all.log]          a log, or a folder of logs that belong together
    how: the command
    date: YYYY-MM-DD
    idle: yes, or: no, and what else the machine did
    note: anything else (may be missing)
"""

import configparser
import datetime
import os
import re
import subprocess

import results_log

DESCRIPTION = "machine.txt"
LOG_BYTES_MAX = 250 * 1000
MACHINE_NEEDS = ("what", "cpu", "board")
RUN_NEEDS = ("how", "date", "idle")
# Paths of somebody's computer. lohilo prints none, but a GRUB or a patch may.
PATH = re.compile(r"(?<![\w.])(/(home|root|tmp|Users|mnt)/|[A-Z]:\\)")


class Trouble(Exception):
    """Something that a person has to put right; the text says where and what."""


def read_log(path):
    with open(path, encoding="ascii", errors="replace", newline="") as file:
        return results_log.Log(results_log.from_its_start(file.read()))


def judge(tools, path):
    """tools/judge's exit status, and what it says."""
    done = subprocess.run([os.path.join(tools, "judge"), path], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout.strip()


def log_troubles(tools, path):
    """Why a log is no result that a page can stand on: one text a reason."""
    status, said = judge(tools, path)
    if status not in (0, 1, 2):
        yield f"tools/judge: {said}"
        return
    log = read_log(path)
    if "unknown" in (log.version or "unknown", log.commit or "unknown"):
        yield "names no version and commit: it must be of a build in a clone or a release"
    if log.commit.endswith("-dirty"):
        yield f"{log.commit}: not of a commit (its tree had changes)"
    if "+" in log.version:
        yield f"{log.version}: of a tree that was changed on purpose (tests/bugs)"
    if not log.vendor:
        yield "names no CPU (its line \"# cpu 0\"): was it run with list or help?"
    size = sum(len(line) + 1 for line in log.lines)
    if size > LOG_BYTES_MAX:
        yield f"{size} bytes are too many for the repository ({LOG_BYTES_MAX} at " \
              "most): run fewer trials (run=stress/*)"
    for number, line in enumerate(log.lines, 1):
        if re.search(r"[^ -~]", line):
            yield f"line {number} is not printable ASCII"
        if PATH.search(line):
            yield f"line {number} has a path of somebody's computer: {line}"


class Machine:
    """A folder of results/: its description and its runs."""

    def __init__(self, root, name):
        self.name = name
        self.folder = os.path.join(root, name)
        self.parts = configparser.ConfigParser(delimiters=(":",), interpolation=None)
        self.parts.optionxform = str
        try:
            self.parts.read(os.path.join(self.folder, DESCRIPTION), encoding="ascii")
        except (configparser.Error, UnicodeError) as error:
            raise Trouble(f"{name}/{DESCRIPTION}: {error}") from None

    def get(self, part, key):
        return " ".join(self.parts.get(part, key, fallback="").split())

    def runs(self):
        return [part for part in self.parts.sections() if part != "machine"]

    def logs(self, run):
        """The files of a run, in an order that does not depend on the machine."""
        path = os.path.join(self.folder, run)
        if not os.path.isdir(path):
            return [path]
        names = sorted(os.listdir(path), key=natural)
        return [os.path.join(path, name) for name in names]

    def log_of(self, run):
        return read_log(self.logs(run)[0])

    def write(self):
        with open(os.path.join(self.folder, DESCRIPTION), "w", encoding="ascii") as file:
            for index, part in enumerate(self.parts.sections()):
                file.write(f"{chr(10) if index else ''}[{part}]\n")
                for key in self.parts[part]:
                    if self.get(part, key):
                        file.write(f"{key}: {self.get(part, key)}\n")


def natural(name):
    """tears-8 comes before tears-16."""
    return [int(word) if word.isdigit() else word for word in re.split(r"(\d+)", name)]


def machines(root):
    if not os.path.isdir(root):
        return []
    return [Machine(root, name) for name in sorted(os.listdir(root))
            if os.path.isdir(os.path.join(root, name))]


def files_of(machine):
    """All files of a machine's folder but its description, relative to it."""
    for place, _, names in os.walk(machine.folder):
        for name in names:
            path = os.path.relpath(os.path.join(place, name), machine.folder)
            if path != DESCRIPTION:
                yield path


def description_troubles(machine):
    if not machine.parts.sections():
        yield f"{machine.name}: no description ({DESCRIPTION})"
        return
    for part in ["machine"] + machine.runs():
        for key in MACHINE_NEEDS if part == "machine" else RUN_NEEDS:
            if not machine.get(part, key):
                yield f"{machine.name}/{DESCRIPTION}: [{part}] lacks {key}:"
    for run in machine.runs():
        try:
            datetime.date.fromisoformat(machine.get(run, "date"))
        except ValueError:
            yield f"{machine.name}/{DESCRIPTION}: [{run}] date: must be YYYY-MM-DD"
        if not re.match(r"(yes|no|unknown)\b", machine.get(run, "idle")):
            yield f"{machine.name}/{DESCRIPTION}: [{run}] idle: must begin with yes, " \
                  "no or unknown"


def machine_troubles(tools, machine):
    yield from description_troubles(machine)
    here = sorted(files_of(machine))
    for run in machine.runs():
        if not any(path == run or path.startswith(run + "/") for path in here):
            yield f"{machine.name}/{DESCRIPTION}: [{run}]: there is no such log"
    for path in here:
        place = f"{machine.name}/{path}"
        if not any(path == run or path.startswith(run + "/") for run in machine.runs()):
            yield f"{place}: {DESCRIPTION} has no part about it"
        whole = os.path.join(machine.folder, path)
        wrong = list(log_troubles(tools, whole))
        yield from (f"{place}: {text}" for text in wrong)
        if not wrong and read_log(whole).cpu() != machine.get("machine", "cpu"):
            yield f"{place}: is of the CPU {read_log(whole).cpu()}, and {DESCRIPTION} " \
                  f"says {machine.get('machine', 'cpu')}"
