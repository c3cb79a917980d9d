#!/usr/bin/python3
"""Every list, in every order, page by page: each thing once, in order, however small the pages.

Stage: database api courier receiver nginx
"""
import os
import subprocess
import sys
import urllib.parse

sys.dont_write_bytecode = True
from playing import scene, tap  # noqa: E402

EVER = "9999"
NEAR = "near=55.7033,21.1443&radius=100000"


def pages(line, target, token, limit):
    """All items of all pages."""
    items, target = [], f"{target}{'&' if '?' in target else '?'}limit={limit}"
    while target:
        reply = line.ask("GET", target, token=token)
        found = reply.json()
        if reply.status != 200:
            raise SystemExit(f"Bail out! {target}: {reply.status} {reply.body[:300]!r}")
        items += found["items"]
        if "next" in found and len(found["items"]) != limit:
            raise SystemExit(f"Bail out! {target} has {len(found['items'])} items and yet a next page")
        target = found.get("next") and found["next"].removeprefix("http://localhost")
    return items


def distance(one):
    lat, lon = one["place"]["lat"] - 55.7033, one["place"]["lon"] - 21.1443
    return round((lat ** 2 + (lon * 0.5635) ** 2) ** 0.5, 3)


# The list, what names an item, and by what it is ordered: as it comes, when None.
LISTS = [
    ("/v1/activities?city=klaipeda", "id", lambda one: (one["startsAt"] or EVER)),
    ("/v1/activities?city=klaipeda&sort=-updatedAt", "id", None),
    (f"/v1/activities?{NEAR}&sort=distance", "id", distance),
    ("/v1/activities?q=jura&sort=relevance", "id", None),
    ("/v1/activities?q=the+sea&sort=relevance", "id", None),
    ("/v1/activities?free=true&language=lt", "id", lambda one: (one["startsAt"] or EVER)),
    ("/v1/organisations", "slug", lambda one: one["slug"]),
    ("/v1/skills", "uri", lambda one: one["uri"]),
    ("/v1/skills?q=use", "uri", None),
    ("/v1/cities", "slug", lambda one: one["slug"]),
    ("/v1/badges", "id", None),
    ("/v1/organisations/{library}/activities", "id", None),
    ("/v1/awards?organisation={library}", "id", None),
]


def fill(line, names):
    """The sample city; equal distances, times and titles, so that ties are broken; awards."""
    subprocess.run([os.path.join(os.environ["STAGE_TOP"], "db/sample-city/load"), "--administrator",
                    "meras@klaipeda.example", "--but", "danes-biblioteka", "--but", "prieplauka"],
                   check=True, stdout=subprocess.DEVNULL)
    organisation = f"/v1/organisations/{names['library']}"
    same = {"learningForm": "informal", "mode": "in_person", "type": "lecture", "category": "languages",
            "title": "The sea, jūra", "description": "The same.", "languages": ["lt"],
            "place": {"name": "Here", "lat": 55.7, "lon": 21.1},
            "sessions": [{"startsAt": "2030-01-01T10:00:00Z", "endsAt": "2030-01-01T11:00:00Z"}]}
    line.ask("POST", f"{organisation}/activities/_batch", {"publish": True, "items": [same] * 40},
             names["partner"])
    line.ask("POST", f"{organisation}/activities/_batch", {"items": [same] * 10}, names["partner"])
    for number in range(12):
        badge = line.ask("POST", f"{organisation}/badges", {"template": "took-part"}, names["partner"]).json()
        line.ask("POST", f"/v1/badges/{badge['id']}/activation", None, names["partner"])
        line.ask("POST", "/v1/awards", {"badge": badge["id"], "recipient": {"email": f"l{number}@example.net"}},
                 names["partner"])


def main():
    plan = tap.Plan()
    names = scene.set_up()
    line = scene.Line()
    fill(line, names)
    for target, name, order in LISTS:
        target = target.format(**names)
        shown = urllib.parse.unquote(target.split("/v1/")[1].replace(names["library"], "…"))
        whole = [one[name] for one in pages(line, target, names["partner"], 100)]
        plan.holds(f"{shown} has something to page through", None if whole else "it is empty")
        plan.same(f"{shown} shows each once", len(set(whole)), len(whole))
        for limit in (1, 7):
            plan.same(f"{shown} is the same in pages of {limit}",
                      [one[name] for one in pages(line, target, names["partner"], limit)], whole)
        if order:
            keys = [order(one) for one in pages(line, target, names["partner"], 100)]
            plan.same(f"{shown} is in its order", keys, sorted(keys))
        if "activities?" in target:
            found = line.ask("GET", f"{target}&count=exact", token=names["partner"]).json()
            plan.same(f"{shown} is counted", found["total"], len(whole))
    plan.end()


main()
