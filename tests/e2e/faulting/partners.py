"""Many partners: organisations with endpoints, and tests/bench/partners, which answers for all of them."""
import collections
import itertools
import os
import subprocess
import threading
import time

from playing import hearing

from . import city, load, parts

AN_ORGANISATION = 10  # endpoints that one may have

Heard = collections.namedtuple("Heard", "at port path type id seq subject attempt")


class Receivers:
    def __init__(self, count, place=parts.RUN):
        """`place` is where certificate.sh was."""
        build, self.file = os.environ["STAGE_BUILD"], place / "partners.heard"
        self.process = subprocess.Popen([f"{build}/tests/bench/partners", str(count), place / "localhost.pem",
                                         place / "localhost.key", self.file], stdout=subprocess.PIPE, text=True)
        self.ports = [int(self.process.stdout.readline()) for _ in range(count)]

    def heard(self):
        """What came, in its order, but for the challenges at the beginning."""
        lines = (line.split("\t") for line in hearing.lines(self.file))
        return [Heard(float(at), int(port), path, kind, one, int(seq), subject, attempt)
                for at, port, path, kind, one, seq, subject, attempt in lines if kind != "webhook.ping"]

    def end(self):
        self.process.terminate()
        self.process.wait()


class Partner:
    """An organisation, a client of which posts activities and makes its endpoints."""

    def __init__(self, home, number):
        self.city = home
        self.id = home.register(f"partneris-{number}", f"Partneris {number}", f"99050{number:04}")
        self.home = f"/v1/organisations/{self.id}"
        self.client = home.client("system", self.home)
        self.endpoints, self.secrets = [], {}

    def listen(self, url, **more):
        made = self.city.write("POST", f"{self.home}/webhook-endpoints", self.client.headers,
                               {"url": url, "types": ["activity.*"]} | more)
        self.endpoints.append(made["id"])
        self.secrets[made["id"]] = made["secret"]

    def batch(self, count, mark):
        """So many activities at once, and so many events."""
        items = [city.activity(f"{mark} {n}", publish=None) for n in range(count)]
        for one in items:
            del one["publish"]
        got = self.city.write("POST", f"{self.home}/activities/_batch", self.client.headers,
                              {"publish": True, "items": items})
        if got["counts"]["created"] != count:
            raise RuntimeError(f"the batch was not taken: {got['counts']}")


def make(home, receivers, paths, **more):
    """Partners whose endpoints are these paths, ten for each partner."""
    made = []
    for number, path in enumerate(paths):
        if number % AN_ORGANISATION == 0:
            made.append(Partner(home, number // AN_ORGANISATION))
        made[-1].listen(f"https://localhost:{receivers.ports[number % len(receivers.ports)]}{path}", **more)
    return made


def verify(count, seconds=20):
    """Until a courier has seen all of them echo their challenge."""
    if parts.until(lambda: parts.sql("SELECT count(*) FROM webhook_endpoint WHERE state = 'enabled' AND deleted_at IS NULL") == str(count),
                   seconds) is None:
        raise RuntimeError("not all endpoints were verified")
    time.sleep(0.3)


class Fence:
    """What a careful receiver does: it remembers what it has seen, and lets nothing older pass."""

    def __init__(self, heard, in_order):
        self.effects, self.again, self.stale, self.seen, last = 0, 0, [], set(), {}
        for one in heard:
            if one.id in self.seen:
                self.again += 1
                continue
            self.seen.add(one.id)
            if in_order and last.get(one.subject, 0) >= one.seq:
                self.stale.append(one)
                continue
            last[one.subject] = one.seq
            self.effects += 1


class Steady:
    """So many activities a second, from several partners in turn; and how long each took to come where it was told of."""

    def __init__(self, doors, rate, threads=16):
        """`doors` are the (path, client) by which activities are posted."""
        self.doors, self.rate, self.threads, self.failed = doors, rate, threads, []

    def run(self, seconds):
        turns, self.began = itertools.count(), time.monotonic()
        self.since = parts.sql("SELECT now()")
        threads = [threading.Thread(target=self.post, args=(turns, self.rate * seconds)) for _ in range(self.threads)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        self.reached = self.rate * seconds / (time.monotonic() - self.began)

    def post(self, turns, count):
        connection = load.Connection()
        while (turn := next(turns)) < count:
            time.sleep(max(0, self.began + turn / self.rate - time.monotonic()))
            path, client = self.doors[turn % len(self.doors)]
            reply = connection.ask("POST", path, city.keyed(client.headers), city.activity(f"{turn}"))
            if reply.status != 201:
                self.failed.append(reply)

    def waits(self, heard):
        """Seconds from the beginning of the transaction, which is a bit before its commit, to each first arrival."""
        events = {f"msg_{one.replace('-', '')}": float(at) for one, at in parts.rows(
            f"SELECT id, extract(epoch FROM occurred_at) FROM event WHERE type = 'activity.published' "
            f"AND occurred_at >= '{self.since}'")}
        seen, found = set(), []
        for one in heard:
            if one.id in events and (one.id, one.port, one.path) not in seen:
                seen.add((one.id, one.port, one.path))
                found.append(one.at - events[one.id])
        return len(events), sorted(found)


def centile(waits, hundredth):
    return waits[min(len(waits) - 1, len(waits) * hundredth // 100)] * 1000
