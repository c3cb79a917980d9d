"""A city with one verified organisation, whose clients post activities."""
import base64
import json
import os
import subprocess
import uuid

from . import load

ADMINISTRATOR, DIRECTOR = "meras@klaipeda.example", "info@danes-biblioteka.example"
SCOPES = ["activity:read", "activity:write", "badge:read", "badge:write", "award:read", "award:write",
          "webhook:manage"]
CLIENTS = 7  # a caller may ask a hundred times a second, the load asks more often, and an organisation may have ten


def citylearn(*words):
    return subprocess.run(["citylearn", *words], capture_output=True, text=True, check=True,
                          timeout=60).stdout.strip()


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def keyed(headers):
    return headers | {"Idempotency-Key": uuid.uuid4().hex}


class Client:
    """A service client, and the token that it has now."""

    def __init__(self, connection, secret):
        self.id, self.secret = secret["clientId"], secret["clientSecret"]
        self.refresh(connection)

    def refresh(self, connection):
        """The status of asking for a new token; the old one is kept when there is none."""
        basic = base64.b64encode(f"{self.id}:{self.secret}".encode()).decode()
        got = connection.ask("POST", "/oauth2/token", {"Authorization": f"Basic {basic}",
                             "Content-Type": "application/x-www-form-urlencoded"},
                             b"grant_type=client_credentials")
        if got.status == 200:
            self.token = got.json()["access_token"]
        return got

    @property
    def headers(self):
        return bearer(self.token)


class City:
    def __init__(self, connection=None):
        top = os.environ["STAGE_TOP"]
        citylearn("city", "create", "--starter-kit", f"{top}/db/starter-kit", "--from",
                  f"{top}/db/sample-city/city.json", "--administrator", ADMINISTRATOR)
        citylearn("skills", "import", f"{top}/db/skills", "--framework", "citylearn")
        self.connection = connection or load.Connection()
        self.administrator = bearer(citylearn("token", "--person", ADMINISTRATOR))
        self.director = bearer(citylearn("token", "--person", DIRECTOR))
        self.library = self.register("danes-biblioteka", "Danės krantinės biblioteka", "990310427")
        self.home = f"/v1/organisations/{self.library}"
        self.clients = [self.client(f"system {n}") for n in range(CLIENTS)]

    def register(self, slug, name, number):
        """The id of a new organisation, verified."""
        made = self.write("POST", "/v1/organisations", self.director, {
            "city": "klaipeda", "slug": slug, "legalName": f"BĮ {name}", "registrationNumber": number,
            "translations": {"lt": {"name": name}}})["id"]
        path = f"/v1/organisations/{made}/verification"
        self.write("POST", path, self.director, {})
        self.write("PUT", path, self.administrator, {"decision": "verified"})
        return made

    def write(self, method, path, headers, content):
        got = self.connection.ask(method, path, keyed(headers), content)
        if got.status not in (200, 201):
            raise RuntimeError(f"{method} {path}: {got.status} {got.body[:500]!r}")
        return got.json()

    def client(self, name, home=None):
        made = self.write("POST", f"{home or self.home}/clients", self.director, {"name": name, "scopes": SCOPES})
        return Client(self.connection, made)

    def post(self, title, client=None):
        return self.write("POST", f"{self.home}/activities", (client or self.clients[0]).headers,
                          activity(title))["id"]


def activity(title, publish=True):
    """Without an id of its own, so that nothing but the Idempotency-Key keeps it from being there twice."""
    return {"learningForm": "informal", "mode": "online", "type": "self_study", "category": "languages",
            "languages": ["lt"], "onlineUrl": "https://danes-biblioteka.example/kursas", "publish": publish,
            "skills": ["https://citylearn.example/skills/smartphone-use"],
            "translations": {"lt": {"title": title, "description": "Mokykitės, kada norite."}}}


def encoded(content):
    return content if isinstance(content, bytes) else json.dumps(content).encode()
