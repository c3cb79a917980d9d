#!/usr/bin/python3
"""Partners and owners hear of a secret that ends, three times and each time once, however often a courier looks.

Stage: database api receiver mail nginx
"""
import json
import os
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from faulting import city, parts  # noqa: E402
from playing import browser, hearing, tap  # noqa: E402

WARNED = (30, 7, 1)


def heard():
    """The days that each event told of."""
    bodies = [json.loads(json.loads(line)["body"]) for line in hearing.lines(os.environ["STAGE_HEARD"])]
    return [body["data"]["days"] for body in bodies if body["type"] == "credential.expiring"]


def mails():
    return [mail for mail in browser.mails() if city.DIRECTOR in mail["to"] and "nightly" in mail["subject"]]


def look(until):
    """What is due is looked for when a courier begins; it is given a second, to do too much."""
    with subprocess.Popen(["citylearn-courier"]) as courier:
        time.sleep(1)
        parts.until(until)
        courier.send_signal(signal.SIGTERM)
        return courier.wait(20)


def main():
    plan, home = tap.Plan(), city.City()
    home.write("POST", f"{home.home}/webhook-endpoints", home.director,
               {"url": os.environ["STAGE_RECEIVER"] + "/ok/ends", "types": ["credential.expiring"]})
    made = home.write("POST", f"{home.home}/clients", home.director,
                      {"name": "nightly", "scopes": ["activity:read"], "secretExpiresInDays": 60})
    of = f"client = '{made['clientId']}'"
    look(lambda: parts.sql("SELECT count(*) FROM event WHERE fanned_at IS NULL") == "0")
    plan.same("sixty days before, nobody hears a thing", (heard(), mails()), ([], []))
    for count, days in enumerate(WARNED, 1):
        parts.sql(f"UPDATE client_secret SET expires_at = now() + interval '{days} days' WHERE {of}")
        for _ in range(2):
            plan.same("a courier looks", look(lambda: len(heard()) == count and len(mails()) == count), 0)
        plan.same(f"{days} days before, the webhook hears once", heard(), list(WARNED[:count]))
        plan.same("and so do the owners", [mail["subject"].endswith(f": {n}") for n, mail in zip(WARNED, mails())], [True] * count)
    home.write("POST", f"{home.home}/clients/{made['clientId']}/secrets", home.director, {})
    parts.sql(f"UPDATE client_secret SET warned_days = NULL WHERE {of}")
    look(lambda: True)
    plan.same("who has made a later secret is left in peace", (heard(), len(mails())), (list(WARNED), len(WARNED)))
    plan.end()


main()
