#!/usr/bin/python3
"""What a worker does about the network that a browser is in, and about cookies where all goes over https.

Stage: database api nginx
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse

sys.dont_write_bytecode = True
from faulting import parts  # noqa: E402
from playing import scene, tap, worker  # noqa: E402

HOUSE, NEXT_DOOR, FAR = "2001:db8:1:2::", "2001:db8:1:3::1", "198.51.100.7"


class Visitor:
    """A browser that has opened the page where one signs in."""

    def __init__(self, folder=None):
        self.folder = folder
        self.page = worker.ask("GET", "/account/sign-in", FAR, folder=folder)
        self.cookie = self.page.one("set-cookie").partition(";")[0]
        self.token = re.search(r'name="csrf" value="([^"]+)"', self.page.body.decode())[1]

    def send(self, path, remote, **fields):
        return worker.ask("POST", path, remote, urllib.parse.urlencode({"csrf": self.token} | fields).encode(), self.folder,
                          HTTP_COOKIE=self.cookie, CONTENT_TYPE="application/x-www-form-urlencoded")


def until_refused(plan, title, attempt):
    """A minute may turn meanwhile, so twice as many are tried."""
    for number in range(1, 65):
        got = attempt(number)
        if got.status == 429:
            break
    plan.holds(title, None if got.status == 429 and got.one("retry-after") else f"{got.status} after {number}")
    return number


def often(plan):
    one = Visitor()
    count = until_refused(plan, "one house asks for so many new passwords", lambda number: one.send(
        "/account/reset", f"{HOUSE}{number:x}", email=f"n{number}@example.net"))
    plan.holds("which is thirty", None if 30 < count else str(count))
    until_refused(plan, "then it cannot try passwords either", lambda number: one.send(
        "/account/sign-in", f"{HOUSE}{number:x}", email=f"n{number}@example.net", password="wrong wrong wrong"))
    for place in (NEXT_DOOR, FAR):
        plan.same(f"{place} can", one.send("/account/sign-in", place, email="x@example.net", password="wrong wrong").status, 401)


def asks(number, remote, **question):
    return worker.ask("POST", "/v1/verifications", remote, json.dumps({"url": f"https://badges.example/{number}"} | question).encode(),
                      CONTENT_TYPE="application/json")


def verifies(plan):
    """Badges of others are fetched and judged for whoever asks."""
    until_refused(plan, "one house has so many badges judged", lambda number: asks(number, f"{HOUSE}{number:x}"))
    plan.same("the next one can", asks(0, NEXT_DOOR).status, 202)
    about = {"recipient": {"email": "a@example.net"}}
    until_refused(plan, "whose one badge is, is asked so often by all together", lambda number: asks(7, f"192.0.2.{number}", **about))
    plan.same("whose another is can be asked", asks(8, FAR, **about).status, 202)


def forges(plan):
    """What bears the id of one of our awards and is another has its signature looked at."""
    names, line = scene.set_up(), scene.Line()
    badge = scene.active_badge(line, names)
    award = line.ask("POST", "/v1/awards", {"badge": badge, "recipient": {"email": "a@example.net"}}, names["partner"]).json()["id"]
    genuine = line.ask("GET", f"/ob/awards/{award}").body
    until_refused(plan, "one network has so many forged ones looked at", lambda number: worker.ask(
        "POST", "/v1/verifications", "203.0.113.9", genuine.replace(b"Buvau", b"Esu"), CONTENT_TYPE="application/vc+ld+json"))
    plan.same("genuine ones are no work", worker.ask("POST", "/v1/verifications", "203.0.113.9", genuine,
                                                     CONTENT_TYPE="application/vc+ld+json").status, 200)


def answers(folder):
    """A socket is there a moment before somebody listens to it."""
    try:
        return worker.ask("GET", "/v1/health", FAR, folder=folder).status == 200
    except OSError:
        return False


def secure_cookies(plan, one):
    cookie = one.page.one("set-cookie")
    plan.holds("over https a cookie goes by https alone", None if cookie.endswith("; Secure") else cookie)
    plan.holds("and no neighbour can set it", None if cookie.startswith("__Host-visit=") and "; Path=/;" in cookie else cookie)
    one.cookie = one.cookie.removeprefix("__Host-")
    plan.same("one that a neighbour has set is not looked at", one.send("/account/sign-in", FAR).status, 403)


def over_https(plan):
    """By a master of its own."""
    place = pathlib.Path(os.environ["STAGE_DIR"]) / "secure"
    place.mkdir()
    with subprocess.Popen(["citylearn-api"], stderr=subprocess.DEVNULL, env=os.environ | {
            "CITYLEARN_BASE_URL": "https://learn.example", "CITYLEARN_RUN_DIR": str(place), "CITYLEARN_WORKERS": "1"}) as second:
        try:
            parts.until(lambda: answers(str(place)), 60)
            secure_cookies(plan, Visitor(str(place)))
        finally:
            second.terminate()


def main():
    plan = tap.Plan()
    often(plan)
    verifies(plan)
    forges(plan)
    over_https(plan)
    plan.end()


main()
