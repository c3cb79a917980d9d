#!/usr/bin/python3
"""kill -9 of everything, under load: a receiver that remembers webhook-ids has each write once, and only once.

Stage: database api receiver nginx
"""
import random
import sys
import time

sys.dont_write_bytecode = True
from faulting import city, load, parts, partners  # noqa: E402
from playing import tap  # noqa: E402

WRITES, KILLS = (20000, 50) if parts.LONG else (1500, 6)
AT_ONCE = 32  # deliveries in flight to one endpoint: what may come twice after a death


class Lives(load.Load):
    """Each activity is published and then cancelled: two writes, and two events in an order."""

    def __init__(self, home):
        super().__init__(home, readers=0, writers=8, pause=0.01)
        self.cancelled, self.lost = 0, []

    def write_one(self, connection, title):
        reply = super().write_one(connection, title)
        if reply.status != 201:
            return
        reply = self.insist(connection, f"/v1/activities/{reply.json()['id']}/cancellation",
                            {"reason": "Per šalta"})
        with self.lock:
            self.cancelled += reply.status == 200
            if reply.status != 200:
                self.lost.append(reply)

    def count(self):
        return len(self.ledger.ids) + self.cancelled


class House:
    def __init__(self):
        self.courier, self.deaths = parts.Courier(), {}

    def kill_courier(self):
        self.courier.kill()
        # What was in hand is somebody's again when its lease has run out: that minute is skipped.
        parts.sql("UPDATE delivery SET lease_until = now() WHERE state = 'leased'")
        self.courier = parts.Courier()

    def kill_worker(self):
        parts.kill(random.choice(parts.workers()))

    def one_death(self, number):
        ways = [self.kill_courier, self.kill_worker, parts.kill_session, self.kill_courier, self.kill_worker,
                parts.kill_database]
        way = ways[number % len(ways)]
        way()
        self.deaths[way.__name__] = self.deaths.get(way.__name__, 0) + 1


def settled():
    return parts.sql("SELECT (SELECT count(*) FROM event WHERE fanned_at IS NULL) + (SELECT count(*) FROM delivery "
                     "WHERE state <> 'delivered')") == "0"


def listen(home, receivers, path, **more):
    return home.write("POST", f"{home.home}/webhook-endpoints", home.clients[0].headers, {
        "url": f"https://localhost:{receivers.ports[0]}{path}", "types": ["activity.*"], "maxPerSecond": 1000,
        "maxInFlight": AT_ONCE} | more)


def through_deaths(home, house):
    """The deaths are spread over the writes, however long these take."""
    with Lives(home) as busy:
        for number in range(KILLS):
            parts.until(lambda: busy.count() >= WRITES * number // KILLS, 120)
            time.sleep(random.uniform(0, 0.3))
            house.one_death(number)
        parts.until(lambda: busy.count() >= WRITES, 120)
    return busy


def judge(plan, title, fence, events, writes):
    plan.holds(f"{title}: nothing is lost", f"{sorted(events - fence.seen)[:5]}" if events - fence.seen else None)
    plan.same(f"{title}: nothing came that never happened", sorted(fence.seen - events)[:5], [])
    plan.same(f"{title}: as many effects as writes", fence.effects, writes)
    plan.same(f"{title}: nothing came after what is newer", fence.stale[:3], [])
    plan.holds(f"{title}: what came twice was in flight at a death",
               f"{fence.again} came twice" if fence.again > AT_ONCE * KILLS else None)


def main():
    plan = tap.Plan()
    home = city.City()
    receivers = partners.Receivers(1)
    for path, ordering in (("/take/ordered", "subject"), ("/take/any", "none")):
        listen(home, receivers, path, ordering=ordering)
    house = House()
    partners.verify(2)
    parts.make_durable()
    began, busy_since = parts.sql("SELECT now()"), time.monotonic()
    busy = through_deaths(home, house)
    took = time.monotonic() - busy_since
    plan.holds("all is settled", None if parts.until(settled, 120) is not None else "some deliveries still wait")
    events = {f"msg_{one.replace('-', '')}" for one, in parts.rows(
        f"SELECT id FROM event WHERE type IN ('activity.published', 'activity.cancelled') AND occurred_at >= '{began}'")}
    # The five that the load reads are written before it begins, each once.
    writes = busy.count() + len(busy.known)
    heard = receivers.heard()
    fences = {path: partners.Fence([one for one in heard if one.path == path], path == "/take/ordered")
              for path in ("/take/ordered", "/take/any")}
    print(f"# {writes} writes in {took:.0f} s through {house.deaths}; the writers were answered {dict(busy.writes)}; "
          f"came twice: {', '.join(str(one.again) for one in fences.values())}")
    plan.holds(f"{WRITES} writes and more", None if writes >= WRITES else f"only {writes}")
    plan.holds("the writers were all acknowledged", load.failures(busy.lost + busy.ledger.given_up))
    plan.same("and each write is one event", len(events), writes)
    for path, fence in fences.items():
        judge(plan, path, fence, events, writes)
    plan.same("the last courier ends well", house.courier.end(), 0)
    receivers.end()
    plan.end()


main()
