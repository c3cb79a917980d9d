"""Signing in: what tokens cost beside OpenSSL's own speed, refresh, and what a flood of passwords does to reads."""
import base64
import hashlib
import http.client
import os
import re
import secrets
import subprocess
import threading
import time
import urllib.parse

from . import meter

APP, PASSWORD = "019f0000-0000-7000-8000-0000000000be", "vakar sniegas virš upės"
BACK = "https://bench.example/back"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FLOOD, FLOOD_S = 500, 30
FAMILIES = 8


def psql(text):
    return subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-c", text], check=True,
                          capture_output=True, text=True).stdout.strip()


def openssl():
    """Operations a second of one core, by OpenSSL's own measure."""
    said = subprocess.run(["openssl", "speed", "-seconds", "2", "ecdsap256", "rsa2048"], check=True,
                          capture_output=True, text=True).stdout
    ec, rsa = re.search(r"ecdsa.*?([\d.]+)\s+([\d.]+)$", said, re.M), re.search(r"^rsa.*?([\d.]+)\s+([\d.]+)$", said, re.M)
    return {"ES256 sign": float(ec[1]), "ES256 verify": float(ec[2]), "RS256 sign": float(rsa[1])}


def tokens():
    build = os.environ["STAGE_BUILD"]
    subprocess.run(["make", "--silent", "-C", build, "tests/bench/tokens"], check=True, stdout=subprocess.DEVNULL)
    limit = openssl()
    said = subprocess.run([f"{build}/tests/bench/tokens", "2"], check=True, capture_output=True, text=True).stdout
    ours = {name: float(rate) for name, rate in (line.split() for line in said.splitlines())}
    # A token that was never seen before has to be made first.
    first = 1 / (1 / ours["issue-and-check"] - 1 / ours["issue"])
    for name, rate, of in (("access token issued", ours["issue"], "ES256 sign"),
                           ("access token checked, new", first, "ES256 verify"),
                           ("access token checked, known", ours["check-again"], "ES256 verify"),
                           ("id token issued", ours["identify"], "RS256 sign")):
        print(f"{name:34} {rate:9.0f} a second and core; OpenSSL's {of}: {limit[of]:.0f} ({rate / limit[of]:.2f})",
              flush=True)


class Line:
    """A kept connection from an address of its own, since sign-ins are counted by address."""

    def __init__(self, port, address="127.0.0.1"):
        self.kept = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(address, 0))

    def ask(self, method, target, form=None, headers=None):
        body = None if form is None else urllib.parse.urlencode(form)
        self.kept.request(method, target, body, (FORM if form else {}) | (headers or {}))
        got = self.kept.getresponse()
        return got.status, got.headers, got.read().decode()


def csrf(text):
    return re.search(r'name="csrf" value="([^"]+)"', text)[1]


def cookies(headers):
    return "; ".join(line.split(";")[0] for line in headers.get_all("Set-Cookie") or [])


def account(at):
    """Somebody who signs in by password: made as the pages do it, but for the mail."""
    token = secrets.token_urlsafe()
    person = psql(f"""WITH made AS (INSERT INTO person (email, name) VALUES ('bench@example.net', 'Bench') RETURNING id)
                      INSERT INTO mail_link (hash, kind, email, person, expires_at)
                      SELECT sha256('{token}'), 'reset', 'bench@example.net', id, now() + interval '1 hour' FROM made
                      RETURNING person""")
    line = Line(at.port)
    _, headers, page = line.ask("GET", f"/account/link?token={token}")
    status, _, said = line.ask("POST", "/account/new-password", {
        "csrf": csrf(page), "token": token, "password": PASSWORD}, {"Cookie": cookies(headers)})
    if status != 303:
        raise SystemExit(f"no account: {status} {said}")
    return person


def refresh_tokens(at, person):
    """One family for each; the codes are put in by hand, for what is measured is the exchange."""
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    scopes = "{openid,offline_access,learner:read}"
    psql(f"""INSERT INTO service_client (id, name, scopes, redirect_uris, grants, kind, auth_method)
             VALUES ('{APP}', 'Bench', '{scopes}', '{{{BACK}}}', '{{authorization_code,refresh_token}}', 'public', 'none');
             INSERT INTO connection (person, client, scopes) VALUES ('{person}', '{APP}', '{scopes}');
             INSERT INTO browser_session (hash, person, network, agent) VALUES (sha256('bench'), '{person}', '', 'bench')""")
    found = []
    for _ in range(FAMILIES):
        code = secrets.token_urlsafe(32)
        psql(f"""INSERT INTO authorization_code (hash, client, person, session, redirect_uri, challenge, scopes, auth_at)
                 SELECT sha256('{code}'), '{APP}', person, id, '{BACK}', '{challenge}', '{scopes}', now()
                   FROM browser_session WHERE agent = 'bench'""")
        status, _, said = Line(at.port).ask("POST", "/oauth2/token", {
            "grant_type": "authorization_code", "client_id": APP, "code": code, "redirect_uri": BACK,
            "code_verifier": verifier})
        if status != 200:
            raise RuntimeError(f"no tokens: {status} {said}")
        found.append(re.search(r'"refresh_token":"([^"]+)"', said)[1])
    return found


def refresh(at, person, seconds):
    """Each family in a thread of its own renews again and again; requests a second, and their cost."""
    counts = []

    def renew(token):
        line, count, ending = Line(at.port), 0, time.monotonic() + seconds
        while time.monotonic() < ending:
            status, _, said = line.ask("POST", "/oauth2/token", {
                "grant_type": "refresh_token", "client_id": APP, "refresh_token": token})
            if status != 200:
                raise RuntimeError(f"not renewed: {status} {said}")
            token, count = re.search(r'"refresh_token":"([^"]+)"', said)[1], count + 1
        counts.append(count)

    threads = [threading.Thread(target=renew, args=(token,)) for token in refresh_tokens(at, person)]
    with meter.Meter(at.pids()) as spent:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return sum(counts) / seconds, spent.cost(sum(counts))


def latencies(at, path, seconds, cookie):
    """The 50th and 99th of a hundred reads, in milliseconds, at two hundred reads a second."""
    line, took, ending = Line(at.port), [], time.monotonic() + seconds
    while time.monotonic() < ending:
        begun = time.monotonic()
        status, *_ = line.ask("GET", path, headers=cookie)
        took.append((time.monotonic() - begun) * 1000)
        if status != 200:
            raise RuntimeError(f"a read answered {status}")
        time.sleep(max(0, 0.005 - (time.monotonic() - begun)))
    took.sort()
    return took[len(took) // 2], took[len(took) * 99 // 100]


def flood(at, path, cookie):
    statuses, waits, begun = {}, [], time.monotonic()

    def sign_in(number):
        line = Line(at.port, f"127.0.1.{number % 100 + 1}")
        _, headers, page = line.ask("GET", "/account/sign-in")
        token, kept = csrf(page), cookies(headers)
        time.sleep(max(0, begun + number * FLOOD_S / FLOOD - time.monotonic()))
        status, headers, _ = line.ask("POST", "/account/sign-in", {
            "csrf": token, "email": "bench@example.net", "password": PASSWORD}, {"Cookie": kept})
        statuses[status] = statuses.get(status, 0) + 1
        waits.append(headers.get("Retry-After"))

    quiet = latencies(at, path, 8, cookie)
    begun = time.monotonic()
    threads = [threading.Thread(target=sign_in, args=(number,)) for number in range(FLOOD)]
    for thread in threads:
        thread.start()
    busy = latencies(at, path, FLOOD_S - 2, cookie)
    for thread in threads:
        thread.join()
    print(f"reads, quiet: p50 {quiet[0]:.1f} ms, p99 {quiet[1]:.1f} ms; during {FLOOD} sign-ins in {FLOOD_S} s: "
          f"p50 {busy[0]:.1f} ms, p99 {busy[1]:.1f} ms ({busy[1] / quiet[1]:.1f} times)")
    print(f"the sign-ins were answered: {', '.join(f'{count} x {status}' for status, count in sorted(statuses.items()))}; "
          f"{sum(wait is not None for wait in waits)} with Retry-After", flush=True)
