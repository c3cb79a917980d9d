"""Steady load: threads that ask one thing after the other over connections that are kept."""
import collections
import http.client
import json
import os
import random
import threading
import time
import uuid

from playing import web

from . import city

PATIENCE_S = 30  # for a write that is repeated with its key
IDLE_S = 20      # nginx closes what nobody uses for a minute


class Reply:
    def __init__(self, status, headers=None, body=b""):
        self.status, self.headers, self.body = status, headers or {}, body

    def json(self):
        return json.loads(self.body)

    def wait_s(self):
        return int(self.headers.get("Retry-After") or 0)

    def is_honest(self):
        """Whether a failure says what it is, and when to come again."""
        return (self.headers.get("Content-Type") == "application/problem+json"
                and self.wait_s() >= 1
                and json.loads(self.body)["status"] == self.status)

    def __repr__(self):
        return f"{self.status} {self.body[:200]!r}"


class Connection:
    """One connection to nginx, made anew when it is lost; status 0 is an exchange without a reply."""

    def __init__(self, path=None):
        self.path = path or os.environ["STAGE_SOCKET"]
        self.kept = web.Local(self.path)
        self.used = time.monotonic()

    def ask(self, method, target, headers=None, content=None):
        body = None if content is None else city.encoded(content)
        usual = {"Content-Type": "application/json"} if body is not None else {}
        if time.monotonic() - self.used > IDLE_S:
            self.kept.close()
        self.used = time.monotonic()
        try:
            self.kept.request(method, target, body, usual | (headers or {}))
            got = self.kept.getresponse()
            return Reply(got.status, got.headers, got.read())
        except (OSError, http.client.HTTPException) as broken:
            self.kept.close()
            return Reply(0, body=repr(broken).encode())


class Ledger:
    """What was acknowledged, as a careful client would write it down."""

    def __init__(self):
        self.lock = threading.Lock()
        self.ids = {}         # title: the id that was answered
        self.given_up = []    # titles that were never acknowledged

    def note(self, title, reply):
        with self.lock:
            if reply.status == 201:
                self.ids[title] = reply.json()["id"]
            else:
                self.given_up.append((title, reply))

    def fault(self, rows):
        """What is wrong with the table, of which `rows` are (title, id, events)."""
        there = collections.Counter(title for title, _, _ in rows)
        ids = {title: one for title, one, _ in rows}
        faults = [f"never acknowledged: {title}: {reply}" for title, reply in self.given_up]
        faults += [f"lost: {title}" for title, one in self.ids.items() if ids.get(title) != one]
        faults += [f"{count} times: {title}" for title, count in there.items() if count > 1]
        faults += [f"nobody acknowledged: {title}" for title in there if title not in self.ids]
        faults += [f"{events} events: {title}" for title, _, events in rows if int(events) != 1]
        return "\n".join(faults[:10]) or None


class Load:
    """with Load(city, readers, writers) as load: what happens in between happens under load."""

    def __init__(self, home, readers=4, writers=4, pause=0.004):
        self.city, self.pause, self.mark = home, pause, uuid.uuid4().hex[:8]
        self.ledger = Ledger()
        self.known = [home.post(f"known {n}") for n in range(5)]
        self.lock = threading.Lock()
        self.reads, self.writes = collections.Counter(), collections.Counter()
        self.failed_reads, self.failed_writes = [], []
        self.last_failure = 0
        self.ending = threading.Event()
        self.threads = [threading.Thread(target=self.read) for _ in range(readers)]
        self.threads += [threading.Thread(target=self.write, args=(n,)) for n in range(writers)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        for thread in self.threads:
            thread.join()

    def headers(self):
        """Of whichever client, so that none of them comes to its limit of requests."""
        return random.choice(self.city.clients).headers

    def note(self, count, failed, reply, good):
        with self.lock:
            count[reply.status] += 1
            if reply.status not in good:
                failed.append(reply)
                self.last_failure = time.monotonic()

    def read(self):
        connection, turn = Connection(), 0
        while not self.ending.is_set():
            turn += 1
            one = random.choice(self.known)
            path = ("/v1/activities?city=klaipeda&limit=5" if turn % 10 == 0
                    else "/v1/cities/klaipeda" if turn % 3 == 0 else f"/v1/activities/{one}")
            # A token keeps the request out of nginx's cache; without one a cookie does.
            headers = self.headers() if turn % 2 else {"Cookie": "not=cached"}
            self.note(self.reads, self.failed_reads, connection.ask("GET", path, headers), (200,))
            time.sleep(self.pause)

    def write(self, number):
        connection, turn = Connection(), 0
        while not self.ending.is_set():
            turn += 1
            self.write_one(connection, f"{self.mark}-{number}-{turn}")
            time.sleep(self.pause)

    def write_one(self, connection, title):
        reply = self.insist(connection, f"{self.city.home}/activities", city.activity(title))
        self.ledger.note(title, reply)
        return reply

    def insist(self, connection, path, content):
        """The same request with the same key until it is acknowledged.

        A 502 leaves open what became of the request: its statement may still run in the database
        although the worker is gone. So the writer then comes again when it was told to.
        """
        headers = city.keyed(self.headers())
        deadline = time.monotonic() + PATIENCE_S
        while True:
            reply = connection.ask("POST", path, headers, content)
            self.note(self.writes, self.failed_writes, reply, (200, 201))
            if reply.status in (200, 201) or time.monotonic() > deadline:
                return reply
            time.sleep(reply.wait_s() if reply.status == 502 else 0.05)

    def said(self):
        return f"reads {dict(self.reads)}, writes {dict(self.writes)}"

    def ledger_fault(self, parts):
        rows = parts.rows("SELECT translations->'lt'->>'title', a.id, count(e.id) FROM activity AS a "
                          "LEFT JOIN event AS e ON e.subject = a.id AND e.type = 'activity.published' "
                          f"WHERE translations->'lt'->>'title' LIKE '{self.mark}-%' GROUP BY 1, 2")
        return self.ledger.fault(rows)


def failures(replies):
    """Replies as the text of a fault: how many, and some of them."""
    return "\n".join([f"{len(replies)} failed"] + [repr(one) for one in replies[:5]]) if replies else None
