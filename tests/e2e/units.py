#!/usr/bin/python3
"""The units of systemd are well formed and shut, refuse what the wall refuses, and leave the programs what they need.

Stage: nothing
"""
import ipaddress
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from faulting import parts  # noqa: E402
from playing import tap  # noqa: E402
from walling import spellings  # noqa: E402

TOP, BUILD, RUN = (pathlib.Path(os.environ[name]) for name in ("STAGE_TOP", "STAGE_BUILD", "STAGE_DIR"))
LONG = os.environ.get("LONG") == "yes"
SERVICE = TOP / "src/programs/service"
# What systemd-analyze security may say at most, in tenths: from 0, which is shut, to 100.
EXPOSURE = {"citylearn-api": 10, "citylearn-courier": 20, "citylearn-wall": 20}
# The first signs, seals, sends and hears, the second draws, the third has another process draw; all of them, with --long,
# hash, import, read calendars and mail as well.
STORIES = ["webhook.http", "credential.http", "badge-page.http"] + (["main-story.http", "calendar.http", "import.http", "mail.http",
                               "accounts.py", "oauth.py"] if LONG else [])
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1946"]


def run(*words, **more):
    return subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False, **more)


def fill():
    """The units as they would be installed where the programs are now."""
    for name in EXPOSURE:
        with open(SERVICE / f"{name}.service.in", encoding="utf-8") as file:
            made = run(SERVICE / "unit", BUILD, stdin=file)
        (RUN / f"{name}.service").write_text(made.stdout, encoding="utf-8")


def values(name, setting):
    text = (RUN / f"{name}.service").read_text(encoding="utf-8")
    return " ".join(re.findall(rf"^{setting}=(.*)$", text, re.MULTILINE)).split()


def refuse_what_the_wall_refuses(plan):
    denied = [ipaddress.ip_network(one) for one in values("citylearn-courier", "IPAddressDeny")]

    def lets(address):
        one = ipaddress.ip_address(address)
        return not any(one in network for network in denied if network.version == one.version)
    plan.same("the courier's unit refuses what the wall refuses",
              [one for one in [*spellings.V4, *spellings.V6] if lets(one)], [])
    plan.same("and nothing that is public", [one for one in PUBLIC if not lets(one)], [])
    plan.same("the workers have no network at all", [values("citylearn-api", one) for one in (
        "PrivateNetwork", "RestrictAddressFamilies", "IPAddressDeny")], [["yes"], ["AF_UNIX"], ["any"]])


def analyzed(plan):
    for name, most in EXPOSURE.items():
        unit = RUN / f"{name}.service"
        said = run("systemd-analyze", "verify", unit)
        # What it depends on need not be installed here; what is written in it has to be right.
        faults = [line for line in said.stdout.splitlines() if name in line and "nft is not executable" not in line]
        plan.holds(f"{name}: it is well formed", "\n".join(faults))
        said = run("systemd-analyze", "security", "--no-pager", "--offline=true", f"--threshold={most}", unit)
        plan.holds(f"{name}: its exposure is {most / 10} at most", None if said.returncode == 0 else said.stdout)


def users_and_folders(plan):
    root = RUN / "root"
    (root / "etc").mkdir(parents=True)
    for name, content in (("passwd", "root:x:0:0::/:/bin/sh\nwww-data:x:33:33::/:/bin/sh\n"), ("group", "root:x:0:\nwww-data:x:33:\n")):
        (root / "etc" / name).write_text(content)
    said = run("systemd-sysusers", f"--root={root}", SERVICE / "sysusers/citylearn.conf")
    users = {line.split(":")[0]: line.split(":") for line in (root / "etc/passwd").read_text().splitlines()}
    groups = {line.split(":")[0]: line.split(":") for line in (root / "etc/group").read_text().splitlines()}
    plan.holds("the users are made", said.stdout if said.returncode else None)
    plan.same("the courier is another user of the same group", [
        users["citylearn"][3] == users["citylearn-courier"][3] == groups["citylearn"][2],
        users["citylearn"][2] != users["citylearn-courier"][2], groups["citylearn"][3]], [True, True, "www-data"])
    said = run("systemd-tmpfiles", f"--root={root}", "--create", SERVICE / "tmpfiles/citylearn.conf")
    plan.holds("the folders are made", said.stdout if said.returncode else None)
    plan.same("a worker finds the courier's socket by a link", os.readlink(root / "run/citylearn/courier.sock"),
              "../citylearn-courier/courier.sock")


def narrow_build():
    """A build whose programs are run with the system calls that their units leave them."""
    build = RUN / "narrow"
    build.mkdir()
    for name in ("citylearn", "openapi.json"):
        (build / name).symlink_to(BUILD / name)
    for name in ("citylearn-api", "citylearn-courier"):
        program = build / name
        program.write_text(f'#!/bin/sh\nexec {TOP}/tests/e2e/walling/narrow {RUN}/{name}.service {BUILD}/{name} "$@"\n')
        program.chmod(0o755)
    return build


def fault_of(said):
    """Of a program that speaks TAP, and has to say that something held."""
    told = "\n" + said.stdout
    _, mark, rest = told.partition("\nnot ok")
    if not mark and said.returncode == 0 and "\nok " in told:
        return None
    return (mark + rest)[:1500] or told[-1500:].strip() or f"it ended with {said.returncode}"


def faults_are_seen(plan):
    of = lambda words: fault_of(run("sh", "-c", words))  # noqa: E731
    plan.same("a story that fails has a reason, whatever it says", [of(words) for words in (
        "exit 99", "true", "echo not ok 1; echo ok 2", "echo ok 1; echo dead; exit 1")],
              ["it ended with 99", "it ended with 0", "\nnot ok 1\nok 2\n", "ok 1\ndead"])
    plan.same("and one that holds has none", of("echo ok 1; echo 1..1"), None)


def filtered(plan):
    said = run(TOP / "tests/e2e/walling/narrow", RUN / "citylearn-api.service", sys.executable, "-c",
               "import socket; socket.socket(socket.AF_INET)")
    plan.holds("what a unit does not let through fails", None if "PermissionError" in said.stdout else said.stdout)
    build = narrow_build()
    for story in STORIES:
        said = run(TOP / "tests/stage", TOP / "tests/e2e" / story, env=os.environ | {"build": str(build)}, cwd=build)
        plan.holds(f"{story} comes to its end with the system calls that the units leave to the programs", fault_of(said))


def can_filter():
    return shutil.which("systemd-analyze") and not parts.is_sanitized() and run(
        sys.executable, "-c", "import ctypes; ctypes.CDLL('libseccomp.so.2')").returncode == 0


def main():
    plan = tap.Plan()
    fill()
    faults_are_seen(plan)
    refuse_what_the_wall_refuses(plan)
    for needs, each in ((shutil.which("systemd-analyze"), analyzed),
                        (os.geteuid() == 0 and shutil.which("systemd-tmpfiles"), users_and_folders),
                        (can_filter(), filtered)):
        if needs:
            each(plan)
        else:
            plan.holds(f"{each.__name__} # SKIP this needs systemd, and to make users root")
    plan.end()


main()
