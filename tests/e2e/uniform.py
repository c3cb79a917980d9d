#!/usr/bin/python3
"""Every route keeps the conventions: each is asked each wrong way that the reference names for it.

Stage: database api courier receiver nginx
"""
import csv
import io
import json
import sys
import time
import uuid

sys.dont_write_bytecode = True
from playing import scene, surface, tap  # noqa: E402

ASKS = {}
SECRETS = {"secret": None, "clientSecret": None}


def refused(status, code):
    """Marks how a route that documents this status is asked so that it answers with it."""
    def keep(ask):
        ASKS[status] = (ask, code)
        return ask
    return keep


class Asker:
    def __init__(self, line, names, things):
        self.line, self.names, self.things = line, names, things

    def token(self, route):
        """Of the owner, but where the city's administrator decides."""
        return self.names["administrator" if (route.role or "").startswith("city_") else "director"]

    def ask(self, route, suffix="", body=..., token=..., **headers):
        target = route.target(self.things, False)
        target += suffix.replace("?", "&") if "?" in target else suffix
        body = route.body(self.things, False) if body is ... else body
        token = self.token(route) if token is ... and not route.by_secret else None if token is ... else token
        if "428" in route.statuses:
            headers.setdefault("If_Match", "*")
        if route.by_secret and "/register" not in route.path:
            headers.setdefault("Content_Type", "application/x-www-form-urlencoded")
            body = body or b"grant_type=client_credentials&token=x"
        if route.file_type:
            headers.setdefault("Content_Type", route.file_type)
        return self.line.ask(route.method.upper(), target, body, token, **headers)


@refused("400", "bad_input")
def with_a_parameter_that_is_not_known(asker, route):
    return asker.ask(route, "?nonsense=1")


@refused("401", "invalid_token")
def with_a_token_that_is_none(asker, route):
    return asker.ask(route, token="nonsense")


@refused("406", "not_acceptable")
def for_xml(asker, route):
    return asker.ask(route, Accept="text/xml")


@refused("413", "too_large")
def with_too_large_a_body(asker, route):
    return asker.ask(route, body=b" " * (5 << 20))


@refused("415", "unsupported_media_type")
def with_a_body_of_another_kind(asker, route):
    return asker.ask(route, Content_Type="application/xml")


@refused("428", "precondition_required")
def without_if_match(asker, route):
    return asker.ask(route, If_Match=None)


@refused("412", "precondition_failed")
def with_a_stale_if_match(asker, route):
    return asker.ask(route, If_Match='"999999-0"' if "activit" in route.path or route.method == "patch" else "stale")


def fault(reply, status, code, route):
    if reply.status != int(status):
        return f"{reply.status}: {reply.body[:200]!r}"
    if status == "401" and "WWW-Authenticate" not in reply.headers:
        return "WWW-Authenticate is missing"
    if route.by_secret and reply.type == "application/json":
        return None if "error" in reply.json() else f"no error of RFC 6749: {reply.body[:200]!r}"
    return scene.problem_fault(reply) or (reply.json()["code"] != code and f"{reply.json()['code']}, not {code}")


def refusals(plan, asker):
    for status, (ask, code) in ASKS.items():
        for route in surface.routes():
            # OAuth passes over parameters that it does not know; a file may be far larger.
            if status not in route.statuses or (status == "400" and route.path.startswith(("/oauth2/", "/.well-known/"))) \
                    or (status == "413" and route.takes_file) or route.in_other_words:
                continue
            plan.holds(f"{route.name} {ask.__name__.replace('_', ' ')}: {status}",
                       fault(ask(asker, route), status, code, route))


def keys(plan, asker):
    """The same key with another body; said before anything is looked at."""
    for route in surface.routes():
        if "422" not in route.statuses:
            continue
        key = uuid.uuid4().hex
        first = asker.ask(route, Idempotency_Key=key)
        again = asker.ask(route, Idempotency_Key=key)
        if first.status >= 400:
            plan.holds(f"{route.name} does not keep a refusal for its key",
                       None if "Idempotency-Replayed" not in again.headers else again.headers.as_string())
            continue
        plan.same(f"{route.name} answers the same for the same key, but for a secret",
                  (again.status, again.headers["Idempotency-Replayed"], again.json() | SECRETS),
                  (first.status, "true", first.json() | SECRETS))
        body = route.body(asker.things, False)
        other = b'{"another": "body"}' if body is None or route.takes_file else json.dumps(body).encode() + b" "
        plan.holds(f"{route.name} refuses it with another body: 422",
                   fault(asker.ask(route, body=other, Idempotency_Key=key), "422", "idempotency_key_reused", route))


def forms(plan, asker):
    """Each type of a body that is named is read, whatever is then said of what stands in it."""
    for route in surface.routes():
        if route.takes:
            plan.same(f"{route.name} reads {', '.join(route.takes)}",
                      [kind for kind in route.takes if asker.ask(
                          route, body=b"x" if kind == "text/plain" else b"{}", Content_Type=kind).status == 415], [])


def quiet(ask, fits):
    """What it comes to, asked anew where the courier's work has come between two requests."""
    for _ in range(5):
        found = ask()
        if fits(*found):
            break
        time.sleep(0.2)
    return found


def unchanged(plan, asker):
    for route in surface.routes():
        if "304" not in route.statuses or "/verifications/" in route.path:
            continue

        def twice(route=route):
            first = asker.ask(route)
            return first, asker.ask(route, If_None_Match=first.headers["ETag"])
        first, again = quiet(twice, lambda first, again: again.status == 304)
        plan.same(f"{route.name} is not sent again: 304",
                  (first.status, again.status, again.body, again.headers["ETag"]),
                  (200, 304, b"", first.headers["ETag"]))


def cell(value):
    """How a plain value stands in a table; None for what is no plain value."""
    if isinstance(value, str):
        return ("'" if value[:1] in ("=", "+", "-", "@") else "") + value
    return "" if value is None else json.dumps(value) if isinstance(value, (bool, int, float)) else None


def tables(plan, asker):
    """Every list is a table of the same things."""
    for route in surface.routes():
        if not {"application/json", "text/csv"} <= route.formats:
            continue

        def both(route=route):
            items = asker.ask(route).json()["items"]
            reply = asker.ask(route, Accept="text/csv")
            rows = list(csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig"))))
            strays = [(name, value, row.get(name)) for item, row in zip(items, rows) for name, value in item.items()
                      if cell(value) is not None and row.get(name, "") != cell(value)]
            return reply.status, reply.type, len(rows) >= len(items), strays
        want = (200, "text/csv", True, [])
        plan.same(f"{route.name} is a table as well", quiet(both, lambda *found, want=want: found == want), want)


def main():
    plan = tap.Plan()
    names = scene.set_up()
    line = scene.Line()
    asker = Asker(line, names, surface.furnish(line, names))
    unchanged(plan, asker)
    refusals(plan, asker)
    keys(plan, asker)
    tables(plan, asker)
    forms(plan, asker)
    plan.end()


main()
