#!/usr/bin/python3
"""Other hosts of badges that are not what they should be, and one that speaks Badge Connect.

Stage: database api courier receiver nginx
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True
from faulting import parts  # noqa: E402
from playing import otherhost, scene, tap  # noqa: E402

MIB = 1 << 20
CALLBACK = "http://localhost/account/badge-hosts/callback/"
plan, line = tap.Plan(), scene.Line()
server, elsewhere = otherhost.Server(), otherhost.Server()


def badge(number, **more):
    return {"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
            "id": f"https://school.example/badges/{number}", "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": {"id": "https://school.example/issuer", "type": ["Profile"], "name": "School"},
            "validFrom": "2026-01-02T03:04:05Z",
            "credentialSubject": {"id": "urn:uuid:5f5b1b1e-0000-4000-8000-000000000002", "type": ["AchievementSubject"], "achievement": {
                "id": "https://school.example/achievements/1", "type": ["Achievement"], "name": "Diver", "description": "Dives.",
                "criteria": {"narrative": "Dive."}}}} | more


def at_once(what, cases):
    """What each of these comes to, in their order: most of the time a host is waited for, and none waits for another."""
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return list(pool.map(what, cases))


class Learner:
    """Somebody with an account here, a browser, and one host that they name."""

    def __init__(self, host, name="older"):
        self.host, self.name, self.line = host, f"{host.name or name}@example.net", scene.Line()
        self.token = subprocess.run(["citylearn", "token", "--learner", self.name], capture_output=True, text=True,
                                    check=True).stdout.strip()
        parts.sql("INSERT INTO browser_session (hash, person, network, agent) VALUES "
                  f"(sha256('{self.name}'), person_enter('{self.name}'), '', '')")
        made = self.line.ask("POST", "/v1/me/badge-hosts", {"url": host.base}, self.token).json()
        self.id, self.path = made["id"], f"/v1/me/badge-hosts/{made['id']}"

    def look(self):
        return self.line.ask("GET", self.path, token=self.token).json()

    def until(self, good, seconds=30):
        parts.until(lambda: good(self.look()), seconds)
        return self.look()

    def page(self, method, target, body=None):
        headers = {"Cookie": f"sid={self.name}", "Idempotency_Key": None}
        if body is not None:
            headers["Content_Type"] = "application/x-www-form-urlencoded"
        return self.line.ask(method, target, body, **headers)

    def leaves(self):
        self.line.ask("DELETE", self.path, token=self.token)

    def goes(self):
        """As far as the host, whose page is not played: what it was sent."""
        shown = self.page("GET", f"/account/badge-hosts/{self.id}").body.decode()
        csrf = re.search(r'name="csrf" value="([^"]+)"', shown)[1]
        reply = self.page("POST", f"/account/badge-hosts/{self.id}", f"csrf={csrf}".encode())
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(reply.headers["Location"]).query))

    def comes(self, sent, **answer):
        query = urllib.parse.urlencode({"code": "a-code", "state": sent["state"]} | answer)
        return self.page("GET", f"{urllib.parse.urlsplit(sent['redirect_uri']).path}?{query}")

    def connects(self):
        self.until(lambda one: one["state"] == "ready")
        self.comes(self.goes())
        return self.until(lambda one: one["state"] != "authorising" and (one["state"] != "connected" or one["pulledAt"] or one["fault"]))

    def pulls(self):
        """What is under way comes to its end first."""
        parts.until(lambda: parts.sql(f"SELECT lease_until IS NULL AND pull_at > now() FROM badge_host_account WHERE id = '{self.id}'") == "t")
        parts.sql("UPDATE badge_host_account SET pull_at = now(), due_at = now(), pulled_at = NULL, fault = NULL "
                  f"WHERE id = '{self.id}'")


def case(name):
    return server.host(name)


def read_badly():
    """What cannot be a host, in a word; and nobody else was asked for it."""
    away, faults = elsewhere.home.replace("localhost", "127.0.0.1"), {}

    def host(name, fault, answers=None, **places):
        one = case(name)
        one.answers, one.places = answers or {}, places
        faults[name] = (one, fault)
        return one

    host("nowhere", "not_a_host", {"/discovery": (404, b"")})
    host("page", "not_a_host", {"/discovery": (200, b"<html>hello</html>")})
    host("doubled", "not_a_host", {"/discovery": (200, b'{"openapi": "3.0.1", "openapi": "3.0.1"}')})
    host("huge", "not_a_host", {"/discovery": (200, b'{"a": "' + b"x" * MIB + b'"}')})
    host("zipped", "not_a_host", {"/discovery": (200, b"\x1f\x8b" + b"x" * 1000, {"Content-Encoding": "gzip"})})
    sends = host("sends", "not_a_host")
    sends.answers = {"/discovery": lambda asked: (302, b"", {"Location": f"{server.home}/good/ims/ob/v3p0/discovery"})}
    for place in ("authorize", "token", "refresh", "register"):
        host(f"away-{place}", "endpoint_elsewhere", **{place: f"{away}/{place}"})
        host(f"inner-{place}", "endpoint_elsewhere", **{place: f"https://10.0.0.1/{place}"})
        host(f"plain-{place}", "endpoint_elsewhere", **{place: server.home.replace("https", "http") + f"/{place}"})
        host(f"asks-{place}", "endpoint_elsewhere", **{place: f"https://127.0.0.1?x=.localhost/{place}"})
        host(f"user-{place}", "endpoint_elsewhere", **{place: server.home.replace("//", "//localhost@") + f"/{place}"})
    host("longer", "endpoint_elsewhere", token="https://localhost.evil.example/token")
    host("unsaid", "endpoint_missing", token="")
    for name, ask in (("refuses", (400, {"error": "invalid_client_metadata"})), ("moved", (307, b"", {"Location": f"{away}/register"})),
                      ("secretless", (201, {"client_id": "c"})), ("by-post", (201, {
                          "client_id": "c", "client_secret": "s", "token_endpoint_auth_method": "client_secret_post"})),
                      ("silent", (201, b"yes"))):
        host(name, "registration_refused", {"/register": ask})
    host("down", "bad_status", {"/register": (503, b"")})
    host("scopeless", "scope_missing").scopes = [otherhost.OB3 + "credential.upsert"]
    learners = [(Learner(one), fault) for one, fault in faults.values()]
    wrong = {}
    for one, fault in learners:
        found = one.until(lambda it: it["state"] != "reading", 25)
        if (found["state"], found["fault"], bool(found["detail"])) != ("failed", fault, True):
            wrong[one.host.name] = (found["state"], found["fault"])
    plan.same("what is no host is told of, each by its fault", wrong, {})
    plan.same("nobody else was asked anything", elsewhere.strays, [])
    plan.same("and where it was sent on, nobody was", [one.path for one in server.strays if not one.path.startswith("/.well-known/")], [])
    plan.same("no page leads there", {one.look()["authorizationUrl"] for one, _ in learners}, {None})
    api = case("away-api")
    api.places = {"api": f"{away}/api"}
    plan.same("an API elsewhere is not believed: it is where the host said so",
              (Learner(api).connects()["state"], [one.path for one in api.times("GET", "/credentials")][:1], elsewhere.strays),
              ("connected", ["/away-api/ims/ob/v3p0/credentials"], []))


def read_slowly():
    """How it stands with a host that takes its time, for which nobody waits here before the end."""
    host = case("slow")
    host.answers = {"/discovery": lambda asked: time.sleep(17) or (404, b"")}
    found = Learner(host).until(lambda it: it["state"] != "reading", 25)
    return found["state"], found["fault"], bool(found["detail"])


def read_oddly():
    """What a host says beside is not what it is refused for."""
    for name, expires in (("never", 0), ("past", 1), ("far", 253402300800), ("farthest", 2 ** 53 - 1), ("text", "soon")):
        host = case(f"expires-{name}")
        host.answers = {"/register": lambda asked, expires=expires: (201, json.loads(asked.body) | {
            "client_id": "c", "client_secret": "s", "client_secret_expires_at": expires})}
        one = Learner(host)
        found = one.until(lambda it: it["state"] != "reading")
        kept = parts.sql(f"SELECT c.expires_at IS NULL FROM badge_host_client AS c JOIN badge_host AS h ON h.id = c.host WHERE h.base = '{host.base}'")
        plan.same(f"a client that expires {name}", (found["state"], kept), ("ready", "t"))


def read_again():
    """What a host says no more for a while counts on."""
    host = case("falters")
    one = Learner(host)
    one.until(lambda it: it["state"] == "ready")
    for name, answers, fault in (
            ("503", {"/discovery": (503, b"")}, "bad_status"), ("429", {"/discovery": (429, b"")}, "too_many_requests"),
            ("408", {"/discovery": (408, b"")}, "bad_status")):
        host.answers, before = answers, len(host.times("POST", "/register"))
        parts.sql(f"UPDATE badge_host SET look_at = now(), fault = NULL WHERE base = '{host.base}'")
        line.ask("POST", "/v1/me/badge-hosts", {"url": host.base}, one.token)
        parts.until(lambda: parts.sql(f"SELECT fault IS NOT NULL FROM badge_host WHERE base = '{host.base}'") == "t", 15)
        found = parts.sql(f"SELECT kind, fault, token_url FROM badge_host WHERE base = '{host.base}'")
        plan.same(f"a host that answers {name} is what it was", (found, one.look()["state"], len(host.times("POST", "/register")) - before),
                  (f"ob30\t{fault}\t{host.base}/token", "ready", 0))
    whole = otherhost.Server()
    host = whole.host("")
    home, said = whole.home, {"/.well-known/oauth-authorization-server": (200, {
        "issuer": whole.home, "token_endpoint": f"{whole.home}/token", "authorization_response_iss_parameter_supported": True})}
    host.answers = said
    one = Learner(host, "faltering")
    one.until(lambda it: it["state"] == "ready")
    host.answers = {"/.well-known/oauth-authorization-server": (503, b"")}
    parts.sql(f"UPDATE badge_host SET look_at = now() WHERE base = '{home}'")
    line.ask("POST", "/v1/me/badge-hosts", {"url": home}, one.token)
    parts.until(lambda: parts.sql(f"SELECT fault IS NOT NULL FROM badge_host WHERE base = '{home}'") == "t", 15)
    plan.same("and one whose authorization server falters still has to name itself",
              parts.sql(f"SELECT issuer, names_issuer, fault FROM badge_host WHERE base = '{home}'"), f"{home}\tt\tbad_status")
    whole.close()


def exchanged_badly():
    """What is no token is none, and what a host redirects is not sent on."""
    def told(answer):
        host = case(f"token-{answer[0]}")
        host.answers = {"/token": answer[1]}
        one = Learner(host).connects()
        return one["state"], one["fault"]

    answers = (
        ("refused", (400, {"error": "invalid_grant"}), "code_refused"),
        ("away", (307, b"", {"Location": f"{elsewhere.home}/token"}), "code_refused"),
        ("mac", (200, {"access_token": "a", "token_type": "mac"}), "unreadable"),
        ("lines", (200, {"access_token": "a\r\nX-Other: b", "token_type": "Bearer"}), "unreadable"),
        ("html", (200, b"<html></html>"), "unreadable"), ("endless", (200, b"x" * MIB), "unreadable"),
        ("none", (200, {"token_type": "Bearer"}), "unreadable"), ("broken", (500, b""), "bad_status"),
        ("created", (201, {"token_type": "Bearer"}), "unreadable"), ("empty", (204, b""), "unreadable"),
        ("later", (429, b""), "too_many_requests"))
    for (name, _, fault), found in zip(answers, at_once(told, answers)):
        plan.same(f"a token endpoint that is {name}", found, ("ready", fault))
    plan.same("and nobody was sent there", elsewhere.strays, [])

    def unknown(answer):
        host = case(f"unknown-{answer[0]}")
        host.answers = {"/token": answer[1]}
        one = Learner(host)
        fault = one.connects()["fault"]
        found = one.until(lambda it: it["state"] == "ready")
        anew = found["state"], len(host.times("POST", "/register"))
        host.answers = {}
        return fault, anew, one.connects()["state"]

    answers = (("client", (401, {"error": "invalid_client"})), ("bare", (401, b"")), ("bad", (400, {"error": "invalid_client"})))
    for (name, _), (fault, anew, after) in zip(answers, at_once(unknown, answers)):
        plan.same(f"a host that does not know this service any more, {name}", fault, "client_unknown")
        plan.same("is registered with anew", anew, ("ready", 2))
        plan.same("and then lets it in", after, "connected")
    host = case("greedy")
    host.scopes = [otherhost.OB3 + "credential.readonly", otherhost.OB3 + "profile.update"]
    host.answers = {"/token": lambda asked: (200, host.token(scope=f"{otherhost.OB3}credential.readonly {otherhost.OB3}credential.upsert admin"))}
    one = Learner(host)
    one.until(lambda it: it["state"] == "ready")
    sent = one.goes()
    plan.same("no more is asked for than is needed", sent["scope"], otherhost.OB3 + "credential.readonly")
    one.comes(sent)
    one.until(lambda it: it["state"] == "connected")
    plan.same("and no more is taken than was asked for", (one.look()["canPull"], one.look()["canPush"]), (True, False))
    plan.same("the code is shown with its verifier", {*host.times("POST", "/token")[0].form()} >= {"code", "code_verifier", "redirect_uri"}, True)


def denied():
    host = case("denying")
    one = Learner(host)
    one.until(lambda it: it["state"] == "ready")
    one.comes(one.goes(), error="access_denied")
    found = one.look()
    plan.same("who does not allow it there is told so here", (found["state"], found["fault"]), ("ready", "denied"))
    plan.same("and no code is exchanged, not even one beside it", host.times("POST", "/token"), [])


def connected(name, badges=(), **answers):
    host = case(name)
    host.badges, host.answers = list(badges), answers
    one = Learner(host)
    one.connects()
    return host, one


def listed_badly():
    host, one = connected("endless")
    host.answers = {"/credentials": lambda asked: (200, {"credential": [badge(f"e{asked.query['offset']}")]})}
    one.pulls()
    found = one.until(lambda it: it["fault"])
    plan.same("a list without an end is taken in as far as a visit goes",
              (found["fault"], found["state"], found["added"] > 5, len(host.times("GET", "/credentials")) <= 45),
              ("too_much", "connected", True, True))
    one.leaves()

    host, one = connected("same")
    host.answers = {"/credentials": (200, {"credential": [badge("s1"), badge("s2")]})}
    one.pulls()
    found = one.until(lambda it: it["pulledAt"])
    plan.same("one that knows no pages is read once", (found["fault"], found["added"]), (None, 2))

    def told(answer):
        host, one = connected(f"list-{answer[0]}")
        host.answers = {"/credentials": answer[1]}
        one.pulls()
        found = one.until(lambda it: it["fault"])
        waits = parts.sql(f"SELECT extract(epoch FROM pull_at - now()) > 800 FROM badge_host_account WHERE id = '{one.id}'")
        one.leaves()
        return found["fault"], found["state"], len(host.times("GET", "/credentials")), waits

    answers = (
        ("fat", (200, b'{"credential": ["' + b"x" * (6 * MIB) + b'"]}'), "unreadable"),
        ("gzip", (200, b"\x1f\x8b" + b"x" * 1000, {"Content-Encoding": "gzip"}), "unreadable"),
        ("html", (200, b"<html></html>", {"Content-Type": "text/html"}), "unreadable"),
        ("list", (200, [badge("l")]), "unreadable"), ("else", (200, {"items": []}), "unreadable"),
        ("deep", (200, b'{"credential": ' + b"[" * 5000 + b"]" * 5000 + b"}"), "unreadable"),
        ("imsx", (500, {"imsx_codeMajor": "failure", "imsx_severity": "error"}), "bad_status"),
        ("away", (302, b"", {"Location": f"{elsewhere.home}/credentials"}), "bad_status"),
        ("forbids", (403, {"imsx_codeMajor": "failure", "imsx_severity": "error"}), "forbidden"),
        ("later", (429, b"", {"Retry-After": "86400"}), "too_many_requests"))
    for (name, _, fault), (*found, times, waits) in zip(answers, at_once(told, answers)):
        plan.same(f"a list that is {name}", found, [fault, "connected"])
        plan.same("it is asked a few times for it, and no more", times < 12, True)
        if name == "later":
            plan.same("and as late as it wants", waits, "t")
    plan.same("nobody was sent on, with a token or without", elsewhere.strays, [])

    host, one = connected("list-holed")
    some = [badge(f"h{i}") for i in range(9)]

    def holed(asked, bad=(4, 5)):
        first, many = int(asked.query["offset"]), int(asked.query["limit"])
        if first > len(some):
            return 422, b""
        return (200, b"<html></html>") if any(first <= i < first + many for i in bad) else (200, {"credential": some[first:first + many]})

    host.answers = {"/credentials": holed}
    one.pulls()
    found = one.until(lambda it: it["pulledAt"])
    plan.same("what cannot be read in a list is passed by", (found["fault"], found["added"], found["refused"]), (None, 7, 2))
    host.answers = {"/credentials": lambda asked: holed(asked, (8,))}
    one.pulls()
    found = one.until(lambda it: it["pulledAt"])
    plan.same("at its end, too", (found["fault"], found["added"], found["known"], found["refused"]), (None, 2, 6, 1))
    for status in (400, 404, 416, 422):
        host.answers = {"/credentials": lambda asked, status=status: (200, {"credential": some}) if asked.query["offset"] == "0" else (status, b"")}
        one.pulls()
        found = one.until(lambda it: it["pulledAt"] or it["fault"])
        plan.same(f"a list that ends in {status}", (found["fault"], found["state"]), (None, "connected"))
    one.leaves()

    odd = [badge("o1"), "no.jws.here", 7, None, True, [badge("o2")], {}, {"@context": "x", "type": "VerifiableCredential"},
           badge("o3", id="http://localhost/ob/awards/019f0000-0000-7000-8000-000000000001"), badge("o4", id="http://localhost/v1"),
           "https://school.example/badges/5", badge("o6")]
    host, one = connected("odd")
    host.answers = {"/credentials": lambda asked: (200, {"credential": odd if asked.query["offset"] == "0" else []})}
    one.pulls()
    found = one.until(lambda it: it["pulledAt"])
    plan.same("of a list of all kinds of things the badges are kept", (found["added"], found["refused"], found["fault"]), (2, 10, None))
    kept = line.ask("GET", "/v1/me/credentials", token=one.token).json()["items"]
    plan.same("and nothing vouches for them", {item["verdict"] for item in kept} - {None, "not_verifiable"}, set())


def ended():
    host, one = connected("ends")
    host.answers = {"/credentials": (401, {"imsx_codeMajor": "failure", "imsx_severity": "error"}),
                    "/token": (400, {"error": "invalid_grant"})}
    one.pulls()
    found = one.until(lambda it: it["state"] == "ended")
    plan.same("who is let in no more is told so, after one try to refresh",
              (found["state"], found["fault"], len(host.times("POST", "/token"))), ("ended", "authorisation_ended", 2))
    plan.same("its tokens are gone", parts.sql(f"SELECT access IS NULL AND refresh IS NULL FROM badge_host_key WHERE account = '{one.id}'"), "t")

    host, one = connected("refreshes")
    host.answers = {"/credentials": (401, b"")}
    one.pulls()
    one.until(lambda it: it["state"] == "ended")
    plan.same("a host that refuses what it has just given is not asked round and round",
              (len(host.times("POST", "/token")), len(host.times("GET", "/credentials")) <= 5), (2, True))

    host, one = connected("away-for-a-while")
    parts.sql(f"UPDATE badge_host_key SET expires_at = now() WHERE account = '{one.id}'")
    host.answers = {"/token": (204, b"")}
    one.pulls()
    found = one.until(lambda it: it["fault"])
    plan.same("nor has one that answers nothing", (found["state"], found["fault"]), ("connected", "unreadable"))
    plan.same("it is not asked round and round either", len(host.times("POST", "/token")) <= 4, True)
    parts.sql(f"UPDATE badge_host_account SET failures = 0 WHERE id = '{one.id}'")
    host.answers = {"/token": (503, b"")}
    one.pulls()
    found = one.until(lambda it: it["fault"])
    plan.same("one that cannot refresh now has not ended it", (found["state"], found["fault"]), ("connected", "bad_status"))
    host.answers = {}
    found = one.until(lambda it: it["fault"] is None and it["pulledAt"])
    plan.same("it is tried again", (found["state"], found["fault"]), ("connected", None))
    used = [asked.form()["refresh_token"] for asked in host.times("POST", "/token") if "refresh_token" in asked.form()]
    plan.same("with the refresh token that it has", {*used}, {"rt-away-for-a-while-1"})


def brought():
    names = scene.set_up()
    made = line.ask("POST", f"/v1/organisations/{names['library']}/badges", {"template": "took-part", "language": "lt", "name": "Plaukiau"},
                    names["partner"]).json()["id"]
    line.ask("POST", f"/v1/badges/{made}/activation", None, names["partner"])

    def told(case_of):
        host, one = connected(f"push-{case_of[0]}")
        award = one.line.ask("POST", "/v1/awards", {"badge": made, "recipient": {"email": one.name}}, names["partner"]).json()["id"]
        host.answers = case_of[1]
        one.line.ask("POST", f"{one.path}/push", {"awards": [award]}, one.token)
        one.until(lambda it: it["pushesDue"] == 0)
        item = one.line.ask("GET", f"{one.path}/pushes", token=one.token).json()["items"][0]
        return item["state"], item["fault"], len(host.times("POST", "/credentials"))

    cases = (
        ("takes", {}, ("sent", None), 1),
        ("has-it", {"POST /credentials": (304, b"")}, ("sent", None), 1),
        ("text-only", {"POST /credentials": lambda asked: (415, b"") if asked.body[:1] == b"{" else (201, asked.body)}, ("sent", None), 2),
        ("refuses-it", {"POST /credentials": (400, b"")}, ("failed", "not_taken"), 1),
        ("forbids-it", {"POST /credentials": (403, b"")}, ("failed", "forbidden"), 1),
        ("sends-on", {"POST /credentials": (307, b"", {"Location": f"{elsewhere.home}/x"})}, ("failed", "not_taken"), 1))
    for (name, _, want, count), found in zip(cases, at_once(told, cases)):
        plan.same(f"a host that {name}", found, (*want, count))
    plan.same("no award was sent on", elsewhere.strays, [])
    host, one = connected("push-late")
    tries = []
    host.answers = {"POST /credentials": lambda asked: tries.append(asked) or ((500, b"") if len(tries) < 3 else (201, asked.body))}
    award = line.ask("POST", "/v1/awards", {"badge": made, "recipient": {"email": one.name}}, names["partner"]).json()["id"]
    line.ask("POST", f"{one.path}/push", {"awards": [award]}, one.token)
    one.until(lambda it: it["pushesDue"] == 0, 30)
    item = line.ask("GET", f"{one.path}/pushes", token=one.token).json()["items"][0]
    plan.same("a host that breaks is tried again", (item["state"], item["attempts"]), ("sent", 3))
    host, one = connected("push-rests")
    awards = []
    for name in ("Skaitau", "Piešiu"):
        another = line.ask("POST", f"/v1/organisations/{names['library']}/badges", {"template": "took-part", "language": "lt", "name": name},
                           names["partner"]).json()["id"]
        line.ask("POST", f"/v1/badges/{another}/activation", None, names["partner"])
        awards.append(line.ask("POST", "/v1/awards", {"badge": another, "recipient": {"email": one.name}}, names["partner"]).json()["id"])
    parts.until(lambda: parts.sql(f"SELECT lease_until IS NULL FROM badge_host_account WHERE id = '{one.id}'") == "t")
    host.answers, listed = {"POST /credentials": (429, b"", {"Retry-After": "86400"})}, len(host.times("GET", "/credentials"))
    line.ask("POST", f"{one.path}/push", {"awards": awards}, one.token)
    one.until(lambda it: parts.sql(f"SELECT rest_until > now() + interval '10 minutes' FROM badge_host_account WHERE id = '{one.id}'") == "t")
    parts.sql(f"UPDATE badge_host_account SET pull_began = NULL WHERE id = '{one.id}'")
    line.ask("POST", f"{one.path}/pull", None, one.token)
    line.ask("POST", f"{one.path}/push", {"awards": awards}, one.token)
    time.sleep(3)
    plan.same("a host that wants to rest is asked for nothing, for no award and by nobody",
              (len(host.times("POST", "/credentials")), len(host.times("GET", "/credentials")) - listed), (1, 0))
    both = line.ask("POST", f"{one.path}/push", {"awards": [award], "all": True}, one.token)
    plan.same("all, or those that are named", both.json()["code"], "bad_input")


def left():
    host, one = connected("leaving")
    host.answers = {"/revoke": (503, b"")}
    one.leaves()
    parts.until(lambda: len(host.times("POST", "/revoke")) == 2)
    plan.same("both tokens are given back, the one that lasts first",
              [asked.form()["token_type_hint"] for asked in host.times("POST", "/revoke")], ["refresh_token", "access_token"])
    parts.until(lambda: parts.sql("SELECT count(*) FROM badge_host_farewell WHERE attempts = 1") == "1")
    host.answers = {}
    parts.sql("UPDATE badge_host_farewell SET due_at = now()")
    plan.holds("and once more, when the host does not hear", None if parts.until(
        lambda: parts.sql("SELECT count(*) FROM badge_host_farewell") == "0") else "they are kept")
    plan.same("nothing else is said to it", [asked.path for asked in host.asked if asked.path.endswith("/credentials")][2:], [])


def older():
    """Badge Connect: hosted assertions are fetched, kept as they came, and judged."""
    second = otherhost.Server()
    host = second.host("")
    home = second.home
    documents = {
        "/issuer": {"@context": "https://w3id.org/openbadges/v2", "type": "Issuer", "id": f"{home}/issuer", "name": "Old School",
                    "url": home, "email": "school@school.example"},
        "/class": {"@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass", "id": f"{home}/class", "name": "Sailor",
                   "description": "Sails.", "image": f"{home}/image.png", "criteria": {"narrative": "Sail."}, "issuer": f"{home}/issuer"},
        "/one": {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": f"{home}/one", "badge": f"{home}/class",
                 "recipient": {"type": "email", "hashed": False, "identity": "older@example.net"},
                 "verification": {"type": "HostedBadge"}, "issuedOn": "2020-01-02T03:04:05Z"}}
    host.answers = {end: (200, document) for end, document in documents.items()} | {
        "/discovery": (404, b""),
        "/.well-known/badgeconnect.json": (200, {"@context": "https://w3id.org/openbadges/badgeconnect/v1", "id": f"{home}/.well-known/badgeconnect.json",
            "badgeConnectAPI": [{"name": "Old School", "apiBase": f"{home}/bc", "authorizationUrl": f"{home}/authorize", "tokenUrl": f"{home}/token",
                                 "registrationUrl": f"{home}/register", "tokenRevocationUrl": f"{home}/revoke",
                                 "scopesOffered": [otherhost.OB2 + "assertion.readonly", otherhost.OB2 + "assertion.create", "offline_access"]}]}),
        "/bc/assertions": lambda asked: (200, {"status": {"statusCode": 200, "statusText": "OK", "error": None}, "signedAssertions": [],
                                               "assertions": [documents["/one"]] if asked.query["offset"] == "0" else []})}
    one = Learner(host)
    found = one.until(lambda it: it["state"] == "ready")
    plan.same("a host of Badge Connect is found", (found["kind"], found["name"]), ("ob21", "Old School"))
    sent = one.goes()
    plan.same("it is asked to be read alone", sent["scope"], f"{otherhost.OB2}assertion.readonly offline_access")
    one.comes(sent)
    found = one.until(lambda it: it["pulledAt"])
    plan.same("its badge is fetched", (found["added"], found["canPull"], found["canPush"]), (1, True, False))
    parts.until(lambda: line.ask("GET", "/v1/me/credentials", token=one.token).json()["items"][0]["verdict"], 20)
    kept = line.ask("GET", "/v1/me/credentials", token=one.token).json()["items"]
    plan.same("and judged", [(item["verdict"], item["name"], item["kind"]) for item in kept], [("valid", None, "hosted_2")])
    file = line.ask("GET", f"/v1/me/credentials/{kept[0]['id']}/file", token=one.token)
    plan.same("it is the document as it came", (file.body, file.type), (json.dumps(documents["/one"]).encode(), "application/ld+json"))
    refused = line.ask("POST", f"{one.path}/push", {"all": True}, one.token)
    plan.same("nothing is brought there", refused.json()["code"], "badge_host_reads_only")
    second.close()


def play():
    for each in (read_badly, read_oddly, read_again, exchanged_badly, denied, listed_badly, ended, brought, left, older):
        each()


def kept():
    """All that stands of hosts, with bytes as letters where they are some."""
    return parts.sql("SET bytea_output = 'escape'; SELECT string_agg(a::text || h::text || coalesce(c::text, '') || coalesce(k::text, ''), '') FROM badge_host_account AS a "
                     "JOIN badge_host AS h ON h.id = a.host LEFT JOIN badge_host_client AS c ON c.host = h.id LEFT JOIN badge_host_key AS k ON k.account = a.id")


def secrets_in(text):
    """What the hosts have given away that is there to be read."""
    tokens = [f"{kind}-{name}-{number}" for name, host in server.hosts.items() for kind in ("at", "rt") for number in range(1, host.tokens + 1)]
    return [one for one in ("a-code", "s" * 40, *tokens) if one in text] or None


def main():
    with concurrent.futures.ThreadPoolExecutor(1) as beside:
        slowly = beside.submit(read_slowly)
        play()
    plan.same("a host that is too slow is no host either", slowly.result(), ("failed", "too_slow", True))
    shown = kept()
    plan.same("what is kept of hosts is there to be looked at", "client odd" in shown, True)
    plan.holds("no token is in it", secrets_in(shown))
    with open(f"{os.environ['STAGE_DIR']}/courier.log", encoding="utf-8") as file:
        plan.holds("nor in the log", secrets_in(file.read()))
    server.close()
    elsewhere.close()
    plan.end()

main()
