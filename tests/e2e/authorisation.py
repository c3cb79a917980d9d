#!/usr/bin/python3
"""Who may do what: every route of the reference, asked by everybody, about what is theirs and what is not.

Stage: database api courier receiver nginx

Nothing below names a route: the scope, the role and what is sent come from the
OpenAPI document. The few rules that stand in no column of it stand first.
"""
import re
import subprocess
import sys

sys.dont_write_bytecode = True
from playing import scene, surface, tap  # noqa: E402

LADDER = ["viewer", "reviewer", "issuer", "manager", "owner"]
ROLES = {"viewer": "viewer", "reviewer": "reviewer", "issuer": "issuer", "manager": "manager", "director": "owner",
         "administrator": "manager"}
CITY_LADDER = ["city_viewer", "city_admin"]
CITY_ROLES = {"clerk": "city_viewer", "administrator": "city_admin"}
FOREIGN = ["anonymous", "learner", "stranger", "rival", "neighbour", "competitor", "clerk"]
OWN = ["viewer", "reviewer", "issuer", "manager", "director", "administrator", "partner"]
CLIENTS = {"partner", "competitor"}
LEARNER = {"learner:read", "learner:write"} | {f"https://purl.imsglobal.org/spec/ob/v3p0/scope/{what}" for what in (
    "credential.readonly", "credential.upsert", "profile.readonly", "profile.update")}

# What no column of the reference says: where one asks about oneself, so that nothing there is another's.
ONESELF = re.compile(r"(get /v1/me.*|(post|delete) /v1/me/.*|\w+ /ims/.*|get /openid4vci/offers/.*|post /v1/organisations|get /v1/awards|get /v1/events)$")


def scopes_of(caller):
    if caller == "anonymous":
        return None
    if caller == "learner":
        return LEARNER
    every = {f"{noun}:{verb}" for noun in ("organisation", "activity", "badge", "award") for verb in ("read", "write")}
    every.add("webhook:manage")
    return every if caller in CLIENTS else every | LEARNER | {"client:manage", "city:manage", "member:manage"}


def is_feed(route):
    """Feeds show everybody what the public sees, and nobody more; what has ended is in none."""
    return route.path.startswith("/feeds/")


def allowed(route, caller, draft):
    """None where the document refuses the caller whatever it asks about, else whether it may."""
    scopes = scopes_of(caller)
    if route.public:
        return not draft or (caller in OWN and not is_feed(route))
    if scopes is None or route.by_secret or (route.scope and route.scope not in scopes):
        return None
    if caller in CLIENTS and route.personal:
        return None
    if ONESELF.match(route.name):
        return True
    if route.role in CITY_LADDER:
        return caller in CITY_ROLES and CITY_LADDER.index(CITY_ROLES[caller]) >= CITY_LADDER.index(route.role)
    if caller not in OWN:
        return False
    return caller == "partner" or LADDER.index(ROLES[caller]) >= LADDER.index(route.role)


def wrong(route, caller, may, reply):
    """Why this is not how the caller should be answered."""
    status = reply.status
    if status >= 500:
        return f"{status} {reply.body[:200]!r}"
    if status >= 400 and not route.by_secret and not route.in_other_words and scene.problem_fault(reply):
        return scene.problem_fault(reply)
    if caller in FOREIGN and surface.MARK.encode() in reply.body:
        return f"it tells what is hidden: {reply.body[:300]!r}"
    if route.by_secret:
        return None if status in (400, 401, 403, 415) else f"{status} without a secret"
    if may is None:
        want = {401} if caller == "anonymous" else {403}
    elif may and status == 404 and ONESELF.match(route.name) and "{" in route.path:
        return None  # what is one's own, and is not there
    elif may:
        return f"{status} for who may: {reply.body[:200]!r}" if status in (401, 403, 404) else None
    else:
        want = {403, 404}
    if status in want or (may is False and reply.status == 400 and reply.json()["code"] == "unknown_badge"):
        return None
    return f"{status}, not {sorted(want)}: {reply.body[:200]!r}"


def ask(line, route, things, token, draft=False):
    kind = {"Content_Type": route.file_type} if route.file_type else {}
    return line.ask(route.method.upper(), route.target(things, draft), route.body(things, draft), token,
                    If_Match="*" if "428" in route.statuses or route.method == "delete" else None, **kind)


def everybody(plan, line, names, things):
    """Foreigners first, who change nothing; then those at home, what deletes last."""
    every = surface.routes()
    last = sorted(every, key=lambda route: (not is_feed(route), route.name.endswith("{organisation}/archiving"),
                                            route.method == "delete" and not route.path.endswith("/image"), "{secret}" not in route.path,
                                            "revocation" in route.path))
    for callers in (FOREIGN, OWN):
        for route in last:
            faults, gone = [], False
            for caller in callers:
                for draft in route.drafts():
                    may = allowed(route, caller, draft)
                    reply = ask(line, route, things, names.get(caller), draft)
                    # What one at home has deleted is not there for the next.
                    if not (gone and may and reply.status == 404):
                        why = wrong(route, caller, may, reply)
                        faults += [f"{caller}{' on a draft' if draft else ''}: {why}"] if why else []
                    gone = gone or (route.method == "delete" and reply.status == 204)
            plan.holds(f"{route.name} for {', '.join(callers)}", "\n".join(faults))


def nobodys(plan, line, names, things):
    """What is not there is not there for anybody, whatever they may."""
    absent = {name: surface.NONE for name in things} | {"externalId": "none", "slug": "none", "city": "none"}
    for route in surface.routes():
        if "{" not in route.path:
            continue
        faults = []
        for caller in FOREIGN + OWN:
            reply = ask(line, route, absent, names.get(caller))
            if reply.status < 400 or reply.status >= 500:
                faults.append(f"{caller}: {reply.status} {reply.body[:200]!r}")
            elif allowed(route, caller, False) and reply.status != 404:
                faults.append(f"{caller}: {reply.status}, not 404")
        plan.holds(f"{route.name} of what is not there", "\n".join(faults))


def main():
    plan = tap.Plan()
    names = scene.set_up()
    names["learner"] = subprocess.run(["citylearn", "token", "--learner", "rasa@example.net"],
                                      stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    surface.psql(f"INSERT INTO membership VALUES ('{names['library']}', person_enter('reviewer@library.example'), 'reviewer')")
    surface.psql("INSERT INTO city_membership SELECT id, person_enter('clerk@city.example'), 'city_viewer' FROM city "
                 "WHERE slug = 'klaipeda'")
    for name, address in (("reviewer", "reviewer@library.example"), ("clerk", "clerk@city.example")):
        names[name] = subprocess.run(["citylearn", "token", "--person", address], stdout=subprocess.PIPE, text=True,
                                     check=True).stdout.strip()
    line = scene.Line()
    things = surface.furnish(line, names)
    nobodys(plan, line, names, things)
    everybody(plan, line, names, things)
    plan.end()


main()
