"""All routes of the reference, with something to send to each, and things to send it about."""
import json
import os
import re
import struct
import subprocess
import time
import zlib

NONE = "019f0000-0000-7000-8000-000000000000"
MARK = "hidden-from-others"
FILE = b"externalId\n"


def picture():
    """A grey PNG of 90 by 90."""
    def chunk(kind, data):
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">LLBBBBB", 90, 90, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(91 * 90))) + chunk(b"IEND", b""))


SEEN = {"title": "Seen", "publish": True,
        "sessions": [{"startsAt": "2099-01-01T10:00:00Z", "endsAt": "2099-01-01T12:00:00Z"}]}
METHODS = ["get", "post", "put", "patch", "delete"]

BODIES = {
    "OrganisationRegistration": {"city": "klaipeda", "slug": "nauja", "legalName": "Nauja", "registrationNumber": "99",
                                 "name": "Nauja"},
    "OrganisationChanges": {"website": "https://x.example"}, "VerificationRequest": {},
    "VerificationDecision": {"decision": "verified"}, "Suspension": {"reason": "Closed."},
    "ClientInput": {"name": MARK, "scopes": ["activity:read"]}, "SecretRotation": {},
    "ActivityChanges": {"capacity": 5}, "Cancellation": {"reason": "Ill."},
    "ActivityInput": {"learningForm": "formal", "mode": "online", "type": "course", "category": "languages"},
    "ActivityBatch": {"items": [{"learningForm": "formal", "mode": "online", "type": "course",
                                 "category": "languages"}]},
    "BadgeInput": {"template": "took-part"}, "BadgeChanges": {"tags": ["a"]},
    "AwardInput": {"recipient": {"email": f"{MARK}2@example.net"}}, "Revocation": {"reason": "No."}, "Replacement": {"reason": "No."},
    "EndorsementInput": {}, "BadgeEndorsementInput": {}, "EndorsementAcceptance": {"comment": "Good."},
    "EndorsementRefusal": {}, "EndorsementRevocation": {"reason": "No."},
    "ProviderInput": {"name": MARK, "issuer": "https://id.klaipeda.example", "clientId": "citylearn",
                      "clientSecret": "a secret of the city"},
    "GuardianInvitationInput": {"email": "guardian@example.net"},
    "ClientPatch": {"name": MARK}, "TokenIntrospection": {}, "TokenRevocation": {}, "OauthClientRegistration": {},
    "MemberInput": {"role": "viewer"}, "CityMemberInput": {"role": "city_viewer"},
    "InvitationInput": {"email": f"{MARK}3@example.net", "role": "viewer"},
    "CityInvitationInput": {"email": f"{MARK}3@example.net", "role": "city_viewer"},
    "InvitationBatchInput": {"items": [{"email": f"{MARK}4@example.net", "role": "viewer"}]},
    "CityInvitationBatchInput": {"items": [{"email": f"{MARK}4@example.net", "role": "city_viewer"}]},
    "WebhookEndpointPatch": {"maxInFlight": 5}, "WebhookRotation": {}, "WebhookReplay": {"since": "2026-01-01T00:00:00Z"},
    "WebhookRecovery": {"since": "2026-01-01T00:00:00Z"},
    "TokenForm": {}, "VerificationQuestion": {}, "WebhookEndpointInput": {"types": ["*"]},
    "ExchangeProfile": {"id": "https://other.example/me", "name": "Milda"},
    "CredentialOfferWish": {}, "WalletRequest": {},
    "ImportWish": {"url": "https://localhost:1/badge"},
    "BadgeHostInput": {"url": "https://badges.example"}, "BadgeHostWish": {"all": True},
    "ImportConfirmation": {"missing": 1, "reason": "No."},
    "CalendarInput": {"name": MARK, "calendarUrl": "https://x.example/a.ics", "template": {
        "learningForm": "formal", "mode": "online", "type": "course", "category": "languages"}},
}


def made(line, token, target, body=None, **headers):
    reply = line.ask("POST", target, body, token, **headers)
    if reply.status >= 300:
        raise SystemExit(f"Bail out! POST {target}: {reply.status} {reply.body[:300]!r}")
    return reply.json()["id"]


def psql(statement):
    return subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-c", statement], stdout=subprocess.PIPE, text=True,
                          check=True).stdout.strip()


def furnish(line, names):
    """What the library has that others should not see, and what they may: ids by the name in the path."""
    home, token = f"/v1/organisations/{names['library']}", names["partner"]
    activity = BODIES["ActivityInput"] | {"title": MARK, "description": "D", "onlineUrl": "https://x.example"}
    badge = {"template": "took-part", "language": "lt", "name": MARK}
    things = {"organisation": names["library"], "city": "klaipeda", "slug": "not_found", "externalId": "hidden"}
    things["client"] = made(line, names["director"], f"{home}/clients", BODIES["ClientInput"])
    things["secret"] = line.ask("GET", f"{home}/clients/{things['client']}", None,
                                names["director"]).json()["secrets"][0]["id"]
    things["endpoint"] = made(line, token, f"{home}/webhook-endpoints",
                              {"url": os.environ["STAGE_RECEIVER"] + "/ok", "types": ["*"], "description": MARK})
    things["city endpoint"] = made(line, names["administrator"], "/v1/cities/klaipeda/webhook-endpoints",
                                   {"url": os.environ["STAGE_RECEIVER"] + "/ok", "types": ["*"], "description": MARK})
    things["draft activity"] = made(line, token, f"{home}/activities", activity | {"externalId": "hidden"})
    things["activity"] = made(line, token, f"{home}/activities", activity | SEEN)
    things["draft badge"] = made(line, token, f"{home}/badges", badge)
    things["badge"] = made(line, token, f"{home}/badges", badge | {"name": "Seen"})
    made(line, token, f"/v1/badges/{things['badge']}/activation")
    things["award"] = made(line, token, "/v1/awards", {"badge": things["badge"], "narrative": MARK,
                                                       "recipient": {"email": f"{MARK}@example.net"}})
    line.ask("PATCH", f"/v1/badges/{things['badge']}", {"description": "Seen twice"}, token, If_Match="*")
    things["version"], things["draft version"] = "2", "1"
    things["credential"] = made(line, names["director"], "/v1/me/imports", {
        "id": "https://school.example/badges/9", "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "https://school.example/issuer"}, "credentialSubject": {"achievement": {"name": MARK}}},
        Content_Type="application/vc+ld+json")
    things["my import"] = made(line, names["director"], "/v1/me/imports", {"url": f"https://localhost:1/{MARK}"})
    things["host"] = made(line, names["director"], "/v1/me/badge-hosts", BODIES["BadgeHostInput"])
    things["verification"] = things["award"]
    # One that the library gives, for everybody to see, and one that it asks for.
    things["endorser"] = names["centre"]
    things["endorsement"] = made(line, names["competitor"], f"/v1/organisations/{names['centre']}/endorsements",
                                 {"endorser": names["library"]})
    line.ask("POST", f"/v1/endorsements/{things['endorsement']}/acceptance", BODIES["EndorsementAcceptance"], token)
    things["asked endorsement"] = made(line, token, f"{home}/endorsements", {"endorser": names["centre"]})
    credential = line.ask("GET", f"/ob/awards/{things['award']}").json()
    things["list"] = credential["credentialStatus"]["statusListCredential"].rsplit("/", 1)[1]
    things["kid"] = line.ask("GET", "/.well-known/jwks.json").json()["keys"][0]["kid"]
    line.ask("PUT", "/v1/cities/klaipeda/identity-provider", BODIES["ProviderInput"], names["administrator"])
    things["mail"] = psql("SELECT mail_add(uuid7(), 'client_expiring', 'info@danes-biblioteka.example', 'lt', NULL, "
                          f"'{names['library']}', NULL, '{{}}', NULL)")
    things["person"] = psql(f"INSERT INTO membership VALUES ('{names['library']}', person_enter('{MARK}@library.example'), "
                            "'reviewer') RETURNING person")
    things["city person"] = psql(f"INSERT INTO city_membership SELECT id, person_enter('{MARK}@city.example'), "
                                 "'city_viewer' FROM city WHERE slug = 'klaipeda' RETURNING person")
    for place, role in ((home, "viewer"), ("/v1/cities/klaipeda", "city_viewer")):
        invitation = made(line, names["administrator"], f"{place}/invitations", {"email": f"{MARK}5@example.net", "role": role})
        things["invitation" if place == home else "city invitation"] = invitation
    things["skill"] = line.ask("GET", "/v1/skills?limit=1").json()["items"][0]["id"]
    things["child"] = things["offer"] = NONE  # nobody here is one, nor takes one to a wallet
    things["calendar"] = made(line, token, f"{home}/calendars", BODIES["CalendarInput"])
    sent = line.ask("POST", f"{home}/imports?source={MARK}", FILE, token, Content_Type="text/csv").json()
    things["import"] = sent["id"]
    things["event"] = delivered(line, f"{home}/webhook-endpoints/{things['endpoint']}", token)
    things["city event"] = delivered(line, f"/v1/cities/klaipeda/webhook-endpoints/{things['city endpoint']}",
                                     names["administrator"])
    things["job"] = psql("INSERT INTO job (kind, needs, organisation, scope) "
                         f"VALUES ('nothing', 'viewer', '{names['library']}', 'webhook:manage') RETURNING id")
    return things


def delivered(line, endpoint, token):
    for _ in range(300):
        items = line.ask("GET", f"{endpoint}/deliveries?state=delivered&type=activity.*", token=token).json()["items"]
        if items:
            return items[-1]["event"]
        time.sleep(0.1)
    raise SystemExit("Bail out! nothing was delivered")


class Route:
    def __init__(self, path, method, operation):
        self.path, self.method = path, method
        self.name = f"{method} {path}"
        needs = operation["security"]
        self.public = not needs or {} in needs
        self.scope = next((scopes[0] for one in needs for scopes in one.values() if scopes), None)
        self.by_secret = (any({"client", "registration", "offer"} & set(one) for one in needs)
                          or path.startswith("/oauth2/register"))
        self.in_other_words = path.startswith(("/ims/", "/openid4vci/"))  # of standards, which stories hold them to
        role = re.search(r"the role (\w+)", operation.get("description", ""))
        self.role = role[1] if role else None
        self.personal = operation.get("description", "").startswith("For people")
        self.statuses = set(operation["responses"])
        self.formats = set(operation["responses"].get("200", {}).get("content", {}))
        content = operation.get("requestBody", {}).get("content", {})
        self.takes = list(content)
        self.takes_file = "text/csv" in content
        self.file_type = next((kind for kind in ("text/csv", "image/png") if kind in content
                               and "application/json" not in content), None)
        self.schema = next((kind["schema"]["$ref"].split("/")[-1] for kind in content.values()
                            if "$ref" in kind.get("schema", {})), None)

    def target(self, things, draft):
        kind = ("draft" if draft else "city" if "/cities/" in self.path else "my" if self.path.startswith("/v1/me/")
                else "asked" if self.path.endswith(("/withdrawal", "/hiding")) else "usual")
        path = re.sub(r"\{(\w+)\}", lambda found: things.get(f"{kind} {found[1]}") or things[found[1]], self.path)
        return path + (f"?url=http://localhost/b/{things['award']}" if path == "/oembed" else "")

    def body(self, things, draft):
        if self.file_type:
            return FILE if self.takes_file else picture()
        if self.schema is None:
            return None
        body = dict(BODIES[self.schema])
        if self.schema == "AwardInput":
            body["badge"] = things["draft badge" if draft else "badge"]
        if self.schema == "VerificationQuestion":
            body["award"] = things["verification"]
        if self.schema in ("EndorsementInput", "BadgeEndorsementInput"):
            body["endorser"] = things["endorser"]
        if self.schema == "WebhookEndpointInput":
            body["url"] = os.environ["STAGE_RECEIVER"] + "/ok"
        return body

    def drafts(self):
        """As Open Badges has them, drafts are nobody's to see."""
        has_drafts = re.search(r"\{(activity|badge)\}", self.path) and not self.path.startswith(("/ob/", "/ob2/"))
        return [False, True] if has_drafts else [False]


def routes():
    with open(os.environ["STAGE_OPENAPI"], encoding="utf-8") as file:
        document = json.load(file)
    return [Route(path, method, operation) for path, item in document["paths"].items()
            for method, operation in item.items() if method in METHODS]
