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
from playing import tap  # noqa: E402

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


def main():
    plan = tap.Plan()
    home = city.City()
    reload_under_load(plan, home)
    old_ones_leave(plan)
    plan.end()


main()
