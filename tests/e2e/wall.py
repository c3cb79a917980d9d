#!/usr/bin/python3
"""Nothing inside a house is spoken to, however it is spelled, and whatever its name turns out to be.

Stage: database api nginx

What the API takes is asked of the API. What a name turns out to be is seen in a world of its own (walling/world),
where every address is reached and counted, so that a wall which lets something through shows as a connection.
"""
import json
import os
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from faulting import city, parts  # noqa: E402
from playing import hearing, scene, tap  # noqa: E402
from walling import spellings  # noqa: E402

TOP, RUN = os.environ["STAGE_TOP"], parts.RUN
PUBLIC, PUBLIC6, DEAD = "93.184.216.34", "2606:2800:220:1::1946", "192.0.32.8"
OURSELVES = "8.8.4.4"
CALENDAR = {"name": "events", "template": {"learningForm": "informal", "mode": "online", "type": "workshop",
                                           "category": "languages"}}
PROVIDER = {"name": "Id", "clientId": "citylearn", "clientSecret": "a secret of the city"}


class House:
    """The four things that are given an address."""

    def __init__(self):
        self.city = city.City()
        self.home, self.line = self.city.home, scene.Line()
        self.partner = self.city.clients[0].token
        self.administrator = self.city.administrator["Authorization"].removeprefix("Bearer ")
        self.learner = city.citylearn("token", "--learner", "milda@example.net")
        self.hooks = f"{self.home}/webhook-endpoints"

    def endpoint(self, url, types=("activity.published",)):
        return self.line.ask("POST", self.hooks, {"url": url, "types": list(types)}, self.partner)

    def calendar(self, url, name="events"):
        return self.line.ask("POST", f"{self.home}/calendars", CALENDAR | {"name": name, "calendarUrl": url}, self.partner)

    def provider(self, url):
        return self.line.ask("PUT", "/v1/cities/klaipeda/identity-provider", PROVIDER | {"issuer": url}, self.administrator)

    def host(self, url):
        return self.line.ask("POST", "/v1/me/badge-hosts", {"url": url}, self.learner)

    def clear(self):
        for one in self.line.ask("GET", self.hooks, token=self.partner).json()["items"]:
            self.line.ask("DELETE", f"{self.hooks}/{one['id']}", token=self.partner)
        # Thirty pings an hour may be sent: it passes.
        for table in ("delivery_attempt", "delivery", "event WHERE type = 'webhook.ping'"):
            parts.sql(f"DELETE FROM {table}")


class World:
    """Names, who was reached, and a courier."""

    def __init__(self, name="world", **settings):
        folder = RUN / name
        folder.mkdir()
        subprocess.run([f"{TOP}/tests/e2e/certificate.sh", folder, "*.walls.example"], check=True)
        self.folder, self.names, self.read = folder, {}, 0
        self.name({})
        environment = os.environ | {"CITYLEARN_WEBHOOK_CA_FILE": f"{folder}/ca.pem"} | settings
        self.process = subprocess.Popen(["unshare", *namespaces(), f"{TOP}/tests/e2e/walling/world", folder,
                                         "citylearn-courier"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=open(RUN / "courier.log", "ab"), text=True, env=environment)
        if self.process.stdout.readline() != "ready\n":
            raise SystemExit(f"Bail out! the world does not begin: {(RUN / 'courier.log').read_text()[-500:]}")

    def name(self, names):
        """{"name": [addresses]} or {"name": "another name"}, below walls.example."""
        for name, what in names.items():
            self.names[f"{name}.walls.example"] = (
                {"CNAME": what} if isinstance(what, str) else
                {"A": [one for one in what if ":" not in one], "AAAA": [one for one in what if ":" in one]})
        fresh = self.folder / "names.new"
        fresh.write_text(json.dumps(self.names))
        fresh.rename(self.folder / "names.json")

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def reaches(self, address, port=443):
        self.tell(f"{address} {port}")
        return self.process.stdout.readline() == "yes\n"

    def courier_anew(self):
        """It resolves every name anew, and keeps no connection."""
        before = courier_log().count('"started"')
        self.tell("again")
        parts.until(lambda: courier_log().count('"started"') > before)

    def heard(self):
        """What was written down since this was last asked: all that came before two callers of our own."""
        own = {"connected": OURSELVES}
        for port in (443, 8443):
            self.reaches(OURSELVES, port)
        if parts.until(lambda: self.fresh().count(own) == 2) is None:
            raise SystemExit("Bail out! the world does not hear us")
        fresh = self.fresh()
        self.read += len(fresh)
        return [one for one in fresh if one != own]

    def fresh(self):
        return [json.loads(line) for line in hearing.lines(self.folder / "heard.json")[self.read:]]

    def connections(self):
        return [one["connected"] for one in self.heard() if "connected" in one]

    def end(self):
        self.process.stdin.close()
        return self.process.wait(30)


def namespaces():
    return ["--mount", "--net"] if os.geteuid() == 0 else ["--map-root-user", "--mount", "--net"]


def courier_log():
    return (RUN / "courier.log").read_text()


def inner(addresses):
    return [one for one in addresses if one not in (PUBLIC, PUBLIC6)]


def url(name, path="/hook"):
    return f"https://{name}.walls.example{path}"


def taken(reply, one, field, code):
    """A fault, when it was not refused for its address: as one that may not be named, or as none at all."""
    said = reply.json()
    if reply.status == 400 and (said["code"] == code or said["code"] == "bad_input" and [
            error["pointer"] for error in said["errors"]] == [f"/{field}"]):
        return None
    return f"{one!r}: {reply.status} {reply.body[:300]}"


def refused_at_once(plan, house):
    """Each spelling, of each of the four."""
    urls = spellings.all_of_them()
    print(f"# {len(urls)} spellings")
    for what, ask, field, code in (("a webhook", house.endpoint, "url", "webhook_url_not_allowed"),
                                   ("a calendar", house.calendar, "calendarUrl", "calendar_url_not_allowed"),
                                   ("a provider", house.provider, "issuer", "issuer_not_allowed"),
                                   ("a host of badges", house.host, "url", "badge_host_not_allowed")):
        plan.holds(f"{what} at no address inside",
                   "\n".join(filter(None, (taken(ask(one), one, field, code) for one in urls))))
    plan.same("and nothing was kept of them", parts.sql(
        "SELECT (SELECT count(*) FROM webhook_endpoint) + (SELECT count(*) FROM calendar) + "
        "(SELECT count(*) FROM identity_provider) + (SELECT count(*) FROM badge_host)"), "0")


def changed_to_it(plan, house):
    """What is refused of a new one is refused of an old one."""
    made = house.endpoint("https://partner.example:8443/hook")
    plan.same("a public address is taken", made.status, 201)
    changed = [one for one in spellings.OTHERS if house.line.ask(
        "PATCH", f"{house.hooks}/{made.json()['id']}", {"url": one}, house.partner, If_Match="*").status < 400]
    plan.same("and is not changed to another that is not", changed, [])
    house.clear()


def outcomes():
    """By url, of the first attempt at each endpoint that is there."""
    return dict(parts.rows(
        "SELECT w.url, coalesce((SELECT outcome FROM delivery_attempt AS a WHERE a.endpoint = w.id ORDER BY at LIMIT 1), '-') "
        "FROM webhook_endpoint AS w WHERE deleted_at IS NULL"))


def tried(house, urls):
    """Their first outcomes."""
    for one in urls:
        reply = house.endpoint(one)
        if reply.status != 201:
            raise RuntimeError(f"{one}: {reply.body!r}")
    parts.until(lambda: "-" not in outcomes().values(), 20)
    found = outcomes()
    house.clear()
    return found


def springs(plan, world):
    """A count of nothing means something only where something would be counted."""
    addresses = [one for one in [*spellings.V4, *spellings.V6, PUBLIC, PUBLIC6] if one not in spellings.NEVER_REACHED]
    plan.same("every address is reached in this world", [one for one in addresses if not world.reaches(one)], [])
    plan.same("and whoever reaches one is seen", len(world.connections()), len(addresses))


def names_of_inner(plan, house, world):
    denied = [*spellings.V4, *spellings.V6]
    world.name({f"n{number}": [address] for number, address in enumerate(denied)})
    found = {}
    for first in range(0, len(denied), 10):
        found |= tried(house, [url(f"n{number}") for number in range(first, min(first + 10, len(denied)))])
    plan.same("names of inner addresses are refused when they are known",
              [(denied[int(one.split(".")[0].removeprefix("https://n"))], outcome)
               for one, outcome in found.items() if outcome != "refused"], [])
    plan.same("and none of these was so much as connected to", world.connections(), [])


MIXED = {
    "public": ([PUBLIC], "answered"),
    "public6": ([PUBLIC6], "answered"),
    "inner-first": (["10.0.0.1", PUBLIC], None),
    "inner-last": ([PUBLIC, "10.0.0.1", "127.0.0.1"], None),
    "inner-among": ([PUBLIC, "169.254.169.254", "93.184.216.35", "fd00::1", PUBLIC6], None),
    "inner6-beside": ([PUBLIC, "::1"], None),
    "inner-beside": ([PUBLIC6, "127.0.0.1"], None),
    "inner-all": (["10.0.0.1", "127.0.0.1", "::1", "fd00:ec2::254", "::ffff:7f00:1"], "refused"),
    # Nobody can be reached at the public one, so that the next is tried.
    "inner-after-dead": ([DEAD, "10.0.0.1", "127.0.0.1", "::1"], None),
    "nobody": ([], "no_name"),
}
ALIASES = {"to-here": "this-machine.example", "to-inner": "alias.walls.example", "alias": "inner-all.walls.example"}


def mixed(plan, house, world):
    world.name({name: addresses for name, (addresses, _) in MIXED.items()})
    found = tried(house, [url(name) for name in MIXED])
    wrong = {name: found[url(name)] for name, (_, want) in MIXED.items() if want and found[url(name)] != want}
    plan.same("names with several addresses come to what the public ones come to", wrong, {})
    connected = world.connections()
    plan.same("the public ones are heard", {PUBLIC, PUBLIC6} - set(connected), set())
    plan.same("and none of the inner ones beside them", [
        one for one in inner(connected) if one != "93.184.216.35"], [])
    world.names["this-machine.example"] = {"A": ["127.0.0.1"], "AAAA": ["::1"]}
    world.name(ALIASES)
    found = tried(house, [url(name) for name in ALIASES])
    plan.same("an alias of an inner name is refused", set(found.values()), {"refused"})
    plan.same("and not connected to", world.connections(), [])


def last_outcome(path):
    return parts.sql("SELECT outcome FROM delivery_attempt AS a JOIN webhook_endpoint AS w ON w.id = a.endpoint "
                     f"WHERE w.url LIKE '%{path}' ORDER BY a.at DESC LIMIT 1")


def rebinding(plan, house, world):
    """Public for the challenge, and ours for what comes after it."""
    world.name({"moves": [PUBLIC]})
    house.endpoint(url("moves", "/moves"))
    plan.holds("a name is public when it is proven", None if parts.until(lambda: parts.sql(
        "SELECT state FROM webhook_endpoint WHERE url LIKE '%/moves' AND deleted_at IS NULL") == "enabled") else "it was not")
    world.heard()
    for number, address in enumerate(("127.0.0.1", "10.0.0.1", "::1", "169.254.169.254")):
        world.name({"moves": [address]})
        world.courier_anew()
        parts.sql("UPDATE webhook_endpoint SET failures = 0, breaker_until = NULL")
        house.city.post(f"moved {number}")
        parts.until(lambda: last_outcome("/moves") == "refused", 15)
        plan.same(f"when it has moved to {address}, it is refused", last_outcome("/moves"), "refused")
        parts.sql("UPDATE delivery_attempt SET outcome = 'moved' WHERE outcome = 'refused'")
    plan.same("and nobody was connected to", world.connections(), [])
    world.name({"moves": [PUBLIC]})
    world.courier_anew()
    parts.sql("UPDATE webhook_endpoint SET failures = 0, breaker_until = NULL")
    parts.sql("UPDATE delivery SET due_at = now() WHERE state = 'due'")
    plan.holds("what it was not sent then, it is sent when it is back", None if parts.until(
        lambda: parts.sql("SELECT count(*) FROM delivery WHERE state <> 'delivered'") == "0", 20) else "some wait")
    world.heard()
    house.clear()


def sent_on(plan, house, world):
    """Redirects: to a literal, to a name, back to oneself."""
    world.name({"sends": [PUBLIC], "inside": ["10.0.0.1"]})
    places = ["https:%2F%2F10.0.0.1%2F", "https:%2F%2Finside.walls.example%2F", "https:%2F%2F127.0.0.1:8443%2F",
              "http:%2F%2F169.254.169.254%2Flatest%2Fmeta-data%2F", "file:%2F%2F%2Fetc%2Fpasswd", "%2Fhook"]
    urls = [url("sends", f"/to/{status}/{place}") for status, place in zip((301, 302, 303, 307, 308, 302), places)]
    found = tried(house, urls)
    plan.same("a redirect is an answer like another", set(found.values()), {"answered"})
    heard = world.heard()
    plan.same("and is not followed, wherever it leads", {one["asked"] for one in heard if "asked" in one} - {
        one.removeprefix("https://sends.walls.example") for one in urls}, set())
    plan.same("nor is anything inside connected to", inner(one["connected"] for one in heard if "connected" in one), [])


def read_by_us(plan, house, world):
    """Calendars and providers, which the courier reads for itself."""
    world.name({"inside": ["10.0.0.1"], "sends": [PUBLIC]})
    places = [url("inside", "/a.ics"), url("sends", "/to/302/https:%2F%2F10.0.0.1%2Fa.ics"), url("to-here", "/a.ics")]
    for number, place in enumerate(places):
        house.calendar(place, f"c{number}")
    parts.until(lambda: parts.sql("SELECT count(*) FROM calendar WHERE fault IS NULL") == "0", 20)
    plan.same("a calendar inside is refused, and one that is elsewhere not looked for",
              [one for one, in parts.rows("SELECT fault FROM calendar ORDER BY name")], ["refused", "bad_status", "refused"])
    for issuer, what in ((url("inside", ""), "inside"), (url("sends", "/to/302/https:%2F%2F10.0.0.1"), "that sends us there")):
        house.provider(issuer)
        city.citylearn("provider", "approve", "klaipeda", issuer)
        parts.until(lambda: parts.sql("SELECT count(*) FROM identity_provider WHERE fault IS NULL") == "0", 20)
        plan.same(f"so is a provider {what}", parts.sql("SELECT fault FROM identity_provider"), "configuration_unreadable")
    for place, fault in ((url("inside", ""), "refused"), (url("to-here", ""), "refused"), (url("sends", "/to/302/https:%2F%2F10.0.0.1"), "not_a_host")):
        house.host(place)
        parts.until(lambda: parts.sql(f"SELECT fault FROM badge_host WHERE base = '{place}'") != "", 20)
        plan.same(f"so is a host of badges: {fault}", parts.sql(f"SELECT fault FROM badge_host WHERE base = '{place}'"), fault)
    connected = world.connections()
    plan.same("they were asked who were outside", PUBLIC in connected, True)
    plan.same("and nobody else", inner(connected), [])


def second_wall(plan, house):
    """A courier whose own wall lets this machine through, as in development, behind the rules for its user."""
    rules = RUN / "wall.nft"
    made = subprocess.run([f"{TOP}/src/programs/service/wall", "USER=0", "RESOLVERS=127.0.0.1"], capture_output=True,
                          text=True, check=True)
    rules.write_text(made.stdout)
    for name, settings, want in (("open", {}, {"127.0.0.1", "::1", PUBLIC}), ("ruled", {"WORLD_RULES": str(rules)}, {PUBLIC})):
        world = World(name, CITYLEARN_WEBHOOK_LOOPBACK="yes", **settings)
        world.name({"here": ["127.0.0.1"], "here6": ["::1"], "public": [PUBLIC]})
        tried(house, [url("here"), url("here6"), url("public")])
        plan.same(f"{name}: who is reached without the first wall", set(world.connections()), want)
        world.end()


def in_the_world(plan, house):
    world = World()
    springs(plan, world)
    for each in (names_of_inner, mixed, rebinding, sent_on, read_by_us):
        each(plan, house, world)
    plan.same("the courier ends well", world.end(), 0)


def main():
    plan = tap.Plan()
    house = House()
    refused_at_once(plan, house)
    changed_to_it(plan, house)
    if subprocess.run(["unshare", *namespaces(), "ip", "link", "set", "lo", "up"], capture_output=True).returncode == 0:
        in_the_world(plan, house)
        if shutil.which("nft"):
            second_wall(plan, house)
        else:
            plan.holds("ruled: who is reached without the first wall # SKIP nftables is missing")
    else:
        plan.holds("names that turn out to be inside # SKIP there are no namespaces for users here")
    plan.end()


main()
