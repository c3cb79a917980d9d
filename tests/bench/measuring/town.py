"""A city with two thousand activities, and forty learners with three awards each."""
import http.client
import json
import os
import subprocess

from faulting import city

BATCHES, BATCH = 4, 500
LEARNERS = READERS = 40


def citylearn(*words):
    return subprocess.run(["citylearn", *words], capture_output=True, text=True, check=True).stdout.strip()


class Connection:
    """To citylearn's site, as faulting's own. nginx ends it after a minute without a request."""

    def __init__(self, port):
        self.kept = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method, target, headers=None, content=None):
        body = None if content is None else city.encoded(content)
        headers = {"Content-Type": "application/json"} | (headers or {})
        try:
            self.kept.request(method, target, body, headers)
            got = self.kept.getresponse()
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            self.kept.close()
            self.kept.request(method, target, body, headers)
            got = self.kept.getresponse()
        return Reply(got.status, got.headers, got.read())


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Town(city.City):
    def __init__(self, at):
        super().__init__(Connection(at.port))
        self.batches_sent = 0
        self.activities = [one for _ in range(BATCHES) for one in self.batch()]
        self.paths = [f"/v1/activities/{one}" for one in self.activities[:500]]
        self.id = self.connection.ask("GET", "/v1/cities/klaipeda").json()["id"]
        self.cookie = [{"Cookie": "out-of=the-cache"}]
        self.readers = [city.bearer(citylearn("token", "--person", f"reader{n}@example.net"))
                        for n in range(READERS)]
        self.award_all()
        # nginx changes ETags that it compresses; here nothing is asked for compressed.
        self.learners = [token | {"If-None-Match": self.connection.ask("GET", "/v1/me/portfolio", token)
                                  .headers["ETag"]} for token in self.tokens]
        os.sync()

    def batch(self):
        """Five hundred more; their ids."""
        self.batches_sent += 1
        items = [item(self.batches_sent, n) for n in range(BATCH)]
        got = self.write("POST", f"{self.home}/activities/_batch",
                         self.clients[self.batches_sent % len(self.clients)].headers,
                         {"publish": True, "items": items})
        if got["counts"]["created"] != BATCH:
            raise RuntimeError(f"the batch was not taken: {got['counts']}")
        return [one["id"] for one in got["items"]]

    def award_all(self):
        client = self.clients[0].headers
        badges = [self.badge(n, client) for n in range(3)]
        self.awards, self.tokens = [], []
        for n in range(LEARNERS):
            address = f"learner{n}@example.net"
            self.tokens.append(city.bearer(citylearn("token", "--learner", address)))
            self.awards += [self.write("POST", "/v1/awards", client,
                                       {"badge": badge, "recipient": {"email": address}})["id"]
                            for badge in badges]
        self.person = self.connection.ask("GET", "/v1/me", self.tokens[0]).json()["id"]

    def badge(self, number, client):
        made = self.write("POST", f"{self.home}/badges", client, {
            "template": "demonstrated-skill", "translations": {"lt": {"name": f"Saugus internete {number}"}},
            "skills": ["https://citylearn.example/skills/online-fraud-recognition"]})["id"]
        self.write("POST", f"/v1/badges/{made}/activation", client, {})
        return made


def item(batch, number):
    """As a library would send it: two languages, a session, a place, a skill."""
    day = f"2031-{number % 12 + 1:02}-{number % 28 + 1:02}"
    return {
        "externalId": f"B-{batch}-{number}", "learningForm": "informal", "mode": "in_person", "type": "workshop",
        "category": "arts-and-music", "languages": ["lt"],
        "translations": {
            "lt": {"title": f"{'Skaitome garsiai' if number % 50 == 0 else 'Piešiame kartu'}: {batch}, {number} susitikimas",
                   "summary": "Valanda su knyga vaikams ir jų artimiesiems.",
                   "description": "Bibliotekininkė skaito, vaikai piešia, po to kalbamės apie knygą."},
            "en": {"title": f"Meeting {number} of series {batch}",
                   "summary": "An hour for children and those who bring them.",
                   "description": "The librarian reads, the children draw, and then we talk about the book."}},
        "sessions": [{"startsAt": f"{day}T16:00:00+02:00", "endsAt": f"{day}T17:00:00+02:00"}],
        "place": {"name": "Biblioteka", "lat": 55.7 + number / 10000, "lon": 21.1},
        "skills": ["https://citylearn.example/skills/smartphone-use"],
        "capacity": 15, "ageMin": 4, "durationMinutes": 60, "enrolment": {"mode": "open"},
    }
