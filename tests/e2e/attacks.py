#!/usr/bin/python3
"""What an enemy has tried, each with what has to come of it; no worker may die of it.

Stage: database api receiver nginx
"""
import base64
import json
import os
import re
import subprocess
import sys
import time
import uuid

sys.dont_write_bytecode = True
from faulting import city as cities  # noqa: E402
from playing import raw, tap, web  # noqa: E402

WIDE = "\U0001f600"  # four bytes, of which a limit counts one
ACTIVITY = {"learningForm": "informal", "mode": "online", "type": "workshop", "category": "languages",
            "title": "x", "description": "y", "onlineUrl": "https://danes-biblioteka.example/"}
plan = tap.Plan()
server = web.Server(os.environ["STAGE_SOCKET"])


def ask(method, path, headers=None, content=None, kind="application/json"):
    headers = dict(headers or {})
    if content is not None:
        headers["Content-Type"] = kind
        content = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    if method == "POST":
        headers.setdefault("Idempotency-Key", uuid.uuid4().hex)
    return server.ask(method, path, list(headers.items()), content)


def code_of(reply):
    found = reply.json()
    return found.get("code") or found.get("error") if isinstance(found, dict) and reply.status >= 400 else None


def told(title, reply, status, code=None, within=None):
    got = (reply.status, code_of(reply))
    plan.holds(title, None if got == (status, code) and (within is None or reply.seconds < within)
               else f"{got} after {reply.seconds:.1f} s\n{reply.text[:300]}")


def log_of(part):
    """Whole lines: what of the last one is not written yet is left for the next time."""
    with open(f"{os.environ['STAGE_DIR']}/{part}.log", "rb") as file:
        return file.read().rpartition(b"\n")[0].decode()


def psql(text):
    return subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-c", text], capture_output=True,
                          text=True, check=True).stdout.strip()


def person(address):
    return cities.bearer(cities.citylearn("token", "--person", address))


def client_of(city, organisation, director, scopes):
    made = ask("POST", f"/v1/organisations/{organisation}/clients", director, {"name": "x", "scopes": scopes})
    return cities.Client(city.connection, made.json())


def parameters_where_none_are_taken(city):
    basic = base64.b64encode(f"{uuid.uuid4()}:x".encode()).decode()
    told("a token is asked for with a query", ask(
        "POST", "/oauth2/token?x=1", {"Authorization": f"Basic {basic}"}, b"grant_type=client_credentials",
        "application/x-www-form-urlencoded"), 401, "invalid_client")
    told("a batch is sent with a query", ask("POST", f"{city.home}/activities/_batch?x=1", city.director,
                                             {"items": [ACTIVITY]}), 400, "bad_input")


def methods_and_addresses(city):
    del city
    for method, path, status, code in (
            ("FOO", "/v1/cities", 501, "not_implemented"), ("get", "/v1/cities", 400, "malformed_request"),
            ("OPTIONS", "*", 400, "malformed_request"), ("OPTIONS", "/v1/nowhere", 404, "not_found"),
            ("GET", "/v1/cities/%ff", 404, "not_found"), ("GET", "/v1/cities/%c0%af", 404, "not_found"),
            ("GET", "/v1/cities/a%0d%0aX:1", 404, "not_found"),
            ("GET", "/v1/activities?q=aa>;rel=\"next\",<https://evil.example/", 400, "malformed_request"),
            ("GET", "/v1/activities?" + "&".join(["lang=lt"] * 900), 400, "bad_input"),
            ("GET", "/v1/activities?cursor=" + "A" * 1000, 400, "bad_cursor"),
            ("GET", "/v1/activities?fields=" + ",".join(["id"] * 41), 400, "bad_input")):
        told(f"{method} {path[:60]}", ask(method, path), status, code)


def what_nginx_answers_itself(city):
    del city
    ask("GET", "/v1/cities")
    for name, value in (("If-Match", '"x"'), ("If-Unmodified-Since", "Mon, 01 Jan 2001 00:00:00 GMT")):
        told(f"{name} beside a reply that was kept", ask("GET", "/v1/cities", {name: value}), 412,
             "precondition_failed")
    got = raw.exchange(b"GET /v1/cities\r\n\r\n")
    plan.holds("HTTP/0.9 gets no reply that does not say what it is", None if b"items" not in got.data else got.data)
    for path in ("/metrics", "//metrics", "/%6detrics", "/v1/../metrics", "/v1/%2e%2e/metrics", "/metrics?x", "/metrics;a"):
        got = raw.get(path, "CITYLEARN_LISTENER: operations", "Citylearn-Listener: operations", "X-Original-URL: /metrics")
        plan.same(f"figures are not at {path}", got.status, 404)
    got = raw.get("/v1/cities/klaipeda", "X-Forwarded-Host: evil.example", "Forwarded: host=evil.example")
    plan.holds("no header chooses the addresses of a reply", None if b"evil" not in got.data else got.data)


def large_things(city):
    """A hundred of the largest badges and activities that are taken, all on one page."""
    told("a badge with a tag of 10,000 letters", ask("POST", f"{city.home}/badges", city.director, {
        "name": "x", "tags": [WIDE * 10000]}), 400, "bad_input")
    texts = {tag: {"name": WIDE * 200, "description": WIDE * 2000, "criteria": WIDE * 5000}
             for tag in ("lt", "en", "uk")}
    made = ask("POST", f"{city.home}/badges", city.director, {"translations": texts, "tags": [WIDE * 200] * 20})
    told("a badge as large as may be", made, 201)
    psql(f"""INSERT INTO badge (organisation, achievement_type, translations, tags)
             SELECT organisation, achievement_type, translations, tags
               FROM badge, generate_series(1, 150) WHERE id = '{made.json()["id"]}'""")
    path, pages, seen = "/v1/badges?limit=100&expand=translations", 0, set()
    while path and pages < 20:
        page = ask("GET", path, city.director)
        if page.status != 200 or len(page.body) > 6 << 20:
            break
        seen.update(one["id"] for one in page.json()["items"])
        path, pages = (page.json().get("next") or "").replace("http://localhost", ""), pages + 1
    plan.holds("pages of them are cut short, and lead to all of them",
               None if len(seen) == 151 and 3 < pages < 20 else f"{len(seen)} badges on {pages} pages")
    told("with some members of each", ask("GET", "/v1/badges?limit=100&fields=id,tags,description,criteria",
                                         city.director), 200)


def a_full_portfolio(city):
    """An issuer awards and revokes without end, to burden somebody."""
    rasa = cities.bearer(cities.citylearn("token", "--learner", "rasa@example.net"))
    psql(f"""SET session_replication_role = replica;
             INSERT INTO badge (id, organisation, state, achievement_type, translations)
             VALUES ('00000000-0000-7000-8000-00000000000b', '{city.library}', 'active', 'Badge', '{{}}');
             INSERT INTO award (badge, organisation, recipient_email, person, narrative, revoked_at,
                                revocation_reason)
             SELECT '00000000-0000-7000-8000-00000000000b', '{city.library}', email, id,
                    repeat('{WIDE}', 2000), now(), repeat('{WIDE}', 500)
               FROM person, generate_series(1, 9000) WHERE email = 'rasa@example.net'""")
    portfolio = ask("GET", "/v1/me/portfolio", rasa)
    told("a portfolio of 9,000 awards", portfolio, 200)
    plan.same("says the newest 500", len((portfolio.json() or {}).get("awards", [])), 500)
    told("and a page of them", ask("GET", "/v1/me/awards?limit=100&fields=id,narrative", rasa), 200)
    psql(f"""SET session_replication_role = replica; DELETE FROM award;
             DELETE FROM badge WHERE organisation = '{city.library}'""")


def inputs_that_break_rules(city):
    home = f"{city.home}/activities/by-external-id"
    rows = (("an externalId of 3,000 letters", "x" * 3000, {}, "bad_input"),
            ("a blank one", "%20", {}, "bad_input"),
            ("one that turns the direction of writing", "a%E2%80%AEb", {}, "bad_input"),
            ("a price of nothing", "p", {"price": {"amount": "0.00", "currency": "EUR"}}, "price_is_nothing"),
            ("a time zone of POSIX", "z", {"timeZone": "<+03>-3/x"}, "unknown_time_zone"),
            ("a time zone that is a file", "z", {"timeZone": "../../etc/passwd"}, "unknown_time_zone"),
            ("a session in the year 0", "s", {"sessions": [{"startsAt": "0000-01-01T00:00:00Z",
                                                            "endsAt": "0000-01-01T00:00:00Z"}]}, "bad_input"))
    for title, external, more, code in rows:
        told(title, ask("PUT", f"{home}/{external}", city.director, ACTIVITY | more), 400, code)
    place = json.dumps(ACTIVITY | {"place": {"name": "x", "lat": 0.5, "lon": 0}})
    for number in ("1e-400", "0e-99999", "1e-20000", "1e400"):
        reply = ask("PUT", f"{home}/n", city.director, place.replace("0.5", number).encode())
        plan.holds(f"a latitude of {number}", None if reply.status in (200, 201, 400) else reply.text)
    told("an externalId of 200 letters of four bytes", ask(
        "PUT", f"{home}/" + "%F0%9F%98%80" * 200, city.director, ACTIVITY), 201)


def many_organisations(city):
    del city
    squatter = person("squatter@example.net")
    got = [ask("POST", "/v1/organisations", squatter, {
        "city": "klaipeda", "slug": f"squat-{n}", "legalName": "Squat", "name": "Squat",
        "registrationNumber": f"SQ-{n}"}) for n in range(21)]
    plan.same("one person registers twenty organisations that nobody verified", [one.status for one in got], [201] * 20 + [409])
    told("and no more", got[-1], 409, "too_many_organisations")


def one_limit_for_a_house(city):
    del city
    with open(f"{os.environ['STAGE_TOP']}/nginx/citylearn.conf.in", encoding="utf-8") as file:
        found = re.search(r'map \$remote_addr .*?"~(.*?)" \$', file.read(), re.S)[1].replace("(?<", "(?P<")
    for address, whom in (("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:"), ("2001:db8:1:2::1", "2001:db8:1:2:"),
                          ("2001:db8::1", "2001:db8:"), ("192.0.2.7", None), ("::1", None), ("unix:", None)):
        match = re.match(found, address)
        plan.same(f"{address} is limited with its neighbours", match and match[1], whom)


def what_others_may_see(city):
    reason = "Unpaid fees of Jonas"
    told("the city suspends an organisation", ask("PUT", f"{city.home}/suspension", city.administrator,
                                                  {"reason": reason}), 200)
    plan.same("its own people read why", ask("GET", city.home, city.director).json()["stateReason"], reason)
    plan.same("the public does not", ask("GET", city.home).json()["stateReason"], None)
    told("its clients publish nothing", ask(
        "PUT", f"{city.home}/activities/by-external-id/s", city.clients[0].headers,
        ACTIVITY | {"publish": True}), 409, "organisation_unverified")
    ask("DELETE", f"{city.home}/suspension", city.administrator)


def secrets_and_guesses(city):
    client = city.clients[0]
    psql("UPDATE service_client SET last_used_at = NULL")
    basic = base64.b64encode(f"{client.id}:cs_wrong".encode()).decode()
    told("a wrong secret", ask("POST", "/oauth2/token", {"Authorization": f"Basic {basic}"},
                               b"grant_type=client_credentials", "application/x-www-form-urlencoded"),
         401, "invalid_client")
    plan.same("does not make a client look used", psql("SELECT count(last_used_at) FROM service_client"), "0")

    badge = ask("POST", f"{city.home}/badges", city.director, {"name": "x", "criteria": "y"}).json()["id"]
    ask("POST", f"/v1/badges/{badge}/activation", city.director)
    award = ask("POST", "/v1/awards", city.director, {"badge": badge, "recipient": {"email": "a@example.net"}})
    told("an award", award, 201)
    award = award.json()["id"]
    # All within one minute, or some are forgotten; in capitals it is the same award, so more of them would show nothing.
    if time.time() % 60 > 50:
        time.sleep(61 - time.time() % 60)
    guesses = [ask("POST", "/v1/verifications", None, {"award": name, "recipient": {"email": f"a{n}@example.net"}})
               for n, name in enumerate([award, award.upper()] * 11)]
    plan.holds("whose it is can be asked a few times a minute",
               None if guesses[0].status == 200 and guesses[-1].status == 429
               and guesses[-1].headers["Retry-After"] else [one.status for one in guesses])
    told("whether it counts, as often as one likes", ask("POST", "/v1/verifications", None, {"award": award}), 200)


def scopes(city):
    draft = ask("POST", f"{city.home}/activities", city.director, ACTIVITY).json()["id"]
    badge = ask("POST", f"{city.home}/badges", city.director, {"name": "x", "criteria": "y"}).json()["id"]
    hooks = client_of(city, city.library, city.director, ["webhook:manage"]).headers
    reads = city.clients[0].headers
    for path in (f"/v1/activities/{draft}", f"/v1/badges/{badge}"):
        told(f"{path[:14]} of a draft, for a client that may read it", ask("GET", path, reads), 200)
        told("for one that may not", ask("GET", path, hooks), 404, "not_found")
    told("what is public it may read", ask("GET", city.home, hooks), 200)
    told("a client asks who it is", ask("GET", "/v1/me", reads), 403, "not_allowed")
    told("a client makes a client", ask("POST", f"{city.home}/clients", reads,
                                        {"name": "x", "scopes": ["award:write"]}), 403, "not_allowed")


def the_log(city):
    del city
    for junk in ("\u20ac" * 700, "\"}\\\n", "a\u0117" * 600):
        ask("GET", "/v1/cities", {"traceparent": junk.replace("\n", " ")})
    server.ask("GET", "/v1/cities", [("traceparent", "\u0117")], None)
    subprocess.run(["curl", "-sS", "--unix-socket", os.environ["STAGE_SOCKET"], "-H",
                    b"traceparent: \xff\xc4\xff" + b"\xc4" * 3000, "http://localhost/v1/cities"],
                   stdout=subprocess.DEVNULL, check=True)
    faults = []
    for number, line in enumerate(log_of("api").splitlines()):
        try:
            json.loads(line)
        except ValueError as fault:
            faults.append(f"line {number}: {fault}: {line[:200]}")
    plan.holds("each line of the log is JSON in UTF-8", "\n".join(faults))


def main():
    city = cities.City()
    for attack in (parameters_where_none_are_taken, methods_and_addresses, what_nginx_answers_itself,
                   large_things, a_full_portfolio, inputs_that_break_rules, many_organisations, one_limit_for_a_house,
                   what_others_may_see, secrets_and_guesses, scopes, the_log):
        attack(city)
        died = [line for line in log_of("api").splitlines() if "worker_died" in line or "Assertion" in line]
        plan.holds(f"no worker died of {attack.__name__.replace('_', ' ')}", "\n".join(died))
    plan.end()


if __name__ == "__main__":
    main()
