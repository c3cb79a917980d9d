#!/usr/bin/python3
"""The rules for the courier's user let it out to the public and to its servers, and nowhere else.

Stage: nothing

They are loaded into a network of our own, where every address is reached, and tried with real connections.
"""
import os
import pathlib
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from playing import tap  # noqa: E402
from walling import spellings  # noqa: E402

TOP, RUN = (pathlib.Path(os.environ[name]) for name in ("STAGE_TOP", "STAGE_DIR"))
WALL = TOP / "src/programs/service/wall"
ALONE = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
SERVERS = ["RESOLVERS=127.0.0.53 10.1.1.1 fd00::53", "MAIL=127.0.0.1:25 10.2.2.2:587 [fd00::25]:25",
           "DATABASE=10.3.3.3:5432"]
LET = [  # what the courier needs
    "tcp 93.184.216.34 443", "tcp 93.184.216.34 8443", "tcp 2606:2800:220:1::1946 443", "udp 127.0.0.53 53",
    "tcp 127.0.0.53 53", "udp 10.1.1.1 53", "udp fd00::53 53", "tcp 127.0.0.1 25", "tcp 10.2.2.2 587",
    "tcp fd00::25 25", "tcp 10.3.3.3 5432"]
KEPT = [  # the same servers at other ports, the public at other ports and by another way
    "tcp 127.0.0.53 443", "tcp 10.1.1.1 443", "udp 10.1.1.2 53", "udp 93.184.216.34 53", "udp 93.184.216.34 443",
    "tcp 127.0.0.1 443", "tcp 127.0.0.1 5432", "tcp 127.0.0.1 6379", "tcp 10.2.2.2 443", "tcp 10.2.2.2 25",
    "tcp 10.3.3.3 5433", "tcp 10.3.3.4 5432", "tcp 93.184.216.34 22", "tcp 93.184.216.34 25", "tcp 93.184.216.34 80",
    "tcp 93.184.216.34 5432", "tcp fd00::53 443", "tcp fd00::26 25", "udp 8.8.8.8 53", "tcp 8.8.8.8 53"]


def rules(*words):
    path = RUN / "wall.nft"
    path.write_text(subprocess.run([WALL, *words], capture_output=True, text=True, check=True).stdout)
    return path


def let(path, tries):
    """Those that came through."""
    said = subprocess.run([*ALONE, TOP / "tests/e2e/walling/ruled", path], input="".join(f"{one}\n" for one in tries),
                          capture_output=True, text=True, check=False)
    answers = said.stdout.split()
    if answers[:1] != ["ready"] or len(answers) != len(tries) + 1:
        raise SystemExit(f"Bail out! {said.stderr}")
    return [one for one, answer in zip(tries, answers[1:]) if answer == "yes"]


def inside():
    return [f"tcp {address} 443" for address in [*spellings.V4, *spellings.V6] if address not in spellings.NEVER_REACHED]


def refusals(plan):
    for word in ("MAIL=mail.example:25", "RESOLVERS=resolver.example", "RESOLVERS=10.0.0.1; accept", "DATABASE=:5432", "DOOR=open"):
        said = subprocess.run([WALL, word], capture_output=True, text=True, check=False)
        plan.same(f"no rules are made of {word}", [said.returncode, "table" in said.stdout], [2, False])


def checked(plan):
    said = subprocess.run([*ALONE, "nft", "-c", "-f", rules("USER=0")], capture_output=True, text=True, check=False)
    plan.holds("the rules are well formed", said.stderr)
    named = subprocess.run([WALL], capture_output=True, text=True, check=True).stdout
    plan.same("they are for the courier", "meta skuid citylearn-courier goto courier" in named, True)


def tried(plan):
    everything = [*LET, *KEPT, *inside()]
    plan.same("without rules all is reached", let("none", everything), everything)
    plan.same("another user is not hindered", let(rules("USER=12345", *SERVERS), everything), everything)
    path = rules("USER=0", *SERVERS)
    plan.same("the courier reaches the public and its servers", let(path, LET), LET)
    plan.same("at no other port", let(path, KEPT), [])
    plan.same("and no inner address", let(path, inside()), [])
    plan.same("other ports can be let", let(rules("USER=0", "PORTS=443 9443", *SERVERS), [
        "tcp 93.184.216.34 9443", "tcp 93.184.216.34 8443"]), ["tcp 93.184.216.34 9443"])
    path.write_text(path.read_text() * 2)
    plan.same("rules that are loaded again are the same", let(path, LET + KEPT), [
        one for one in LET if not one.endswith("8443")])


def main():
    plan = tap.Plan()
    refusals(plan)
    if shutil.which("nft") and subprocess.run([*ALONE, "nft", "list", "ruleset"], capture_output=True).returncode == 0:
        checked(plan)
        tried(plan)
    else:
        plan.holds("the rules are tried # SKIP nftables or networks of one's own are missing")
    plan.end()


main()
