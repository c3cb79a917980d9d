#!/usr/bin/python3
"""Deploys nobody notices: the settings are read anew and the workers replaced, under load.

Stage: database api nginx
"""
import os
import signal
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
from faulting import city, load, parts  # noqa: E402
from playing import holding, tap  # noqa: E402

ROUNDS = 20 if parts.LONG else 5


def reload_under_load(plan, home):
    with load.Load(home, readers=6, writers=6, pause=0.002) as busy:
        for _ in range(ROUNDS):
            time.sleep(1)
            before = set(parts.workers())
            parts.kill(parts.master(), signal.SIGHUP)
            parts.until(lambda: set(parts.workers()) - before)
        time.sleep(1)
    print(f"# {ROUNDS} reloads; {busy.said()}")
    plan.holds("no read fails", load.failures(busy.failed_reads))
    plan.holds("no write fails", load.failures(busy.failed_writes))
    plan.holds("what was acknowledged is there, once, with one event", busy.ledger_fault(parts))


def old_ones_leave(plan):
    took = parts.until(lambda: len(parts.workers()) == 2, 15)
    plan.holds("the old workers leave, and two are there", None if took is not None else parts.workers())


def counts_follow_the_settings(plan):
    """On a master of its own, whose settings are a file."""
    place = parts.RUN / "second"
    place.mkdir()
    settings = place / "settings"
    settings.write_text("workers = 1\n")
    usual = {name: value for name, value in os.environ.items() if name != "CITYLEARN_WORKERS"}
    second = subprocess.Popen(["citylearn-api"], stderr=subprocess.DEVNULL,
                              env=usual | {"CITYLEARN_CONFIG": str(settings), "CITYLEARN_RUN_DIR": str(place)})
    parts.until(lambda: (place / "api-1.sock").exists())
    for wanted in (1, 3, 2):
        settings.write_text(f"workers = {wanted}\n")
        second.send_signal(signal.SIGHUP)
        took = parts.until(lambda: len(parts.workers(second.pid)) == wanted
                           and len(list(place.glob("api-*.sock"))) == wanted)
        plan.holds(f"SIGHUP with workers = {wanted}: so many are there, each with its socket",
                   None if took is not None else f"workers {parts.workers(second.pid)}, {list(place.iterdir())}")
    began = time.monotonic()
    second.send_signal(signal.SIGTERM)
    plan.same("with nothing in hand it ends with 0", second.wait(20), 0)
    took = time.monotonic() - began
    plan.holds("and at once", f"it took {took:.1f} s" if took > 3 else None)


def slow_ones_are_finished(plan, home):
    """SIGTERM while eight requests wait for a lock. The stage itself sees that the api ends with 0."""
    known = home.post("slow one")
    lock, found = holding.Session("LOCK TABLE activity"), []

    def ask(number):
        connection, headers = load.Connection(), city.keyed(home.clients[number % 5].headers)
        found.append(connection.ask("GET", f"/v1/activities/{known}", headers) if number % 2 else
                     connection.ask("POST", f"{home.home}/activities", headers, city.activity(f"slow {number}")))

    asking = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for one in asking:
        one.start()
    time.sleep(0.8)  # until all have come; the API waits two seconds for a lock
    before = len(found)
    parts.kill(parts.master(), signal.SIGTERM)
    lock.commit()
    for one in asking:
        one.join()
    plan.same("requests were waiting when SIGTERM came", before, 0)
    plan.same("and each was answered in full", sorted(one.status for one in found), [200] * 4 + [201] * 4)
    took = parts.until(lambda: not parts.is_there(parts.master()))
    plan.holds("the master ends after them", None if took is not None else "it is still there")


def main():
    plan = tap.Plan()
    home = city.City()
    reload_under_load(plan, home)
    old_ones_leave(plan)
    counts_follow_the_settings(plan)
    slow_ones_are_finished(plan, home)
    plan.end()


main()
