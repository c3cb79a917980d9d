#!/usr/bin/python3
"""How soon partners hear, at two hundred events a second and beside neighbours that are bad in every way.

Times are told by the short form, and judged by the long one: whoever else uses the machine is in them.

Stage: database api receiver nginx
"""
import os
import statistics
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
from faulting import city, parts, partners  # noqa: E402
from playing import tap  # noqa: E402

SECONDS, BESIDE_S, ROUNDS = (60, 20, 3) if parts.LONG else (8, 4, 1)
RATE, BESIDE_RATE = 200, 20  # events a second; beside bad neighbours each goes to ten endpoints
P99_MS, WORSE = 500, 1.5
ENDPOINTS = 50
BAD = ["/hang", "/reset", "/drip", "/fail", "/huge", "/redirect", "bad TLS", "refused", "no name"]
BADS = [BAD[n % len(BAD)] for n in range(15)]


def listen(home, receivers, path, **more):
    return home.write("POST", f"{home.home}/webhook-endpoints", home.clients[0].headers, {
        "url": f"https://localhost:{receivers.ports[0]}{path}", "types": ["activity.published"]} | more)["id"]


def told(name, steady, heard, endpoints):
    events, waits = steady.waits(heard)
    print(f"# {name}: {events} events at {steady.reached:.0f} a second to {endpoints} endpoints each; "
          f"p50 {partners.centile(waits, 50):.0f} ms, p99 {partners.centile(waits, 99):.0f} ms, "
          f"at most {waits[-1] * 1000:.0f} ms; load {os.getloadavg()[0]:.2f}", flush=True)
    return events, waits


def settled(which="true"):
    return parts.sql("SELECT (SELECT count(*) FROM event WHERE fanned_at IS NULL) + (SELECT count(*) FROM delivery "
                     f"WHERE state IN ('due', 'leased') AND {which})") == "0"


def soon(plan, name, steady, receivers, path):
    steady.run(SECONDS)
    parts.until(settled, 30)
    events, waits = told(name, steady, [one for one in receivers.heard() if one.path.startswith(path)], 1)
    plan.same(f"{name}: all were posted", steady.failed[:3], [])
    plan.same(f"{name}: all came", (events, len(waits)), (RATE * SECONDS, RATE * SECONDS))
    if parts.LONG:
        plan.holds(f"{name}: so many were posted", None if steady.reached > RATE * 0.95 else f"{steady.reached:.0f} a second")
        plan.holds(f"{name}: p99 within {P99_MS} ms",
                   None if partners.centile(waits, 99) <= P99_MS else f"{partners.centile(waits, 99):.0f} ms")


def bad_url(kind, receivers, strangers, number):
    port = receivers.ports[number]
    return {"bad TLS": f"https://localhost:{strangers.ports[0]}/", "refused": "https://localhost:1/",
            "no name": "https://nobody.example/"}.get(kind, f"https://localhost:{port}{kind}/{number}")


class Worst:
    """No breaker opens: at each moment the bad ones are as bad as when they began."""

    def __init__(self, ids):
        self.ending = threading.Event()
        self.words = ("UPDATE webhook_endpoint SET failures = 0, breaker_until = NULL "
                      f"WHERE id IN ({', '.join(repr(one) for one in ids)})")
        self.thread = threading.Thread(target=self.forgive)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.thread.join()

    def forgive(self):
        while not self.ending.wait(0.5):
            parts.sql(self.words)


def strangers_among():
    """A server whose certificate nobody here knows."""
    place = parts.RUN / "strangers"
    place.mkdir()
    subprocess.run([f"{os.environ['STAGE_TOP']}/tests/e2e/certificate.sh", place], check=True)
    return partners.Receivers(1, place)


class Street:
    """Fifty endpoints of five partners; three of each partner's ten can be turned bad, so that each event goes to both."""

    def __init__(self, home):
        self.receivers, self.strangers = partners.Receivers(ENDPOINTS), strangers_among()
        self.partners = partners.make(home, self.receivers, [f"/take/{n}" for n in range(ENDPOINTS)])
        partners.verify(ENDPOINTS)
        ids = [one for partner in self.partners for one in partner.endpoints]
        places = [n for n in range(ENDPOINTS) if n % 10 < 3]
        self.bad = {ids[n]: bad_url(kind, self.receivers, self.strangers, n) for n, kind in zip(places, BADS)}
        self.well = {ids[n]: f"https://localhost:{self.receivers.ports[n]}/take/{n}" for n in places}
        self.others = {port for n, port in enumerate(self.receivers.ports) if n not in places}

    def turn(self, urls):
        """What the ones before did not take is forgotten."""
        for one, url in urls.items():
            parts.sql(f"UPDATE webhook_endpoint SET url = '{url}', failures = 0, breaker_until = NULL WHERE id = '{one}'; "
                      f"UPDATE delivery SET state = 'exhausted' WHERE endpoint = '{one}' AND state = 'due'")

    def p99(self, plan, name):
        """Of those that are always well, in milliseconds."""
        steady = partners.Steady([(f"{one.home}/activities", one.client) for one in self.partners], BESIDE_RATE)
        steady.run(BESIDE_S)
        well = f"endpoint NOT IN ({', '.join(repr(one) for one in self.bad)})"
        parts.until(lambda: settled(well), 30)
        heard = [one for one in self.receivers.heard() if one.port in self.others]
        events, waits = told(name, steady, heard, len(self.others) // len(self.partners))
        plan.same(f"{name}: every event came to each that is well",
                  len(waits), events * len(self.others) // len(self.partners))
        self.since = steady.since
        return partners.centile(waits, 99)

    def untried(self):
        tried = {one for one, in parts.rows("SELECT DISTINCT d.endpoint FROM delivery AS d JOIN event AS e ON e.id = d.event "
                                            f"WHERE d.attempt > 0 AND e.occurred_at >= '{self.since}'")}
        return [url for one, url in self.bad.items() if one not in tried]


def beside_bad_neighbours(plan, home):
    street = Street(home)
    before, beside = [], []
    for _ in range(ROUNDS):
        street.turn(street.well)
        before.append(street.p99(plan, "all are well"))
        street.turn(street.bad)
        with Worst(street.bad):
            beside.append(street.p99(plan, "fifteen are bad"))
        plan.same("and the bad ones were tried", street.untried(), [])
    times = statistics.median(beside) / statistics.median(before)
    print(f"# beside fifteen bad ones of {ENDPOINTS} the others' p99 is {times:.2f} times what it was")
    if parts.LONG:
        plan.holds(f"they move the others' p99 by {WORSE} times at most", None if times <= WORSE else f"{times:.2f} times")
    street.receivers.end()
    street.strangers.end()


def main():
    plan = tap.Plan()
    home = city.City()
    # As in earnest: what failed is tried again after five seconds, and not after a hundredth of that.
    os.environ["CITYLEARN_RETRY_SCALE"] = "1"
    courier = parts.Courier()
    receivers = partners.Receivers(1)
    listen(home, receivers, "/take/one", maxPerSecond=1000, maxInFlight=32)
    partners.verify(1)
    soon(plan, "one endpoint", partners.Steady([(f"{home.home}/activities", one) for one in home.clients], RATE),
         receivers, "/take/one")
    parts.sql("UPDATE webhook_endpoint SET deleted_at = now()")
    receivers.end()
    beside_bad_neighbours(plan, home)
    plan.same("the courier ends well", courier.end(), 0)
    plan.end()


main()
