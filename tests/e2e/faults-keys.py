#!/usr/bin/python3
"""The keys are rotated under load, while tokens are fetched anew: nobody notices.

Stage: database api nginx
"""
import base64
import json
import sys
import threading
import time

sys.dont_write_bytecode = True
from faulting import city, load, parts  # noqa: E402
from playing import tap  # noqa: E402

ROUNDS = 10 if parts.LONG else 3
KNOWN_S = 2.5  # within which each worker has looked for keys


def kid(token):
    head = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"]


def keep_refreshing(home, ending, failed, tokens):
    connection = load.Connection()
    while not ending.is_set():
        for client in home.clients:
            got = client.refresh(connection)
            if got.status != 200:
                failed.append(got)
            tokens.add(client.token)
        time.sleep(0.2)


def rotate(home):
    """What failed while keys were rotated, and all tokens that there were."""
    tokens, failed, ending = {client.token for client in home.clients}, [], threading.Event()
    refreshing = threading.Thread(target=keep_refreshing, args=(home, ending, failed, tokens))
    refreshing.start()
    with load.Load(home) as busy:
        for _ in range(ROUNDS):
            time.sleep(KNOWN_S)
            city.citylearn("keys", "rotate", "--now")
        time.sleep(KNOWN_S)
    ending.set()
    refreshing.join()
    print(f"# {ROUNDS} rotations, {len(tokens)} tokens; {busy.said()}")
    return busy, failed, tokens


def crowded(plan, home):
    """More keys were retired within a day than a worker takes in; it has those that sign, and the last ones before."""
    before = [client.headers for client in home.clients]
    city.citylearn("keys", "rotate", "--now")
    parts.sql("INSERT INTO signing_key (kid, state, algorithm, jwk, sealed, created_at, retired_at) "
              "SELECT 'before-' || n, 'retired', algorithm, jwk, sealed, now() - interval '2 hours', now() - interval '1 hour' "
              "FROM signing_key, generate_series(1, 70) AS n WHERE state = 'active' AND algorithm = 'ES256'")
    time.sleep(KNOWN_S)
    plan.same("however many were retired, tokens are signed", {client.refresh(home.connection).status for client in home.clients}, {200})
    after = [client.headers for client in home.clients]
    plan.same("they count, as do the last ones before",
              {home.connection.ask("GET", f"{home.home}/activities?limit=1", one).status for one in before + after}, {200})


def main():
    plan = tap.Plan()
    home = city.City()
    busy, failed, tokens = rotate(home)
    kids = {kid(token) for token in tokens}
    plan.same("tokens were signed with each key in its turn", len(kids), ROUNDS + 1)
    plan.holds("no read fails", load.failures(busy.failed_reads))
    plan.holds("no write fails", load.failures(busy.failed_writes))
    plan.holds("no token is refused to who asks for one", load.failures(failed))
    oldest = [next(token for token in tokens if kid(token) == one) for one in kids]
    plan.same("tokens of retired keys still count",
              {home.connection.ask("GET", f"{home.home}/activities?limit=1", city.bearer(token)).status
               for token in oldest for _ in range(4)}, {200})
    jwks = home.connection.ask("GET", "/oauth2/jwks", {"Cookie": "not=cached"}).json()["keys"]
    plan.same("the published keys hold all of them, and the next, of each algorithm",
              [sum(key["alg"] == one for key in jwks) for one in ("ES256", "RS256")], [ROUNDS + 2] * 2)
    plan.same("by their kids", kids - {key["kid"] for key in jwks}, set())
    plan.same("and no private half", [key for key in jwks if "d" in key], [])
    crowded(plan, home)
    plan.end()


main()
