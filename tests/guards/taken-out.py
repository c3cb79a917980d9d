#!/usr/bin/python3
"""Takes the guards of guards.txt out of the program, one by one, and sees that a test misses each of them.

It builds a copy of the sources in the build folder, so it is for ./dev test --long. Stage: nothing
With GUARDS=PATTERN in the environment only those are taken out whose name fits.
"""
import dataclasses
import filecmp
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
sys.path.append(f"{os.environ['STAGE_TOP']}/tests/e2e")
from playing import tap  # noqa: E402

TOP, BUILD = (pathlib.Path(os.environ[name]) for name in ("STAGE_TOP", "STAGE_BUILD"))
COPY = BUILD / "guards"
OWN = COPY / "build"
PATIENCE = 600  # seconds, for one test
NOT_COPIED = {TOP / "build", BUILD, COPY}
# The copy has a stage, a make and a patience of its own.
ENVIRONMENT = {name: value for name, value in os.environ.items()
               if not name.startswith(("STAGE_", "CITYLEARN_", "PG", "MAKE", "MFLAGS", "LONG", "GUARDS"))}
ENVIRONMENT |= {"build": str(OWN), "stage_base": str(OWN / "tests/stage.base")}


@dataclasses.dataclass
class Guard:
    name: str
    file: str
    guard: str
    without: str
    test: str
    case: str

    @property
    def is_unit(self):
        return self.test.startswith("tests/unit/")


def read(text):
    """Paragraphs: a name; "in FILE"; after "- " the lines of the source; after "+ " what stands there instead, if
    anything; "misses TEST: CASE"."""
    for paragraph in text.split("\n\n"):
        lines = [line for line in paragraph.strip("\n").split("\n") if line and not line.startswith("#")]
        if not lines:
            continue
        name, where, *code, misses = lines
        test, _, case = misses.removeprefix("misses ").partition(": ")
        guard, without = ("\n".join(line[2:] for line in code if line[0] == sign) for sign in "-+")
        yield Guard(name, where.removeprefix("in "), guard, without, test, case)


def copy_sources():
    """Files that are new or changed, so that make builds what follows from those alone."""
    for folder, folders, files in os.walk(TOP):
        here = pathlib.Path(folder)
        folders[:] = [name for name in folders if here / name not in NOT_COPIED and name not in (".git", "__pycache__")]
        there = COPY / here.relative_to(TOP)
        there.mkdir(parents=True, exist_ok=True)
        for name in files:
            if not (there / name).exists():
                shutil.copy2(here / name, there / name)
            elif not filecmp.cmp(here / name, there / name, shallow=False):
                shutil.copyfile(here / name, there / name)


def run(*words):
    """Whether it came to a good end, and what it said."""
    done = subprocess.run(words, cwd=OWN, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False)
    return done.returncode == 0, done.stdout


def build(target="tests/stage.base"):
    """What is wrong with the build, or None. One after the other, since make asks another make for "all"."""
    OWN.mkdir(exist_ok=True)
    configure = [] if (OWN / "Makefile").exists() else [[COPY / "configure", "--quiet", "CFLAGS=-O1"]]
    for words in (*configure, ["make", "--silent", "-j2", "all"], ["make", "--silent", "-j2", target]):
        good, said = run(*words)
        if not good:
            return f"it does not build:\n{said[-1500:]}"
    return None


class Skipped(Exception):
    """The test needs what is not here."""


def end(running):
    """Asked once, the stage clears away what it has set up."""
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGTERM)


def play(guard):
    """What is wrong with the test: nothing, when it is the case that fails. Then the rest need not be played."""
    words = [OWN / guard.test] if guard.is_unit else [COPY / "tests/stage", COPY / guard.test]
    told, outcomes = "", set()
    with subprocess.Popen(words, cwd=OWN, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", start_new_session=True) as running:
        late = threading.Timer(PATIENCE, end, [running])
        late.start()
        try:
            for line in running.stdout:
                told += line
                outcome, _, case = line.partition(" - ")
                if case.strip() != guard.case or "not ok" in outcomes:
                    continue
                outcomes.add(outcome.rpartition(" ")[0])
                if "not ok" in outcomes:
                    end(running)
        finally:
            late.cancel()
            end(running)
    if told.startswith("1..0 # SKIP"):
        raise Skipped(told.partition("SKIP")[2].strip())
    if "not ok" in outcomes:
        return None
    return f"it {'holds all the same' if outcomes else 'does not get so far'}: {guard.case}\n{told[-1500:]}"


def misplaced(guards):
    """What is wrong with the table itself."""
    counts = {guard.name: (TOP / guard.file).read_text(encoding="utf-8").count(guard.guard) for guard in guards}
    faults = [f"{guard.file} has the guard against {guard.name} {counts[guard.name]} times" for guard in guards
              if counts[guard.name] != 1]
    faults += [f"there is no {guard.test}" for guard in guards
               if not (TOP / f"{guard.test}{'.c' if guard.is_unit else ''}").exists()]
    return "\n".join(faults)


def missed(guard):
    """What is wrong: nothing, when the test fails without the guard. The next build brings it back."""
    source = COPY / guard.file
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace(guard.guard, guard.without), encoding="utf-8")
    try:
        return (build(guard.test) if guard.is_unit else build()) or play(guard)
    finally:
        source.write_text(text, encoding="utf-8")


def take_out(plan, guards):
    copy_sources()
    plan.holds("a copy of the sources is built", build())
    for guard in guards:
        title = f"without the guard against {guard.name}, {guard.test} fails"
        try:
            plan.holds(title, missed(guard))
        except Skipped as why:
            plan.holds(f"{title} # SKIP {why}")


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(99))
    plan = tap.Plan()
    guards = [guard for guard in read((TOP / "tests/guards/guards.txt").read_text(encoding="utf-8"))
              if re.search(os.environ.get("GUARDS", ""), guard.name)]
    fault = misplaced(guards)
    plan.holds("each guard stands in its file, once", fault)
    if os.environ.get("LONG") != "yes":
        plan.holds("a test misses each that is taken out # SKIP each costs a build: ./dev test --long guards")
    elif not fault:
        take_out(plan, guards)
    plan.end()


main()
