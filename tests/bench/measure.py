#!/usr/bin/python3
"""What a request costs: microseconds of CPU in nginx, in the workers and in PostgreSQL.

Stage: database receiver api

Each line is one route under wrk, through nginx, out of its cache: callers show
a token or, where the line says so, a cookie, which nginx's cache passes over.
Beside it stands its limit: PostgreSQL alone with the same statement, asked by
pgbench with prepared statements; and, for the read by id, a peer that asks the
same of the same PostgreSQL behind the same nginx.
"""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.environ["STAGE_TOP"], "tests", "e2e"))
from measuring import credentials, front, imports, limits, loads, meter, sign_ins, town, webhooks  # noqa: E402

SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))


def wanted(name):
    words = os.environ.get("BENCH_ROUTES", "").split()
    return not words or any(word in name for word in words)


def line(name, rate, cost, limit=None):
    cells = [f"{name:34}", f"{rate:9.0f}"] + [f"{cost[part]:8.0f}" for part in meter.PARTS]
    cells.append(f"{sum(cost.values()):8.0f}")
    if limit is not None:
        cells += [f"{limit.cost:8.0f}", f"{cost['postgres'] / limit.cost:6.2f}", f"{rate / limit.rate:6.2f}"]
    print(" ".join(cells), flush=True)


def heading():
    print(f"{'':34} {'requests':>9} {'microseconds of CPU a request':^35} {'the statement alone':>25}")
    print(f"{'route':34} {'a second':>9} {'nginx':>8} {'workers':>8} {'postgres':>8} {'in all':>8} "
          f"{'postgres':>8} {'cost x':>6} {'rate x':>6}")


def routes(home, at):
    """Name, its requests, and the statement that is its limit with the values of its inputs."""
    some = home.activities[0]
    asked = "{lt,en}"
    search = [None] * 21
    search[0], search[9], search[18], search[19], search[20] = "klaipeda", "f", "20", asked, "f"
    words = search[:1] + ["skaitome garsiai"] + search[2:]
    yield "nginx alone, return 200", loads.reads(["/"], port=at.plain), None
    yield "hello: /v1/health", loads.reads(["/v1/health"], home.cookie), None
    yield "city by id, cookie", loads.reads([f"/v1/cities/{home.id}"], home.cookie), (
        "city", "city_show", [home.id, asked, "f"])
    yield "activity by id, cookie", loads.reads(home.paths, home.cookie), (
        "activity", "activity_show", [some, asked, "f"])
    yield "activity by id, token", loads.reads(home.paths, home.readers), (
        "activity", "activity_show", [some, asked, "f"])
    yield "20 activities, cookie", loads.reads(["/v1/activities?city=klaipeda&limit=20"], home.cookie), (
        "activity", "activity_by_start", search)
    yield "search by words, cookie", loads.reads(["/v1/activities?city=klaipeda&limit=20&q=skaitome+garsiai"],
                                                 home.cookie), ("activity", "activity_by_start", words)
    yield "verification, cookie", loads.reads([f"/v1/verifications/{one}" for one in home.awards],
                                              home.cookie), (
        "verification", "verification_show", [home.awards[0], asked])
    yield "hosted credential, as nginx keeps it", loads.reads([f"/ob/awards/{one}" for one in home.awards]), None
    # No cookie is heard there, so that it takes a token to pass the cache.
    yield "hosted credential, token", loads.reads([f"/ob/awards/{one}" for one in home.awards], home.readers), (
        "credential", "credential_document", [home.awards[0]])
    yield "portfolio, 304, token", loads.reads(["/v1/me/portfolio"], home.learners), (
        "person", "portfolio_show", [home.person, asked])
    yield "500 changes (RPDE), cookie", loads.reads(["/feeds/rpde/activities"], home.cookie), (
        "feed", "feed_changes", ["0", "500", asked])
    yield "a city's calendar, cookie", loads.reads(["/feeds/klaipeda/activities.ics"], home.cookie), (
        "feed", "calendar_of_city", ["klaipeda", None, asked])
    yield "POST an activity, keyed", loads.writes(home), None


def main():
    with front.Front() as at:
        home = town.Town(at)
        print(meter.machine())
        heading()
        rates = {}
        for name, asked, statement in routes(home, at):
            if not wanted(name):
                continue
            limit = limits.alone(*statement, SECONDS / 2) if statement else None
            rate, cost = loads.run(at, asked, SECONDS)
            line(name, rate, cost, limit)
            rates[name.partition(":")[0]] = rate
        beside_hello(rates)
        if wanted("batch of 500, an item"):
            line("batch of 500, an item", *loads.batches(home))
        if wanted("import"):
            imports.run(home)
        if wanted("outbox"):
            webhooks.outbox(home, at, SECONDS)
        if wanted("webhooks"):
            webhooks.run(home)
        if wanted("peer") and at.peer_is_there():
            peer = loads.run(at, loads.reads([f"/peer{path}" for path in home.paths], port=at.plain), SECONDS)
            line("peer (Fastify, pg): activity by id", *peer)
            ours = loads.run(at, loads.reads(home.paths, home.cookie), SECONDS)
            print(f"activity by id beside the peer, in one run: {sum(ours[1].values()):.0f} of "
                  f"{sum(peer[1].values()):.0f} us ({sum(ours[1].values()) / sum(peer[1].values()):.2f}), "
                  f"{ours[0]:.0f} of {peer[0]:.0f} requests a second ({ours[0] / peer[0]:.2f})")
        if wanted("canonical credentials"):
            credentials.canonical()
        if wanted("awards signed"):
            credentials.signing()
        sign_in(home, at)
        print(meter.machine())


def beside_hello(rates):
    for name in rates:
        if "hosted" in name and "hello" in rates:
            print(f"{name}: {rates[name] / rates['hello']:.2f} of hello's requests a second; load {os.getloadavg()[0]:.2f}",
                  flush=True)


def sign_in(home, at):
    """Last, since they leave a machine hot."""
    if wanted("tokens"):
        sign_ins.tokens()
    if not wanted("refresh") and not wanted("sign-ins"):
        return
    person = sign_ins.account(at)
    if wanted("refresh"):
        line("refresh token renewed", *sign_ins.refresh(at, person, SECONDS))
    if wanted("sign-ins"):
        sign_ins.flood(at, home.paths[0], home.cookie[0])


main()
