#!/usr/bin/python3
"""Events reach their endpoint at least once, whoever dies meanwhile; and nobody waits for a bad neighbour.

Stage: database api receiver nginx
"""
import collections
import json
import os
import random
import sys
import time

sys.dont_write_bytecode = True
from faulting import city, load, parts  # noqa: E402
from playing import hearing, tap  # noqa: E402

EVENTS, KILLS, RESTARTS = (3000, 50, 10) if parts.LONG else (300, 8, 2)
AT_ONCE = 8  # deliveries in flight to one endpoint: what may come twice after a kill


def endpoint(home, path):
    return home.write("POST", f"{home.home}/webhook-endpoints", home.clients[0].headers, {
        "url": os.environ["STAGE_RECEIVER"] + path, "types": ["activity.published"]})["id"]


def heard(path):
    """What came to a path, by webhook-id, but for the challenge at the beginning."""
    found = collections.defaultdict(list)
    for line in hearing.lines(os.environ["STAGE_HEARD"]):
        one = json.loads(line)
        if one["path"] == path and one["headers"]["x-webhook-event"] != "webhook.ping":
            found[one["headers"]["webhook-id"]].append(one)
    return found


def events_since(moment):
    return {f"msg_{one.replace('-', '')}": float(at) for one, at in parts.rows(
        f"SELECT id, extract(epoch FROM occurred_at) FROM event WHERE type = 'activity.published' "
        f"AND occurred_at >= '{moment}'")}


def settled(where="true"):
    return parts.sql(f"SELECT count(*) FROM delivery WHERE state IN ('due', 'leased', 'held') AND {where}") == "0" \
        and parts.sql("SELECT count(*) FROM event WHERE fanned_at IS NULL") == "0"


def post(home, count):
    """That many events, posted by four writers; meanwhile the caller's own time goes on."""
    busy = load.Load(home, readers=0, writers=4, pause=0.01)
    return busy, lambda: len(busy.ledger.ids) >= count


def one_fault(courier, number):
    time.sleep(random.uniform(0.1, 0.6))
    if number % (KILLS // RESTARTS) == 1:
        parts.restart_database()
    courier.kill()
    # What was in hand is somebody's again when its lease has run out: that minute is skipped.
    parts.sql("UPDATE delivery SET lease_until = now() WHERE state = 'leased'")
    return parts.Courier()


def through_deaths(plan, home):
    endpoint(home, "/ok/deaths")
    began = parts.sql("SELECT now()")
    courier = parts.Courier()
    busy, enough = post(home, EVENTS)
    with busy:
        for number in range(KILLS):
            courier = one_fault(courier, number)
        parts.until(enough, 120)
    took = parts.until(settled, 90)
    got, events = heard("/ok/deaths"), events_since(began)
    twice = [one for one, those in got.items() if len(those) > 1]
    print(f"# {len(events)} events through {KILLS} deaths of the courier and {RESTARTS} of the database; "
          f"{len(twice)} came twice")
    plan.holds("all is settled", None if took is not None else "some deliveries still wait")
    plan.holds(f"{EVENTS} events were acknowledged", None if len(events) >= EVENTS else f"only {len(events)}")
    plan.same("every event came, by the webhook-id of its own", set(events) - set(got), set())
    plan.same("and nothing else", set(got) - set(events), set())
    plan.holds("what came twice was in flight at a death",
               f"{len(twice)} came twice" if len(twice) > AT_ONCE * (KILLS + RESTARTS) else None)
    plan.same("and was the same both times",
              [one for one in twice if len({each["body"] for each in got[one]}) > 1], [])
    plan.holds("the writes are right too", busy.ledger_fault(parts))
    plan.same("the last courier ends well", courier.end(), 0)


def two_at_once(plan, home):
    endpoint(home, "/ok/two")
    began = parts.sql("SELECT now()")
    couriers = [parts.Courier(), parts.Courier()]
    busy, enough = post(home, EVENTS // 2)
    with busy:
        parts.until(enough, 120)
    parts.until(settled, 60)
    got = heard("/ok/two")
    plan.same("two couriers: every event comes", set(events_since(began)) - set(got), set())
    plan.same("and none twice", [one for one, those in got.items() if len(those) > 1], [])
    plan.same("both end well", [one.end() for one in couriers], [0, 0])
    owners = parts.log_lines("couriers", '"delivery"')
    print(f"# {len(owners)} attempts in all")


def beside_bad_neighbours(plan, home):
    parts.sql("UPDATE webhook_endpoint SET deleted_at = now()")
    for path in ("/hang", "/reset", "/ok/beside"):
        endpoint(home, path)
    began = parts.sql("SELECT now()")
    courier = parts.Courier()
    busy, enough = post(home, 100)
    with busy:
        parts.until(enough, 60)
    good = "endpoint = (SELECT id FROM webhook_endpoint WHERE url LIKE '%/ok/beside')"
    took = parts.until(lambda: settled(good), 12)
    got, events = heard("/ok/beside"), events_since(began)
    late = sorted(got[one][0]["time"] - at for one, at in events.items() if one in got)
    print(f"# beside one that hangs and one that resets: {len(late)} came, after "
          f"{late[len(late) // 2]:.3f} s in the middle, {late[len(late) * 95 // 100]:.3f} s for 95 of 100")
    plan.holds("a neighbour that hangs or resets delays nobody else",
               None if took is not None and len(late) == len(events) else f"{len(late)} of {len(events)}")
    plan.holds("it is heard before the one that hangs is given up",
               f"{late[len(late) * 95 // 100]:.1f} s" if late[len(late) * 95 // 100] > 10 else None)
    plan.holds("and the bad ones were tried", None if heard("/hang") and heard("/reset") else "they were not")
    courier.kill()


def main():
    plan = tap.Plan()
    home = city.City()
    parts.make_durable()
    through_deaths(plan, home)
    two_at_once(plan, home)
    beside_bad_neighbours(plan, home)
    plan.end()


main()
