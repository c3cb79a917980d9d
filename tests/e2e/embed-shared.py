#!/usr/bin/python3
"""What stands on pages of others: kept and shared, made without cookies, framed where it shall be, strict with its parameters.

Stage: database api receiver nginx
"""
import hashlib
import re
import sys

sys.dont_write_bytecode = True
from playing import scene, tap  # noqa: E402

LIST = "/embed/activities?city=klaipeda&lang=en"
COOKIES = "__Host-sid=x; sid=x; lang=lt; visit=x"


def publish(line, names, count):
    scene.publish(line, names, count)
    return line.ask("GET", "/v1/activities?fields=id").json()["items"][0]["id"]


def kept(plan, line, one):
    for path in (LIST, f"/a/{one}?lang=en", "/embed/citylearn.js", "/embed/theme.css?accent=aa0000"):
        line.ask("GET", path)
        again = line.ask("GET", path)
        name = path.split("?", maxsplit=1)[0].replace(one, "{activity}")
        plan.same(f"{name} comes out of the cache", again.headers["X-Cache-Status"], "HIT")
        plan.same(f"{name} has a tag", line.ask("GET", path, If_None_Match=again.headers["ETag"]).status, 304)
        packed = line.ask("GET", path, Accept_Encoding="gzip")
        plan.same(f"{name} is compressed when it is large", packed.headers["Content-Encoding"],
                  "gzip" if len(again.body) >= 1000 else None)
    other = line.ask("GET", "/embed/activities?city=klaipeda", Accept_Language="uk")
    plan.same("each language has a copy of its own", (other.headers["Content-Language"], other.headers["X-Cache-Status"]), ("uk", "MISS"))


def without_cookies(plan, line, one):
    """A frame on a site that is the neighbour of ours gets our cookies sent along."""
    for path in (LIST + "&limit=1", f"/a/{one}"):
        name = path.split("?", maxsplit=1)[0].replace(one, "{activity}")
        first = line.ask("GET", path, Cookie=COOKIES)
        plan.same(f"{name} sets no cookie", first.headers["Set-Cookie"], None)
        plan.same(f"{name} is in no other language for one", first.headers["Content-Language"], "en")
        plan.same(f"{name} is kept for all, whoever asks", line.ask("GET", path, Cookie=COOKIES).headers["X-Cache-Status"], "HIT")
        plan.same(f"{name} is the same without", line.ask("GET", path).body, first.body)
    missing = line.ask("GET", "/a/nowhere", Cookie=COOKIES)
    plan.same("nor does what is not there", (missing.status, missing.headers["Set-Cookie"]), (404, None))


def framed(plan, line, one):
    framing = {path: re.search("frame-ancestors ([^;]*)", line.ask("GET", path).headers["Content-Security-Policy"])[1]
               for path in (LIST, "/embed/activities?city=atlantis", f"/a/{one}", "/a/nowhere", "/account/sign-in", "/v1")}
    plan.same("the list and its faults are for any frame, nothing else is", list(framing.values()), ["*", "*"] + ["'none'"] * 4)
    reply = line.ask("GET", LIST)
    plan.same("which no older header forbids", reply.headers["X-Frame-Options"], None)
    plan.same("no script may run there", "script-src" in reply.headers["Content-Security-Policy"], False)


def refused(plan, line):
    for query, name in {"langage=lt": "langage", "limit=0": "limit", "limit=101": "limit", "age=0": "age", "free=perhaps": "free",
                        "near=1": "near", "near=91,0": "near", "organisation=library": "organisation", "skill=javascript:alert(1)": "skill",
                        "startsAfter=tomorrow": "startsAfter", "lang=x%22%3E": "lang", "accent=0b5394%3B%7D*%7B": "accent", "accent=%230b539": "accent",
                        "ground=url(//)": "ground", "text=red": "text", "scheme=blue": "scheme", "font=Papyrus": "font", "corners=-1": "corners",
                        "corners=1p": "corners", "city=neringa": "city"}.items():
        reply = line.ask("GET", f"{LIST}&{query}")
        page = reply.body.decode()
        plan.same(f"{query} is refused by name, and not kept", (reply.status, f"<code>{name}</code>" in page, reply.headers["Cache-Control"]), (400, True, "no-store"))
    plan.same("a cursor of another list is none", line.ask("GET", f"{LIST}&cursor=AAAA").status, 400)
    hostile = line.ask("GET", f"{LIST}&%3Cscript%3E=1").body.decode()
    plan.same("what is refused is shown as text", "<script" in hostile, False)


def pinned(plan, line):
    script = line.ask("GET", "/embed/citylearn.js")
    address = f"/embed/{hashlib.sha256(script.body).hexdigest()}/citylearn.js"
    plan.same("the script tells its pinned address", script.headers["Content-Location"], address)
    copy = line.ask("GET", address)
    plan.same("where it is the same for ever", (copy.body, copy.headers["Cache-Control"]),
              (script.body, "public, max-age=31536000, immutable"))
    plan.same("for any site", (copy.headers["Access-Control-Allow-Origin"], copy.headers["Cross-Origin-Resource-Policy"]),
              ("*", "cross-origin"))
    plan.same("another one is not there", line.ask("GET", address.replace("/embed/", "/embed/0")).status, 404)
    packed = line.ask("GET", "/embed/citylearn.js", Accept_Encoding="gzip")
    plan.same("it is small: at most 11 KiB, and 5 as it travels", (len(script.body) <= 11264, len(packed.body) <= 5120), (True, True))
    print(f"# {len(script.body)} bytes, {len(packed.body)} as they travel")


def main():
    plan = tap.Plan()
    names = scene.set_up()
    line = scene.Line()
    one = publish(line, names, 30)
    kept(plan, line, one)
    without_cookies(plan, line, one)
    framed(plan, line, one)
    refused(plan, line)
    pinned(plan, line)
    plan.end()


main()
