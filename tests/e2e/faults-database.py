#!/usr/bin/python3
"""PostgreSQL restarts, loses its sessions and goes away: short, honest, and nothing is lost.

Stage: database api nginx
"""
import sys
import threading
import time

sys.dont_write_bytecode = True
from faulting import city, load, parts  # noqa: E402
from playing import tap  # noqa: E402

ROUNDS = 10 if parts.LONG else 2
AWAY_S = 3
BACK_S = 2  # within which all is well again


def terminate():
    for _ in range(3):
        parts.terminate("usename = 'citylearn_api'")
        time.sleep(0.3)


def go_away():
    parts.database_away("fast", AWAY_S)


class Health:
    """What the operator's listener said, asked again and again."""

    def __init__(self):
        self.live, self.ready, self.ending = set(), set(), threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.thread.join()

    def watch(self):
        while not self.ending.is_set():
            self.live.add(parts.operations("/health/live"))
            self.ready.add(parts.operations("/health/ready"))
            time.sleep(0.05)


def play(plan, home, title, fault, health):
    with load.Load(home) as busy, Health() as seen:
        for _ in range(ROUNDS):
            time.sleep(0.7)
            fault()
            back = time.monotonic()
            time.sleep(BACK_S + 1)
    late = busy.last_failure - back
    print(f"# {title}: {busy.said()}; the last failure {late:.2f} s after it was back")
    failed = busy.failed_reads + busy.failed_writes
    plan.holds(f"{title}: nothing but 503, as a problem with Retry-After",
               load.failures([one for one in failed if one.status != 503 or not one.is_honest()]))
    plan.holds(f"{title}: all is well {BACK_S} s after it is back",
               f"it failed after {late:.2f} s" if late > BACK_S else None)
    plan.holds(f"{title}: what was acknowledged is there, once, with one event", busy.ledger_fault(parts))
    plan.same(f"{title}: the workers live", seen.live, {200})
    plan.holds(f"{title}: and say whether they are ready",
               None if health <= seen.ready <= {200, 503} else f"{seen.ready}")
    return busy


def workers_begin_without(plan, home):
    """Then nobody knows the keys, which is no reason to call a token bad."""
    options, headers = parts.database_options(), home.clients[0].headers

    def ask():
        return home.connection.ask("GET", f"{home.home}/activities?limit=1", headers)

    parts.pg_ctl("--mode=fast", "stop")
    for one in parts.workers():
        parts.kill(one)
    time.sleep(2.5)
    failed = [ask() for _ in range(6)]
    parts.pg_ctl(f"--options={options}", "start")
    plan.holds("workers that begin without a database answer 503, as a problem with Retry-After",
               load.failures([one for one in failed if one.status != 503 or not one.is_honest()]))
    # Each connection comes back in its own time, and the keys with the next look.
    time.sleep(BACK_S + 1)
    plan.same("and know the keys once it is back", {ask().status for _ in range(20)}, {200})


def main():
    plan = tap.Plan()
    home = city.City()
    parts.make_durable()
    play(plan, home, "restarted", parts.restart_database, {200})
    play(plan, home, "all sessions ended", terminate, {200})
    play(plan, home, f"away for {AWAY_S} s", go_away, {200, 503})
    workers_begin_without(plan, home)
    noise = parts.log_lines("api", "database_lost") + parts.log_lines("api", "database_absent")
    plan.holds("each connection says so once for each time, not for each question",
               f"{len(noise)} lines" if len(noise) > 40 * ROUNDS * 3 else None)
    plan.end()


main()
