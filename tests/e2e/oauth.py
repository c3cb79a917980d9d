#!/usr/bin/python3
"""People sign in to apps: the whole flow, and all that may be wrong with each of its steps.

Stage: database api nginx
"""
import base64
import hashlib
import html
import json
import os
import re
import subprocess
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True
from playing import tap, web  # noqa: E402

ISSUER = "http://localhost"
APP, NATIVE, OTHER, ROBOT = (f"019f0000-0000-7000-8000-00000000000{n}" for n in "1234")
BACK, LOOPBACK, SCHEME = "https://portal.example/back?of=city", "http://127.0.0.1/back", "com.example.app:/back"
SECRET = "cs_" + "s" * 43
FORM = "application/x-www-form-urlencoded"
VERIFIER = "v" * 43
ODD = {"repeated", "raw"}
plan = tap.Plan()
server = web.Server(os.environ["STAGE_SOCKET"])


def sha(text):
    return hashlib.sha256(text.encode()).digest()


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


CHALLENGE = b64(sha(VERIFIER))


def psql(text):
    return subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-c", text], capture_output=True,
                          text=True, check=True).stdout.strip()


def set_up():
    clients = [(APP, "Portal", f"{{{BACK},https://portal.example/other}}", "public", "none"),
               (NATIVE, "Pocket", f"{{{LOOPBACK},http://[::1]/back,{SCHEME}}}", "public", "none"),
               (OTHER, "Other", "{https://other.example/back}", "confidential", "client_secret_basic")]
    for identity, name, addresses, kind, method in clients:
        psql(f"""INSERT INTO service_client (id, name, scopes, redirect_uris, grants, kind, auth_method)
                 VALUES ('{identity}', '{name}', '{{openid,profile,email,offline_access,learner:read,learner:write}}',
                         '{addresses}', '{{authorization_code,refresh_token}}', '{kind}', '{method}')""")
    psql(f"""INSERT INTO service_client (id, name, scopes, redirect_uris)
             VALUES ('{ROBOT}', 'Robot', '{{openid,organisation:read}}', '{{{BACK}}}')""")
    for client in (OTHER, ROBOT):
        psql(f"INSERT INTO client_secret (client, hash) VALUES ('{client}', '\\x{sha(SECRET).hex()}')")


class Browser:
    """One in which somebody is signed in, or nobody."""

    def __init__(self, email=None, since="0 seconds"):
        self.cookies = {}
        if email:
            cookie = b64(os.urandom(32))
            self.cookies["sid"] = cookie
            self.session = psql(f"""INSERT INTO browser_session (hash, person, network, agent, auth_at)
                VALUES ('\\x{sha(cookie).hex()}', person_enter('{email}'), '', 'test', now() - interval '{since}')
                RETURNING id""")
            self.person = psql(f"SELECT person_enter('{email}')")

    def ask(self, method, path, body=None, **headers):
        sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
        if self.cookies:
            sent.append(("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items())))
        if body is not None:
            sent.append(("Content-Type", FORM))
            body = body if isinstance(body, bytes) else urllib.parse.urlencode(body).encode()
        reply = server.ask(method, path, sent, body)
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return reply


def request(**changes):
    """The query of a request that is well-formed, with changes; None takes a parameter away."""
    asked = {"client_id": APP, "redirect_uri": BACK, "response_type": "code", "scope": "openid profile",
             "state": "s t&=", "nonce": "n-1", "code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    asked |= {name: value for name, value in changes.items() if name not in ODD}
    query = urllib.parse.urlencode([(name, value) for name, value in asked.items() if value is not None])
    return "&".join([query, *([changes["raw"]] if "raw" in changes else []),
                     *(urllib.parse.urlencode([pair]) for pair in changes.get("repeated", {}).items())])


def led_to(reply):
    """Where a reply leads, without its query, and the query."""
    where = reply.headers["Location"] or ""
    address, _, query = where.partition("?")
    return address, dict(urllib.parse.parse_qsl(query, keep_blank_values=True))


def fields(page):
    return {name: html.unescape(value) for name, value in
            re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text)}


def consent_of(page):
    """The fields of the form that answers, and not of the other forms of the page."""
    form = re.search(r'<form method="post" action="/oauth2/authorize">.*?</form>', page.text, re.S)
    return {name: html.unescape(value) for name, value in
            re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form.group(0))} if form else None


def allow(browser, query, decision="allow", **changes):
    """The reply to the request, after the person has said yes where they were asked."""
    page = browser.ask("GET", f"/oauth2/authorize?{query}")
    if page.status == 200:
        return browser.ask("POST", "/oauth2/authorize", consent_of(page) | {"decision": decision} | changes)
    return page


def code_of(browser, **changes):
    return led_to(allow(browser, request(**changes)))[1].get("code")


def token(form, client=None, secret=SECRET, **headers):
    sent = [("Content-Type", FORM), *headers.items()]
    if client:
        sent.append(("Authorization", "Basic " + base64.b64encode(f"{client}:{secret}".encode()).decode()))
    return server.ask("POST", "/oauth2/token", sent,
                      form if isinstance(form, bytes) else urllib.parse.urlencode(
                          {name: value for name, value in form.items() if value is not None}).encode())


def exchange(code, /, **changes):
    return token({"grant_type": "authorization_code", "client_id": APP, "code": code, "redirect_uri": BACK,
                  "code_verifier": VERIFIER} | changes)


def refresh(value, **changes):
    return token({"grant_type": "refresh_token", "client_id": APP, "refresh_token": value} | changes)


def claims_of(jwt):
    head, body, _ = jwt.split(".")
    return tuple(json.loads(base64.urlsafe_b64decode(part + "==")) for part in (head, body))


def error_of(reply):
    return reply.status, (reply.json() or {}).get("error")


def me(access, path="/oauth2/userinfo", method="GET"):
    return server.ask(method, path, [("Authorization", f"Bearer {access}")], None)


def dies_within(access, seconds=2.0):
    """None when every worker refuses the token in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if me(access).status == 401:
            time.sleep(max(0, end - time.monotonic()))
            left = {me(access).status for _ in range(6)}
            return None if left == {401} else f"some worker answers {left}"
        time.sleep(0.05)
    return f"it is taken after {seconds} s"


UNKNOWN, ADDRESS = "This app is not known here", "an address that is not its own"
# What is changed, and what comes: a page that leads nowhere, or an error at the app's own address.
REQUESTS = [
    ("no client_id", {"client_id": None}, UNKNOWN),
    ("an empty one", {"client_id": ""}, UNKNOWN),
    ("one that is none", {"client_id": "portal"}, UNKNOWN),
    ("one of nobody", {"client_id": "019f0000-0000-7000-8000-0000000000ff"}, UNKNOWN),
    ("one with SQL in it", {"client_id": "' OR 1=1 --"}, UNKNOWN),
    ("one with NUL in it", {"client_id": APP + "\0"}, UNKNOWN),
    ("two", {"repeated": {"client_id": OTHER}}, UNKNOWN),
    ("the same twice", {"repeated": {"client_id": APP}}, UNKNOWN),
    ("no redirect_uri", {"redirect_uri": None}, ADDRESS),
    ("an empty one", {"redirect_uri": ""}, ADDRESS),
    ("two", {"repeated": {"redirect_uri": "https://evil.example/"}}, ADDRESS),
    ("the right one twice", {"repeated": {"redirect_uri": BACK}}, ADDRESS),
    ("of another app", {"redirect_uri": "https://other.example/back"}, ADDRESS),
    ("of another host", {"redirect_uri": "https://evil.example/back?of=city"}, ADDRESS),
    ("without its query", {"redirect_uri": "https://portal.example/back"}, ADDRESS),
    ("with more of it", {"redirect_uri": BACK + "&x=1"}, ADDRESS),
    ("with a longer path", {"redirect_uri": "https://portal.example/other/x"}, ADDRESS),
    ("with a slash more", {"redirect_uri": "https://portal.example/other/"}, ADDRESS),
    ("with a letter more", {"redirect_uri": "https://portal.example/others"}, ADDRESS),
    ("with a way up", {"redirect_uri": "https://portal.example/other/../evil"}, ADDRESS),
    ("with a way up and back", {"redirect_uri": "https://portal.example/x/../other"}, ADDRESS),
    ("with an encoded way up", {"redirect_uri": "https://portal.example/other/%2e%2e/evil"}, ADDRESS),
    ("with an encoded letter", {"redirect_uri": "https://portal.example/%6fther"}, ADDRESS),
    ("with a user", {"redirect_uri": "https://portal.example@evil.example/other"}, ADDRESS),
    ("with a user before it", {"redirect_uri": "https://evil@portal.example/other"}, ADDRESS),
    ("with a backslash", {"redirect_uri": "https://evil.example\\@portal.example/other"}, ADDRESS),
    ("with a port", {"redirect_uri": "https://portal.example:443/other"}, ADDRESS),
    ("with another port", {"redirect_uri": "https://portal.example:8443/other"}, ADDRESS),
    ("with a fragment", {"redirect_uri": "https://portal.example/other#x"}, ADDRESS),
    ("with an empty fragment", {"redirect_uri": "https://portal.example/other#"}, ADDRESS),
    ("in capitals", {"redirect_uri": "https://PORTAL.example/other"}, ADDRESS),
    ("without TLS", {"redirect_uri": "http://portal.example/other"}, ADDRESS),
    ("of a longer host", {"redirect_uri": "https://portal.example.evil.example/other"}, ADDRESS),
    ("of a host below", {"redirect_uri": "https://x.portal.example/other"}, ADDRESS),
    ("of a host with a dot", {"redirect_uri": "https://portal.example./other"}, ADDRESS),
    ("without a host", {"redirect_uri": "//portal.example/other"}, ADDRESS),
    ("a path", {"redirect_uri": "/other"}, ADDRESS),
    ("a script", {"redirect_uri": "javascript:alert(1)"}, ADDRESS),
    ("data", {"redirect_uri": "data:text/html,x"}, ADDRESS),
    ("with a line in it", {"redirect_uri": "https://portal.example/other\r\nX-Evil: 1"}, ADDRESS),
    ("with NUL in it", {"redirect_uri": "https://portal.example/other\0"}, ADDRESS),
    ("with blanks around it", {"redirect_uri": " https://portal.example/other "}, ADDRESS),
    ("of a program, for a portal", {"redirect_uri": "http://127.0.0.1:8000/back"}, ADDRESS),
    ("of a program on localhost", {"client_id": NATIVE, "redirect_uri": "http://localhost:8000/back"}, ADDRESS),
    ("of a program elsewhere", {"client_id": NATIVE, "redirect_uri": "http://127.0.0.2:8000/back"}, ADDRESS),
    ("with another path of a program", {"client_id": NATIVE, "redirect_uri": "http://127.0.0.1:8000/evil"}, ADDRESS),
    ("with a port that hides a host", {"client_id": NATIVE, "redirect_uri": "http://127.0.0.1:80@evil.example/back"},
     ADDRESS),
    ("with a port too high", {"client_id": NATIVE, "redirect_uri": "http://127.0.0.1:65536/back"}, ADDRESS),
    ("with a longer scheme", {"client_id": NATIVE, "redirect_uri": "com.example.app2:/back"}, ADDRESS),
    ("with another path of a scheme", {"client_id": NATIVE, "redirect_uri": "com.example.app:/evil"}, ADDRESS),
    ("no response_type", {"response_type": None}, "invalid_request"),
    ("token, the implicit grant", {"response_type": "token"}, "unsupported_response_type"),
    ("id_token", {"response_type": "id_token"}, "unsupported_response_type"),
    ("code id_token", {"response_type": "code id_token"}, "unsupported_response_type"),
    ("code twice", {"repeated": {"response_type": "code"}}, "invalid_request"),
    ("response_mode fragment", {"response_mode": "fragment"}, "invalid_request"),
    ("response_mode form_post", {"response_mode": "form_post"}, "invalid_request"),
    ("no code_challenge", {"code_challenge": None}, "invalid_request"),
    ("none, and no method", {"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
    ("no method, which would be plain", {"code_challenge_method": None}, "invalid_request"),
    ("plain", {"code_challenge_method": "plain"}, "invalid_request"),
    ("s256", {"code_challenge_method": "s256"}, "invalid_request"),
    ("a challenge that is too short", {"code_challenge": CHALLENGE[:-1]}, "invalid_request"),
    ("one that is too long", {"code_challenge": CHALLENGE + "A"}, "invalid_request"),
    ("one that is no base64url", {"code_challenge": CHALLENGE[:-1] + "="}, "invalid_request"),
    ("two challenges", {"repeated": {"code_challenge": CHALLENGE}}, "invalid_request"),
    ("no scope", {"scope": None}, "invalid_scope"),
    ("one that is none", {"scope": "everything"}, "invalid_scope"),
    ("one that it may not have", {"scope": "award:write city:manage"}, "invalid_scope"),
    ("two scopes apart", {"repeated": {"scope": "email"}}, "invalid_request"),
    ("two states", {"repeated": {"state": "other"}}, "invalid_request"),
    ("a state with a line in it", {"state": "x\r\nSet-Cookie: sid=evil"}, "invalid_request"),
    ("a state that is too long", {"state": "x" * 2049}, "invalid_request"),
    ("a state that is no text", {"raw": "state=%ff", "state": None}, "invalid_request"),
    ("two nonces", {"repeated": {"nonce": "n-2"}}, "invalid_request"),
    ("another resource", {"resource": "https://evil.example"}, "invalid_target"),
    ("a path of ours", {"resource": ISSUER + "/v1"}, "invalid_target"),
    ("a request object", {"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
    ("a request_uri", {"request_uri": "https://evil.example/request"}, "request_uri_not_supported"),
    ("a registration", {"registration": "{}"}, "registration_not_supported"),
    ("prompt none with more", {"prompt": "none login"}, "invalid_request"),
    ("an unknown prompt", {"prompt": "surprise"}, "invalid_request"),
    ("prompt none before a yes", {"prompt": "none"}, "consent_required"),
    ("max_age below nothing", {"max_age": "-1"}, "invalid_request"),
    ("max_age that is no number", {"max_age": "1e3"}, "invalid_request"),
    ("a sign-in that is to come", {"auth_after": "99999999999"}, "invalid_request"),
    ("a client that is for no people", {"client_id": ROBOT}, "unauthorized_client"),
]


def requests_that_are_refused():
    browser = Browser("fresh@town.example")
    for title, changes, want in REQUESTS:
        reply = browser.ask("GET", f"/oauth2/authorize?{request(**changes)}")
        title = f"a request with {title}: {want}"
        if " " in want:
            plan.holds(title, None if reply.status == 400 and reply.headers["Location"] is None
                       and want in html.unescape(reply.text) else f"{reply.status} {reply.headers['Location']}")
            continue
        address, told = led_to(reply)
        keeps_state = "repeated" not in changes or "state" not in changes["repeated"]
        state = changes.get("state", "s t&=") if keeps_state and want != "invalid_request" else told.get("state")
        good = (reply.status, address, told.get("error"), told.get("iss"), told.get("state"), told.get("of")) == (
            303, BACK.partition("?")[0], want, ISSUER, state, "city") and told.get("error_description") \
            and "code" not in told and reply.headers["Set-Cookie"] is None
        plan.holds(title, None if good else f"{reply.status} {reply.headers['Location']}")
    told = led_to(browser.ask("GET", f"/oauth2/authorize?{request(repeated={'state': 'x'})}"))[1]
    plan.holds("a state that came twice is sent back by neither", None if "state" not in told else told)
    plan.same("none of these made a code", psql("SELECT count(*) FROM authorization_code"), "0")


def who_is_not_signed_in():
    nobody = Browser()
    reply = nobody.ask("GET", f"/oauth2/authorize?{request(login_hint='rasa@town.example')}")
    address, query = led_to(reply)
    plan.same("who is not signed in is sent to sign in", (reply.status, address, query["email"]),
              (303, f"{ISSUER}/account/sign-in", "rasa@town.example"))
    plan.holds("and comes back with the same request", None if dict(
        urllib.parse.parse_qsl(query["next"].partition("?")[2])) == dict(
        urllib.parse.parse_qsl(request(login_hint="rasa@town.example"))) else query["next"])
    plan.same("unless nobody may be asked", led_to(nobody.ask(
        "GET", f"/oauth2/authorize?{request(prompt='none')}"))[1]["error"], "login_required")
    plan.same("the consent of nobody counts for nothing", led_to(nobody.ask(
        "POST", "/oauth2/authorize", dict(urllib.parse.parse_qsl(request())) | {"decision": "allow"}))[0],
        f"{ISSUER}/account/sign-in")
    old = Browser("old@town.example", "1 hour")
    for changes in ({"prompt": "login"}, {"max_age": "0"}, {"max_age": "60"}, {"prompt": "login consent"}):
        address, query = led_to(old.ask("GET", f"/oauth2/authorize?{request(**changes)}"))
        plan.same(f"{changes} asks who signed in long ago to do so again", address, f"{ISSUER}/account/sign-in")
        after = query["next"]
        plan.holds("and once more as long as they have not", None if led_to(old.ask("GET", after))[0]
                   == f"{ISSUER}/account/sign-in" else after)
        plan.same("but no more when they have", Browser("old@town.example").ask("GET", after).status, 200)
    plan.same("max_age is long enough for a sign-in of before", old.ask(
        "GET", f"/oauth2/authorize?{request(max_age='7200')}").status, 200)
    plan.same("with prompt none a sign-in too long ago is said", led_to(old.ask(
        "GET", f"/oauth2/authorize?{request(max_age='60', prompt='none')}"))[1]["error"], "login_required")
    closed = Browser("closed@town.example")
    psql(f"UPDATE person SET closed_at = now() WHERE id = '{closed.person}'")
    plan.same("who closed the account is not signed in", led_to(closed.ask(
        "GET", f"/oauth2/authorize?{request()}"))[0], f"{ISSUER}/account/sign-in")


def consent_is_asked():
    browser = Browser("rasa@town.example")
    page = browser.ask("GET", f"/oauth2/authorize?{request()}")
    form = consent_of(page)
    plan.same("the person is asked on a page", (page.status, "Portal" in page.text), (200, True))
    plan.holds("which a form may leave for the app alone", None if "form-action 'self' https://portal.example;"
               in page.headers["Content-Security-Policy"] else page.headers["Content-Security-Policy"])
    for title, changes, headers in (
            ("of another site", {}, {"Sec_Fetch_Site": "cross-site"}), ("of a neighbour", {}, {"Sec_Fetch_Site": "same-site"}),
            ("with a foreign Origin", {}, {"Origin": "https://evil.example"}),
            ("without its guard", {"csrf": ""}, {}), ("with another guard", {"csrf": "x" * 43}, {})):
        reply = browser.ask("POST", "/oauth2/authorize", form | {"decision": "allow"} | changes, **headers)
        plan.same(f"a yes {title} is refused", (reply.status, reply.headers["Location"]), (403, None))
    stranger = Browser("stranger@town.example")
    plan.same("nor does one person's form count for another", stranger.ask(
        "POST", "/oauth2/authorize", form | {"decision": "allow"}).status, 403)
    for changes, want in (({"redirect_uri": "https://evil.example/"}, (400, "")),
                          ({"client_id": OTHER}, (400, "")), ({"code_challenge": ""}, (303, BACK.partition("?")[0]))):
        reply = browser.ask("POST", "/oauth2/authorize", form | {"decision": "allow"} | changes)
        plan.same(f"a yes to another {list(changes)[0]} is judged again", (reply.status, led_to(reply)[0]), want)
        plan.holds("and gives no code", None if "code" not in led_to(reply)[1] else reply.headers["Location"])
    for decision in ("deny", "", "allowed"):
        told = led_to(browser.ask("POST", "/oauth2/authorize", form | {"decision": decision}))[1]
        plan.same(f"'{decision}' is a no", (told.get("error"), told.get("state"), told.get("iss"), told.get("code")),
                  ("access_denied", "s t&=", ISSUER, None))
    wide = Browser("wide@town.example")
    granted = exchange(code_of(wide, scope="openid city:manage learner:read everything")).json()
    plan.same("a scope that the app may not have is left out", granted["scope"], "openid learner:read")
    reply = browser.ask("POST", "/oauth2/authorize", form | {"decision": "allow"})
    address, told = led_to(reply)
    plan.same("a yes leads back to the app", (reply.status, address, told["of"], told["state"], told["iss"]),
              (303, "https://portal.example/back", "city", "s t&=", ISSUER))
    for title, changes, asked in (
            ("the same is not asked again", {}, False), ("nor less", {"scope": "openid"}, False),
            ("nor with prompt none", {"prompt": "none"}, False), ("more is", {"scope": "openid email"}, True),
            ("also when the app wishes it", {"prompt": "consent"}, True),
            ("or another account", {"prompt": "select_account"}, True),
            ("or to act while the person is away", {"scope": "openid offline_access"}, True)):
        reply = browser.ask("GET", f"/oauth2/authorize?{request(**changes)}")
        plan.same(title, (reply.status, "code" in led_to(reply)[1]), (200, False) if asked else (303, True))
    for address, source in (("http://127.0.0.1:49152/back", "http://127.0.0.1:49152"), (SCHEME, "com.example.app:"),
                            ("http://[::1]:49152/back", "http:")):
        query = request(client_id=NATIVE, redirect_uri=address)
        reply = allow(browser, query)
        plan.same(f"a program is answered at {address}", (reply.status, led_to(reply)[0]), (303, address))
        page = browser.ask("GET", f"/oauth2/authorize?{query}")
        plan.holds("and asks each time", None if page.status == 200 and f"form-action 'self' {source};"
                   in page.headers["Content-Security-Policy"] else f"{page.status} {page.headers}")


def codes_are_exchanged():
    browser = Browser("rasa@town.example")
    psql(f"UPDATE person SET name = 'Rasa', language = 'lt' WHERE id = '{browser.person}'")
    got = exchange(code_of(browser, scope="openid profile email learner:read"))
    tokens = got.json()
    plan.same("a code gives tokens", (got.status, tokens["token_type"], tokens["expires_in"], tokens["scope"],
                                      "refresh_token" in tokens, got.headers["Cache-Control"],
                                      got.headers["Access-Control-Allow-Origin"]),
              (200, "Bearer", 600, "openid profile email learner:read", False, "no-store", "*"))
    head, identity = claims_of(tokens["id_token"])
    plan.same("the id token says who it is", {name: identity.get(name) for name in (
        "iss", "sub", "aud", "nonce", "name", "locale", "email", "email_verified", "sid", "at_hash")},
        {"iss": ISSUER, "sub": browser.person, "aud": APP, "nonce": "n-1", "name": "Rasa", "locale": "lt",
         "email": "rasa@town.example", "email_verified": True, "sid": browser.session,
         "at_hash": b64(sha(tokens["access_token"])[:16])})
    plan.holds("and when they signed in", None if abs(identity["auth_time"] - time.time()) < 60
               and identity["exp"] - identity["iat"] == 600 and head["typ"] == "JWT" else identity)
    _, access = claims_of(tokens["access_token"])
    plan.same("the access token is the app's", (access["client_id"], access["aud"], access["sub"], "org" in access,
                                                access["auth_time"]),
              (APP, ISSUER, browser.person, False, identity["auth_time"]))
    plan.same("it says nothing of roles and names", set(access) - {
        "iss", "sub", "aud", "client_id", "jti", "sid", "scope", "iat", "exp", "auth_time"}, set())
    for method in ("GET", "POST"):
        reply = me(tokens["access_token"], method=method)
        plan.same(f"userinfo by {method} says the same", (reply.json(), reply.headers["Access-Control-Allow-Origin"]), (
            {"sub": browser.person, "name": "Rasa", "locale": "lt", "email": "rasa@town.example", "email_verified": True}, "*"))
    plan.same("an API takes the access token", me(tokens["access_token"], "/v1/me/portfolio").status, 200)
    plan.same("but never the id token", me(tokens["id_token"]).status, 401)
    bare = exchange(code_of(browser, scope="openid")).json()
    plan.same("an app that may know less is told less", (me(bare["access_token"]).json(), sorted(
        set(claims_of(bare["id_token"])[1]) & {"email", "email_verified", "name", "locale"})), ({"sub": browser.person}, []))
    plain = exchange(code_of(browser, scope="learner:read")).json()
    plan.same("without openid there is no id token", ("id_token" in plain, me(plain["access_token"]).status), (False, 403))
    plan.same("nor what needs another scope", me(bare["access_token"], "/v1/me/portfolio").status, 403)
    confidential = token({"grant_type": "authorization_code", "redirect_uri": "https://other.example/back",
                          "code_verifier": VERIFIER, "code": code_of(
                              browser, client_id=OTHER, redirect_uri="https://other.example/back")}, OTHER)
    plan.same("an app with a secret shows it", (confidential.status, claims_of(confidential.json()["id_token"])[1]["aud"]),
              (200, OTHER))


def clients_are_no_people():
    robot = token({"grant_type": "client_credentials"}, ROBOT).json()["access_token"]
    for path in ("/oauth2/userinfo", "/v1/me", "/v1/me/connections"):
        reply = me(robot, path)
        plan.same(f"a client that acts for nobody is no person at {path}", (reply.status, reply.json()["code"]), (403, "not_allowed"))


# What is changed of a good exchange, the form, and what comes.
EXCHANGES = [
    ("no code", {"code": None}, (400, "invalid_request")),
    ("a code that is none", {"code": "ac_" + "x" * 43}, (400, "invalid_grant")),
    ("no verifier", {"code_verifier": None}, (400, "invalid_request")),
    ("another verifier", {"code_verifier": "w" * 43}, (400, "invalid_grant")),
    ("the challenge as its verifier", {"code_verifier": CHALLENGE}, (400, "invalid_grant")),
    ("a verifier that is too short", {"code_verifier": "v" * 42}, (400, "invalid_grant")),
    ("one that is too long", {"code_verifier": "v" * 129}, (400, "invalid_grant")),
    ("one with a letter that is none", {"code_verifier": "v" * 42 + "+"}, (400, "invalid_grant")),
    ("no redirect_uri", {"redirect_uri": None}, (400, "invalid_request")),
    ("another of its own", {"redirect_uri": "https://portal.example/other"}, (400, "invalid_grant")),
    ("one of another", {"redirect_uri": "https://evil.example/"}, (400, "invalid_grant")),
    ("no client", {"client_id": None}, (401, "invalid_client")),
    ("an unknown client", {"client_id": "019f0000-0000-7000-8000-0000000000ff"}, (401, "invalid_client")),
    ("a client that is none", {"client_id": "portal"}, (401, "invalid_client")),
    ("another app", {"client_id": NATIVE}, (400, "invalid_grant")),
    ("an app that has a secret and does not show it", {"client_id": OTHER}, (401, "invalid_client")),
    ("another resource", {"resource": "https://evil.example"}, (400, "invalid_target")),
    ("no grant", {"grant_type": None}, (400, "invalid_request")),
    ("the code as a refresh token", {"grant_type": "refresh_token"}, (400, "invalid_request")),
    ("the password grant", {"grant_type": "password"}, (400, "unsupported_grant_type")),
    ("the client's own grant", {"grant_type": "client_credentials"}, (400, "unauthorized_client")),
    ("the implicit grant", {"grant_type": "implicit"}, (400, "unsupported_grant_type")),
]


def exchanges_that_are_refused():
    browser = Browser("rasa@town.example")
    for title, changes, want in EXCHANGES:
        reply = exchange(code_of(browser), **changes)
        plan.holds(f"a code with {title}: {want[1]}", None if error_of(reply) == want and "access_token" not in reply.text
                   else f"{reply.status} {reply.text}")
    code = code_of(browser)
    form = urllib.parse.urlencode({"grant_type": "authorization_code", "client_id": APP, "redirect_uri": BACK,
                                   "code_verifier": VERIFIER, "code": code}).encode()
    plan.same("a parameter that came twice", error_of(token(form + b"&code=" + code.encode())), (400, "invalid_request"))
    plan.same("a public client that shows a secret", error_of(token(form, APP)), (401, "invalid_client"))
    plan.same("two clients at once", error_of(token(form, OTHER)), (401, "invalid_client"))
    plan.same("a client by another's secret", error_of(token(
        {"grant_type": "refresh_token", "refresh_token": "rt_x"}, OTHER, "cs_" + "x" * 43)), (401, "invalid_client"))
    plan.same("none of these has used the code up", exchange(code).status, 200)
    used = code_of(browser)
    exchange(used, code_verifier="w" * 43)
    plan.same("a wrong verifier has", error_of(exchange(used)), (400, "invalid_grant"))
    late = code_of(browser)
    psql(f"UPDATE authorization_code SET expires_at = now() WHERE hash = '\\x{sha(late).hex()}'")
    plan.same("a code counts for a minute", error_of(exchange(late)), (400, "invalid_grant"))
    code = code_of(browser)
    psql(f"SELECT session_end('{browser.person}', '{browser.session}', NULL)")
    plan.same("and as long as its person is signed in", error_of(exchange(code)), (400, "invalid_grant"))


def codes_come_twice():
    browser = Browser("twice@town.example")
    code = code_of(browser, scope="openid offline_access")
    first = exchange(code).json()
    plan.same("a code that comes twice", error_of(exchange(code)), (400, "invalid_grant"))
    plan.holds("ends what it gave", dies_within(first["access_token"]))
    plan.same("and its refresh token", error_of(refresh(first["refresh_token"])), (400, "invalid_grant"))
    plan.same("which its person can read of", psql(f"""SELECT count(*) FROM audit_entry
        WHERE about = '{browser.person}' AND action = 'code_reused'"""), "1")


def offline(browser):
    return exchange(code_of(browser, scope="openid email offline_access")).json()


def refresh_tokens_rotate():
    browser = Browser("away@town.example")
    first = offline(browser)
    second = refresh(first["refresh_token"]).json()
    plan.same("a refresh token gives the next", (second["refresh_token"] != first["refresh_token"], second["scope"],
                                                 claims_of(second["id_token"])[1]["sub"]),
              (True, "openid email offline_access", browser.person))
    plan.same("in the same family", claims_of(second["access_token"])[1]["sid"], claims_of(first["access_token"])[1]["sid"])
    plan.same("when the person signed in stays what it was", claims_of(second["id_token"])[1]["auth_time"],
              claims_of(first["id_token"])[1]["auth_time"])
    less = refresh(second["refresh_token"], scope="openid").json()
    plan.same("fewer scopes are to be had", less["scope"], "openid")
    plan.same("more are not", error_of(refresh(less["refresh_token"], scope="openid learner:write")), (400, "invalid_scope"))
    plan.same("nor behind many that are", error_of(refresh(less["refresh_token"], scope="openid " * 40 + "city:manage")),
              (400, "invalid_scope"))
    for title, changes, want in (("another app", {"client_id": NATIVE}, (400, "invalid_grant")),
                                 ("no client", {"client_id": None}, (401, "invalid_client")),
                                 ("no token", {"refresh_token": None}, (400, "invalid_request")),
                                 ("a token that is none", {"refresh_token": "rt_" + "x" * 43}, (400, "invalid_grant")),
                                 ("an access token", {"refresh_token": "x" * 190}, (400, "invalid_grant")),
                                 ("another resource", {"resource": "https://evil.example"}, (400, "invalid_target"))):
        plan.same(f"refreshing with {title}", error_of(refresh(less["refresh_token"], **changes)), want)
    back = refresh(less["refresh_token"]).json()
    plan.same("which used nothing up; all of the scopes are there still", back["scope"], "openid email offline_access")
    again = refresh(less["refresh_token"]).json()
    plan.same("who did not hear the answer asks once more", "refresh_token" in again, True)
    plan.same("what was not heard counts no more, and ends all", error_of(refresh(back["refresh_token"])), (400, "invalid_grant"))
    plan.same("the newest too", error_of(refresh(again["refresh_token"])), (400, "invalid_grant"))
    plan.holds("and all access tokens", dies_within(again["access_token"]))
    plan.same("the person gets a mail", psql(f"""SELECT count(*) FROM mail
        WHERE person = '{browser.person}' AND kind = 'refresh_reused'"""), "1")
    stolen = offline(browser)
    taken = refresh(stolen["refresh_token"]).json()
    kept = refresh(taken["refresh_token"]).json()
    plan.same("an old one ends the family", error_of(refresh(stolen["refresh_token"])), (400, "invalid_grant"))
    plan.same("so that nobody has the newest", error_of(refresh(kept["refresh_token"])), (400, "invalid_grant"))


def apps_that_may_less():
    browser = Browser("less@town.example")
    got = offline(browser)
    psql(f"UPDATE service_client SET scopes = array_remove(scopes, 'email') WHERE id = '{APP}'")
    got = refresh(got["refresh_token"]).json()
    plan.same("what an app may not have any more it does not get", (got["scope"], "email" in me(got["access_token"]).json()),
              ("openid offline_access", False))
    psql(f"UPDATE service_client SET scopes = array_append(scopes, 'email') WHERE id = '{APP}'")


def much_at_once():
    """One token, many at a time: one family goes on or ends, and there are never two."""
    browser = Browser("many@town.example")
    first = offline(browser)
    family = claims_of(first["access_token"])[1]["sid"]
    script = f"grant_type=refresh_token&client_id={APP}&refresh_token={first['refresh_token']}"
    runs = [subprocess.Popen(["curl", "-s", "--unix-socket", os.environ["STAGE_SOCKET"], "-d", script,
                              "http://localhost/oauth2/token"], stdout=subprocess.PIPE, text=True) for _ in range(12)]
    got = [json.loads(run.communicate()[0]) for run in runs]
    alive = psql(f"""SELECT count(*) FROM refresh_token
                      WHERE family = '{family}' AND used_at IS NULL AND revoked_at IS NULL""")
    plan.same("of many who ask at once each is answered", sum("refresh_token" in one for one in got), 12)
    plan.same("and one token is alive then", alive, "1")
    code = code_of(browser)
    script = urllib.parse.urlencode({"grant_type": "authorization_code", "client_id": APP, "code": code,
                                     "redirect_uri": BACK, "code_verifier": VERIFIER})
    runs = [subprocess.Popen(["curl", "-s", "--unix-socket", os.environ["STAGE_SOCKET"], "-d", script,
                              "http://localhost/oauth2/token"], stdout=subprocess.PIPE, text=True) for _ in range(12)]
    got = [json.loads(run.communicate()[0]) for run in runs]
    plan.same("a code is exchanged once", sum("access_token" in one for one in got), 1)


def what_ends():
    browser = Browser("ends@town.example")
    online, away = exchange(code_of(browser)).json(), offline(browser)
    page = browser.ask("GET", "/account")
    reply = browser.ask("POST", "/account/sign-out", fields(page) or {"csrf": fields(browser.ask("GET", "/account/sign-out"))["csrf"]})
    plan.same("one signs out", reply.status, 303)
    plan.holds("and what apps got by this browser ends", dies_within(online["access_token"]))
    plan.same("but for those that may act while one is away", refresh(away["refresh_token"]).status, 200)
    browser = Browser("ends@town.example")
    away = exchange(code_of(browser, scope="openid learner:read learner:write offline_access")).json()
    listed = me(away["access_token"], "/v1/me/connections").json()["items"]
    plan.same("one's apps are listed", [(one["client"], one["name"], one["unverified"]) for one in listed], [(APP, "Portal", False)])
    page = browser.ask("GET", "/account/apps")
    plan.holds("also on a page", None if "Portal" in page.text else page.text)
    plan.same("an app that is none is not ended", me(away["access_token"], f"/v1/me/connections/{OTHER}", "DELETE").status, 404)
    reply = browser.ask("POST", "/account/apps/revoke", {"csrf": fields(page)["csrf"], "app": APP})
    plan.same("and ended there", led_to(reply)[0], f"{ISSUER}/account/apps")
    plan.holds("its tokens end", dies_within(away["access_token"]))
    plan.same("all of them", error_of(refresh(away["refresh_token"])), (400, "invalid_grant"))
    plan.same("it has to ask again", browser.ask("GET", f"/oauth2/authorize?{request()}").status, 200)
    again = exchange(code_of(browser, scope="openid learner:write")).json()
    plan.same("an app can end itself", me(again["access_token"], f"/v1/me/connections/{APP}", "DELETE").status, 204)
    plan.holds("and then it has", dies_within(again["access_token"]))
    last = exchange(code_of(browser, scope="openid offline_access")).json()
    psql(f"SELECT person_close('{browser.person}')")
    plan.holds("who closes the account ends all", dies_within(last["access_token"]))
    plan.same("for good", error_of(refresh(last["refresh_token"])), (400, "invalid_grant"))


def what_it_is():
    told = [server.ask("GET", path, [], None) for path in (
        "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration?x=1")]
    plan.same("both addresses say the same", told[0].json(), told[1].json())
    about = told[0].json()
    plan.same("of this issuer", (about["issuer"], about["code_challenge_methods_supported"], about["response_types_supported"],
                                 about["authorization_response_iss_parameter_supported"]), (ISSUER, ["S256"], ["code"], True))
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
        reply = server.ask("GET", about[name].removeprefix(ISSUER), [], None)
        plan.holds(f"its {name} is there", None if reply.status != 404 else reply.text)
    plan.same("any site may read it", told[0].headers["Access-Control-Allow-Origin"], "*")


def main():
    set_up()
    for part in (requests_that_are_refused, who_is_not_signed_in, consent_is_asked, codes_are_exchanged,
                 clients_are_no_people, exchanges_that_are_refused, codes_come_twice, refresh_tokens_rotate, apps_that_may_less,
                 much_at_once, what_ends, what_it_is):
        part()
    plan.end()


main()
