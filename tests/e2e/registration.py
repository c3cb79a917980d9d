#!/usr/bin/python3
"""Clients show who they are and register themselves, and all that may be wrong with that.

Stage: database api nginx
"""
import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.dont_write_bytecode = True
from playing import tap, web  # noqa: E402

ISSUER = "http://localhost"
SIGNER, OTHER, GATE, APP = (f"019f0000-0000-7000-8000-00000000000{n}" for n in "5678")
BACK, SECRET = "https://signer.example/back", "cs_" + "g" * 43
BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
UNKNOWN, KNOWN = (401, "invalid_client"), (400, "invalid_grant")
keys = tempfile.mkdtemp()
plan = tap.Plan()
server = web.Server(os.environ["STAGE_SOCKET"])


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def psql(text):
    return subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-c", text], capture_output=True, text=True,
                          check=True).stdout.strip()


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout


class Key:
    """A key pair in a file, and its public part as a JWK."""

    def __init__(self, name, alg):
        self.alg, self.path, self.kid = alg, f"{keys}/{name}", name
        kind = ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"] if alg == "ES256" else ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
        openssl("genpkey", "-algorithm", *kind, "-out", self.path)
        self.pem = openssl("pkey", "-in", self.path, "-pubout")
        der = openssl("pkey", "-in", self.path, "-pubout", "-outform", "DER")
        self.jwk = {"kid": name, "use": "sig", "alg": alg} | (
            {"kty": "EC", "crv": "P-256", "x": b64(der[-64:-32]), "y": b64(der[-32:])} if alg == "ES256" else
            {"kty": "RSA", "e": "AQAB", "n": b64(der[-261:-5])})

    def sign(self, data):
        made = openssl("dgst", "-sha256", "-sign", self.path, data=data)
        if self.alg == "RS256":
            return made
        first = made[4:4 + made[3]]
        second = made[6 + made[3]:]
        return b"".join(part.lstrip(b"\0").rjust(32, b"\0") for part in (first, second))


def assertion(key, signature=None, head=None, claims=None, raw_head=None, raw_claims=None):
    """A good one of the client SIGNER, with changes; None takes a member away."""
    now = int(time.time())
    header = {"alg": key.alg, "typ": "JWT", "kid": key.kid} | (head or {})
    said = {"iss": SIGNER, "sub": SIGNER, "aud": ISSUER, "jti": b64(os.urandom(12)), "iat": now, "exp": now + 60} | (claims or {})
    parts = [raw_head or json.dumps({n: v for n, v in header.items() if v is not None}),
             raw_claims or json.dumps({n: v for n, v in said.items() if v is not None})]
    signed = ".".join(b64(part.encode()) for part in parts)
    made = key.sign(signed.encode()) if signature is None else signature(signed.encode())
    return f"{signed}.{b64(made)}"


def ask(path, form, **headers):
    body = urllib.parse.urlencode([(n, v) for n, v in form.items() if v is not None]).encode()
    return server.ask("POST", path, [("Content-Type", FORM), *headers.items()], body)


def basic(client, secret):
    return "Basic " + base64.b64encode(f"{client}:{secret}".encode()).decode()


def shown(form, path="/oauth2/token", **headers):
    """Who is known hears that the code is not good; who is not hears of that alone."""
    return ask(path, {"grant_type": "authorization_code", "code": "ac_" + "x" * 43, "redirect_uri": BACK,
                      "code_verifier": "v" * 43, "client_assertion_type": BEARER} | form, **headers)


def error_of(reply):
    return reply.status, (reply.json() or {}).get("error")


def hmac_with(secret):
    import hmac
    return lambda data: hmac.new(secret, data, hashlib.sha256).digest()


def set_up():
    made = {name: Key(name, alg) for name, alg in (("ours", "ES256"), ("rsa", "RS256"), ("theirs", "ES256"))}
    sets = {SIGNER: [made["ours"].jwk, made["rsa"].jwk], OTHER: [made["theirs"].jwk]}
    for client, listed in sets.items():
        psql(f"""INSERT INTO service_client (id, name, scopes, redirect_uris, grants, auth_method, jwks)
                 VALUES ('{client}', 'Signer', '{{openid}}', '{{{BACK}}}', '{{authorization_code,refresh_token}}',
                         'private_key_jwt', '{json.dumps({"keys": listed})}')""")
    for client, kind, method in ((GATE, "confidential", "client_secret_basic"), (APP, "public", "none")):
        psql(f"""INSERT INTO service_client (id, name, scopes, redirect_uris, grants, kind, auth_method)
                 VALUES ('{client}', 'Gate', '{{openid}}', '{{{BACK}}}', '{{authorization_code,refresh_token}}', '{kind}', '{method}')""")
    psql(f"INSERT INTO client_secret (client, hash) VALUES ('{GATE}', sha256('{SECRET}'))")
    return made


def good_assertions(made):
    ours, rsa = made["ours"], made["rsa"]
    for title, token in (
            ("for the issuer", assertion(ours)), ("by RS256", assertion(rsa)),
            ("for the token endpoint", assertion(ours, claims={"aud": ISSUER + "/oauth2/token"})),
            ("for several", assertion(ours, claims={"aud": ["https://x.example", ISSUER]})),
            ("without a type", assertion(ours, head={"typ": None})),
            ("without a kid, since one key alone fits", assertion(ours, head={"kid": None})),
            ("with more claims", assertion(ours, claims={"nbf": int(time.time()), "x": {"y": [1]}}))):
        plan.same(f"an assertion {title} is taken", error_of(shown({"client_assertion": token})), KNOWN)
    plan.same("beside the same client_id",
              error_of(shown({"client_assertion": assertion(ours), "client_id": SIGNER})), KNOWN)
    plan.same("a public client shows its id", error_of(shown({"client_assertion_type": None, "client_id": APP})), KNOWN)
    plan.same("another its secret", error_of(shown({"client_assertion_type": None}, Authorization=basic(GATE, SECRET))), KNOWN)
    for path in ("/oauth2/introspect", "/oauth2/revoke"):
        for audience in (ISSUER, ISSUER + path):
            token = assertion(ours, claims={"aud": audience})
            reply = ask(path, {"token": "x", "client_assertion": token, "client_assertion_type": BEARER})
            plan.same(f"{path} takes one for {audience}", reply.status, 200)
    plan.same("but none for another endpoint", error_of(ask("/oauth2/revoke", {
        "token": "x", "client_assertion": assertion(ours, claims={"aud": ISSUER + "/oauth2/introspect"}),
        "client_assertion_type": BEARER})), UNKNOWN)


def forged(made):
    """Each a name and an assertion that is refused."""
    ours, rsa, theirs = made["ours"], made["rsa"], made["theirs"]
    now = int(time.time())
    good = assertion(ours)
    head, body, signature = good.split(".")
    yield "nothing", ""
    yield "a word", "assertion"
    yield "two parts", f"{head}.{body}"
    yield "four parts", good + ".x"
    yield "no signature", f"{head}.{body}."
    yield "a signature that is cut", good[:-4]
    yield "a signature of zeros", assertion(ours, signature=lambda data: bytes(64))
    yield "a signature as DER", assertion(ours, signature=lambda data: openssl("dgst", "-sha256", "-sign", ours.path, data=data))
    yield "other claims under the signature", ".".join([head, assertion(ours, claims={"exp": now + 90}).split(".")[1], signature])
    yield "padding", good + "=="
    yield "a blank inside", good.replace(".", ". ", 1)
    yield "alg none", assertion(ours, head={"alg": "none"}, signature=lambda data: b"")
    yield "alg none with a signature", assertion(ours, head={"alg": "none"})
    yield "alg NONE", assertion(ours, head={"alg": "NoNe"}, signature=lambda data: b"x")
    yield "HS256 with the public key as PEM", assertion(ours, head={"alg": "HS256"}, signature=hmac_with(ours.pem))
    yield "HS256 with the RSA key as PEM", assertion(rsa, head={"alg": "HS256"}, signature=hmac_with(rsa.pem))
    yield "HS256 with the key as JWK", assertion(ours, head={"alg": "HS256"}, signature=hmac_with(json.dumps(ours.jwk).encode()))
    yield "ES384", assertion(ours, head={"alg": "ES384"})
    yield "PS256", assertion(rsa, head={"alg": "PS256"})
    yield "RS256 named for the EC key", assertion(ours, head={"alg": "RS256"})
    yield "ES256 named for the RSA key", assertion(rsa, head={"alg": "ES256"})
    yield "no alg", assertion(ours, head={"alg": None})
    yield "a kid that is not there", assertion(ours, head={"kid": "gone"})
    yield "a kid that leads astray", assertion(ours, head={"kid": "../../dev/null"})
    yield "a kid that is a number", assertion(ours, head={"kid": 1})
    yield "another client's key", assertion(theirs)
    yield "another client's key under our kid", assertion(theirs, head={"kid": ours.kid})
    yield "a key of its own in the header", assertion(theirs, head={"jwk": theirs.jwk, "kid": ours.kid})
    yield "an address of keys", assertion(ours, head={"jku": "https://evil.example/jwks"})
    yield "a certificate", assertion(ours, head={"x5c": ["MIIB"]})
    yield "crit", assertion(ours, head={"crit": ["exp"]})
    yield "b64 false", assertion(ours, head={"b64": False})
    yield "an access token's type", assertion(ours, head={"typ": "at+jwt"})
    yield "a type that is no text", assertion(ours, head={"typ": 1})
    yield "a header twice over", assertion(ours, raw_head=f'{{"alg":"none","alg":"ES256","kid":"{ours.kid}"}}')
    yield "claims twice over", assertion(ours, raw_claims=json.dumps({"iss": SIGNER, "sub": SIGNER, "aud": ISSUER, "jti": "12345678901",
                                                                     "exp": now + 60})[:-1] + f', "sub": "{OTHER}"}}')
    yield "claims that are a list", assertion(ours, raw_claims="[]")
    yield "iss of another client", assertion(ours, claims={"iss": OTHER})
    yield "sub of another client", assertion(ours, claims={"sub": OTHER})
    yield "both of another client", assertion(ours, claims={"iss": OTHER, "sub": OTHER})
    yield "both of a client with a secret", assertion(ours, claims={"iss": GATE, "sub": GATE})
    yield "both of nobody", assertion(ours, claims={"iss": SIGNER[:-1] + "0", "sub": SIGNER[:-1] + "0"})
    yield "iss that is no id", assertion(ours, claims={"iss": "' OR 1=1 --", "sub": "' OR 1=1 --"})
    yield "no iss", assertion(ours, claims={"iss": None})
    yield "no sub", assertion(ours, claims={"sub": None})
    yield "no aud", assertion(ours, claims={"aud": None})
    yield "aud of another server", assertion(ours, claims={"aud": "https://evil.example"})
    yield "aud of several others", assertion(ours, claims={"aud": ["https://evil.example", OTHER]})
    yield "aud with a slash more", assertion(ours, claims={"aud": ISSUER + "/"})
    yield "aud of another endpoint", assertion(ours, claims={"aud": ISSUER + "/oauth2/revoke"})
    yield "aud with other things in its list", assertion(ours, claims={"aud": [ISSUER, 1]})
    yield "no exp", assertion(ours, claims={"exp": None})
    yield "exp that is a text", assertion(ours, claims={"exp": str(now + 60)})
    yield "expired", assertion(ours, claims={"exp": now - 60, "iat": now - 120})
    yield "too far exp", assertion(ours, claims={"exp": now + 3600})
    yield "exp that overflows", assertion(ours, raw_claims=json.dumps({"iss": SIGNER, "sub": SIGNER, "aud": ISSUER, "jti": "1234567890"})[:-1]
                                          + ', "exp": 99999999999999999999}')
    yield "iat to come", assertion(ours, claims={"iat": now + 120})
    yield "iat long ago", assertion(ours, claims={"iat": now - 86400})
    yield "nbf to come", assertion(ours, claims={"nbf": now + 120})
    yield "no jti", assertion(ours, claims={"jti": None})
    yield "an empty jti", assertion(ours, claims={"jti": ""})
    yield "a short jti", assertion(ours, claims={"jti": "1"})
    yield "a long jti", assertion(ours, claims={"jti": "j" * 300})
    yield "a jti that is a number", assertion(ours, claims={"jti": 1234567890})


def assertions_that_are_refused(made):
    count = 0
    for title, token in forged(made):
        count += 1
        plan.same(f"an assertion with {title} is refused", error_of(shown({"client_assertion": token})), UNKNOWN)
    plan.holds("there were sixty of them", None if count >= 60 else str(count))

    again = assertion(made["ours"])
    plan.same("one counts", error_of(shown({"client_assertion": again})), KNOWN)
    plan.same("once", error_of(shown({"client_assertion": again})), UNKNOWN)
    jti = b64(os.urandom(12))
    first, second = (assertion(made["ours"], claims={"jti": jti, "exp": int(time.time()) + n}) for n in (50, 70))
    plan.same("a jti counts", error_of(shown({"client_assertion": first})), KNOWN)
    plan.same("once, whatever else is new", error_of(shown({"client_assertion": second})), UNKNOWN)
    plan.same("but another client may have the same", error_of(shown({"client_assertion": assertion(
        made["theirs"], claims={"iss": OTHER, "sub": OTHER, "jti": jti})})), KNOWN)


def one_way_alone(made):
    ours = made["ours"]
    cases = (
        ("two ways: assertion and Basic", {"client_assertion": assertion(ours)}, basic(GATE, SECRET), (400, "invalid_request")),
        ("two ways: assertion and secret", {"client_assertion": assertion(ours), "client_secret": SECRET}, None, (400, "invalid_request")),
        ("two ways: Basic and secret", {"client_assertion_type": None, "client_id": GATE, "client_secret": SECRET},
         basic(GATE, SECRET), (400, "invalid_request")),
        ("two ways: a type and Basic", {}, basic(GATE, SECRET), (400, "invalid_request")),
        ("a secret in the form", {"client_assertion_type": None, "client_id": GATE, "client_secret": SECRET}, None, UNKNOWN),
        ("an assertion without its type", {"client_assertion_type": None, "client_assertion": assertion(ours)}, None, UNKNOWN),
        ("a SAML assertion", {"client_assertion_type": BEARER.replace("jwt", "saml2"), "client_assertion": assertion(ours)}, None, UNKNOWN),
        ("a type without an assertion", {"client_id": SIGNER}, None, UNKNOWN),
        ("an assertion and another client_id", {"client_assertion": assertion(ours), "client_id": OTHER}, None, UNKNOWN),
        ("Basic and another client_id", {"client_assertion_type": None, "client_id": OTHER}, basic(GATE, SECRET), UNKNOWN),
        ("the id of a client with a secret", {"client_assertion_type": None, "client_id": GATE}, None, UNKNOWN),
        ("the id of a client with keys", {"client_assertion_type": None, "client_id": SIGNER}, None, UNKNOWN),
        ("a secret for a client with keys", {"client_assertion_type": None}, basic(SIGNER, SECRET), UNKNOWN),
        ("a secret for a public client", {"client_assertion_type": None}, basic(APP, SECRET), UNKNOWN),
        ("an empty secret for a public client", {"client_assertion_type": None}, basic(APP, ""), UNKNOWN),
        ("a Bearer token", {"client_assertion_type": None}, "Bearer x", UNKNOWN),
        ("a Bearer token and a public client's id", {"client_assertion_type": None, "client_id": APP}, "Bearer x", UNKNOWN),
    )
    for title, form, header, want in cases:
        plan.same(f"{title}: refused", error_of(shown(form, **({"Authorization": header} if header else {}))), want)
    twice = f"grant_type=authorization_code&client_assertion_type={BEARER}&client_assertion={assertion(ours)}&client_assertion={assertion(ours)}"
    plan.same("an assertion twice: refused", error_of(server.ask("POST", "/oauth2/token", [("Content-Type", FORM)], twice.encode())),
              (400, "invalid_request"))
    plan.same("a public client is told of no tokens", error_of(ask("/oauth2/introspect", {"client_id": APP, "token": "x"})), UNKNOWN)


def guessing():
    """A minute may turn while it is guessed, so twice as many are tried."""
    replies = []
    for n in range(45):
        replies.append(shown({"client_assertion_type": None}, Authorization=basic(GATE, f"cs_{n}")))
        if replies[-1].status != 401:
            break
    plan.same("who guesses has to wait", error_of(replies[-1]), (429, "temporarily_unavailable"))
    plan.holds("and hears how long", None if replies[-1].headers["Retry-After"] else str(replies[-1].headers))
    plan.holds("after some twenty guesses", None if len(replies) > 15 else str(len(replies)))
    plan.same("another client does not", error_of(shown({"client_assertion_type": None, "client_id": APP})), KNOWN)


def fnv(text):
    value = 0xcbf29ce484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001b3 & 0xffffffffffffffff
    return value


def nobody_aims():
    """Limits are counted in a table. Guesses at a client that was made up for it met the place of another one."""
    made_up = next(name for name in (f"019f0000-0000-7000-8000-{n:012x}" for n in range(1 << 20))
                   if name != OTHER and fnv(f"{name} ") % 16384 == fnv(f"{OTHER} ") % 16384)
    for n in range(45):
        shown({"client_assertion_type": None}, Authorization=basic(made_up, f"cs_{n}"))
    plan.same("guesses at a client of nobody stop no other", error_of(
        shown({"client_assertion_type": None}, Authorization=basic(OTHER, "cs_x"))), UNKNOWN)


def register(metadata, token=None, method="POST", path="/oauth2/register"):
    body = metadata if isinstance(metadata, bytes) else json.dumps(metadata).encode()
    return server.ask(method, path, [("Content-Type", JSON), *([("Authorization", f"Bearer {token}")] if token else [])], body)


OB = "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly"
EC = {"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
REDIRECT, METADATA = "invalid_redirect_uri", "invalid_client_metadata"
ONE = "https://app.example/back"
# Each is refused; where only the addresses are named, they stand for the whole.
MISFITS = (
    ("no redirect_uris", {}, REDIRECT),
    ("an empty list of them", [], REDIRECT),
    ("a text in place of a list", {"redirect_uris": ONE}, REDIRECT),
    ("a number among them", [1], REDIRECT),
    ("eleven of them", [f"https://app.example/{n}" for n in range(11)], REDIRECT),
    ("one without TLS", ["http://app.example/back"], REDIRECT),
    ("a good and a bad one", [ONE, "http://app.example/back"], REDIRECT),
    ("one with a fragment", [ONE + "#x"], REDIRECT),
    ("one with a user", ["https://u@app.example/back"], REDIRECT),
    ("one with a wildcard", ["https://*.app.example/back"], REDIRECT),
    ("one that climbs", ["https://app.example/a/../b"], REDIRECT),
    ("a script", ["javascript:alert(1)"], REDIRECT),
    ("data", ["data:text/html,x"], REDIRECT),
    ("a scheme without a dot", ["myapp:/back"], REDIRECT),
    ("a scheme for a confidential client", ["com.example.app:/back"], REDIRECT),
    ("one with a line in it", ["https://app.example/\r\nX: 1"], REDIRECT),
    ("one without a host", ["https:///back"], REDIRECT),
    ("an address here", ["/back"], REDIRECT),
    ("an empty address", [""], REDIRECT),
    ("a loopback that is none", ["http://127.0.0.1.evil.example/"], REDIRECT),
    ("another auth method", {"token_endpoint_auth_method": "client_secret_post"}, METADATA),
    ("client_secret_jwt", {"token_endpoint_auth_method": "client_secret_jwt"}, METADATA),
    ("the implicit grant", {"grant_types": ["implicit"]}, METADATA),
    ("the password grant", {"grant_types": ["authorization_code", "password"]}, METADATA),
    ("a token as response", {"response_types": ["token"]}, METADATA),
    ("a hybrid response", {"response_types": ["code id_token"]}, METADATA),
    ("client_credentials of nobody", {"grant_types": ["client_credentials"]}, METADATA),
    ("refresh_token alone", {"grant_types": ["refresh_token"]}, METADATA),
    ("a scope of organisations", {"scope": "openid award:write"}, METADATA),
    ("the scope of introspection", {"scope": "token:introspect"}, METADATA),
    ("a scope that nobody knows", {"scope": "everything"}, METADATA),
    ("a scope that is a list", {"scope": ["openid"]}, METADATA),
    ("a blank scope", {"scope": "   "}, METADATA),
    ("jwks_uri", {"jwks_uri": "https://app.example/jwks", "token_endpoint_auth_method": "private_key_jwt"}, METADATA),
    ("jwks_uri beside jwks", {"jwks_uri": "https://app.example/jwks", "jwks": {"keys": [EC]}}, METADATA),
    ("keys that are missing", {"token_endpoint_auth_method": "private_key_jwt"}, METADATA),
    ("no key among the keys", {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": []}}, METADATA),
    ("a private key", {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [EC | {"d": "x"}]}}, METADATA),
    ("a secret key", {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [{"kty": "oct", "k": "eA"}]}}, METADATA),
    ("a key off the curve", {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [EC | {"x": EC["y"]}]}}, METADATA),
    ("a key of another curve", {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [EC | {"crv": "P-521"}]}}, METADATA),
    ("keys that are a text", {"jwks": "keys"}, METADATA),
    ("HS256 for the id token", {"id_token_signed_response_alg": "HS256"}, METADATA),
    ("no signature of it", {"id_token_signed_response_alg": "none"}, METADATA),
    ("a name too long", {"client_name": "n" * 101}, METADATA),
    ("a name of two lines", {"client_name": "Bank\nof the city"}, METADATA),
    ("a name that is turned around", {"client_name": "\u202eknaB"}, METADATA),
    ("a name with a mark of direction", {"client_name": "Bank\u2066"}, METADATA),
    ("a name that is a number", {"client_name": 1}, METADATA),
    ("a logo without TLS", {"logo_uri": "http://app.example/logo"}, METADATA),
    ("a script as its page", {"client_uri": "javascript:alert(1)"}, METADATA),
    ("terms that are no address", {"tos_uri": "see below"}, METADATA),
    ("a page with a user", {"policy_uri": "https://u:p@app.example/"}, METADATA),
    ("a page too long", {"client_uri": "https://app.example/" + "a" * 2050}, METADATA),
    ("an application of another type", {"application_type": "desktop"}, METADATA),
)


def registrations_that_are_refused():
    for title, metadata, error in MISFITS:
        whole = {"redirect_uris": metadata} if isinstance(metadata, list) else metadata
        if error == METADATA:
            whole = {"redirect_uris": [ONE]} | whole
        plan.same(f"registering with {title} is refused", error_of(register(whole)), (400, error))
    for title, body, want in (("no JSON", b"{", 400), ("a list", b"[]", 400), ("nothing", b"", 400),
                              ("a name with NUL", b'{"redirect_uris": ["https://app.example/"], "client_name": "Bank\\u0000"}', 400),
                              ("names twice", b'{"scope": "openid", "scope": "email"}', 400)):
        plan.same(f"registering with {title} is refused", register(body).status, want)
    plan.same("and with a form", ask("/oauth2/register", {"redirect_uris": ONE}).status, 415)
    plan.same("and with a token that is none", register({"redirect_uris": [ONE]}, token="x").status, 401)
    plan.same("nothing was registered so far", psql("SELECT count(*) FROM client_registration"), "0")


def registrations():
    usual = register({"redirect_uris": [ONE]})
    said = usual.json()
    plan.same("little has to be said", usual.status, 201)
    plan.same("what was not said is told", {name: said.get(name) for name in (
        "client_name", "grant_types", "response_types", "token_endpoint_auth_method", "scope", "id_token_signed_response_alg")},
        {"client_name": "app.example", "grant_types": ["authorization_code"], "response_types": ["code"],
         "token_endpoint_auth_method": "client_secret_basic", "scope": "openid profile email", "id_token_signed_response_alg": "RS256"})
    plan.holds("nothing is null", None if None not in said.values() else usual.text)
    plan.same("its secret is good", error_of(shown({"client_assertion_type": None},
              Authorization=basic(said["client_id"], said["client_secret"]))), KNOWN)
    odd = register({"redirect_uris": [ONE], "software_statement": "x.y.z", "client_name#lt": "Programa", "frobnicate": {"a": [1]},
                    "client_id": SIGNER, "client_secret": "mine", "registration_access_token": "mine", "logo_uri": "https://app.example/l",
                    "software_id": "s-1", "scope": OB, "client_name": "<script>alert(1)</script>", "grant_types": None})
    plan.same("what is not known is passed over", odd.status, 201)
    plan.holds("and nobody chooses an id or a secret",
               None if SIGNER != odd.json()["client_id"] and odd.json()["client_secret"] != "mine" else odd.text)
    plan.same("what is kept is told", (odd.json()["software_id"], odd.json()["logo_uri"], odd.json()["scope"], "software_statement" in odd.json()),
              ("s-1", "https://app.example/l", OB, False))
    public = register({"redirect_uris": ["com.example.app:/back", "http://127.0.0.1/back"], "token_endpoint_auth_method": "none",
                       "application_type": "native", "grant_types": ["authorization_code", "refresh_token"]}).json()
    plan.same("a public client has no secret", ("client_secret" in public, "client_secret_expires_at" in public), (False, False))
    key = Key("registered", "ES256")
    signer = register({"redirect_uris": [ONE], "token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [key.jwk | {"extra": 1}]}}).json()
    plan.same("its keys are kept, and nothing else", signer["jwks"], {"keys": [key.jwk]})
    identity = signer["client_id"]
    plan.same("and it signs with them", error_of(shown({"client_assertion": assertion(key, claims={"iss": identity, "sub": identity})})), KNOWN)
    page = server.ask("GET", "/oauth2/authorize?" + urllib.parse.urlencode(
        {"client_id": identity, "redirect_uri": ONE + "x", "response_type": "code"}), [], None)
    plan.same("people are led to what was registered alone", page.status, 400)
    more = [register({"redirect_uris": [ONE]}).status for _ in range(7)]
    plan.same("ten a day from one place", more, [201] * 6 + [429])


def what_is_told():
    about = server.ask("GET", "/.well-known/oauth-authorization-server", [], None).json()
    for name in ("registration_endpoint", "introspection_endpoint", "revocation_endpoint"):
        path = about[name].removeprefix(ISSUER)
        plan.same(f"its {name} is there", server.ask("GET", path, [], None).status, 405)
    plan.same("it says how clients may show who they are",
              (about["token_endpoint_auth_methods_supported"], about["token_endpoint_auth_signing_alg_values_supported"],
               about["introspection_endpoint_auth_methods_supported"]),
              (["client_secret_basic", "private_key_jwt", "none"], ["RS256", "ES256"], ["client_secret_basic", "private_key_jwt"]))
    dump = subprocess.run(["pg_dump", "--data-only"], capture_output=True, text=True, check=True).stdout
    # Alone, as tests/tools/find-secrets looks for them: within the numbers of a key such letters come by chance.
    plan.holds("no secret and no token is in the database",
               re.search(r"(?<![A-Za-z0-9_-])(cs|ra)_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])", dump))


def main():
    made = set_up()
    good_assertions(made)
    assertions_that_are_refused(made)
    one_way_alone(made)
    registrations_that_are_refused()
    registrations()
    guessing()
    nobody_aims()
    what_is_told()
    plan.end()


main()
