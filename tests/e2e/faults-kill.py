#!/usr/bin/python3
"""kill -9 of a worker each second, under load: it costs what it had in hand, and nothing else.

Stage: database api nginx
"""
import random
import sys
import time

sys.dont_write_bytecode = True
from faulting import city, load, parts  # noqa: E402
from playing import tap  # noqa: E402

ROUNDS = 60 if parts.LONG else 12


def main():
    plan = tap.Plan()
    home = city.City()
    with load.Load(home) as busy:
        for _ in range(ROUNDS):
            time.sleep(random.uniform(0.5, 1.5))
            parts.kill(random.choice(parts.workers()))
        time.sleep(1)
    there = parts.until(lambda: len(parts.workers()) == 2)
    print(f"# {ROUNDS} kills; {busy.said()}")
    plan.holds("all reads succeed: nginx asks another worker", load.failures(busy.failed_reads))
    plan.holds("a write fails only with 502, as a problem that says when to come again",
               load.failures([one for one in busy.failed_writes
                              if one.status != 502 or not one.is_honest()]))
    plan.holds("and with no more than what was in flight",
               load.failures(busy.failed_writes) if len(busy.failed_writes) > 4 * ROUNDS else None)
    plan.holds("what was acknowledged is there, once, with one event", busy.ledger_fault(parts))
    plan.holds("both workers are there", None if there is not None else str(parts.workers()))
    plan.end()


main()
