#!/usr/bin/python3
"""Pictures of badges: uploaded, judged, made anew, kept by versions, baked, and gone when nobody has them any more.

Stage: database api courier receiver nginx
"""
import struct
import sys
import threading
import time
import xml.etree.ElementTree
import zlib

sys.dont_write_bytecode = True
from playing import scene, surface, tap  # noqa: E402

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 90 60'>%s</svg>"
STAR = SVG % b"<circle cx='45' cy='30' r='29' style='fill:#0b6e4f'/>"
# What a drawing program and a camera note for themselves.
NOTED = b"<metadata>Milda Petraityte</metadata><!-- Milda Petraityte -->"
EXIF = b"II*\0Milda Petraityte, 55.7 N 21.1 E"
# Cairo dashes each of them to the last step.
DASHES = SVG % (b"<path stroke='red' stroke-dasharray='1' d='M0 0L8000000 0'/>" * 300)
HOSTILE = {
    "a script": SVG % b"<script>alert(1)</script>",
    "a handler of events": SVG % b"<rect onclick='alert(1)' width='9' height='9'/>",
    "a picture of elsewhere": SVG % b"<image href='https://elsewhere.example/pixel.png' width='9' height='9'/>",
    "a use of elsewhere": SVG % b"<use xlink:href='https://elsewhere.example/a.svg#b'/>",
    "a style that fetches": SVG % b"<rect style='fill:url(https://elsewhere.example/a#b)' width='9' height='9'/>",
    "a page within": SVG % b"<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>Hello</p></foreignObject>",
    "an animation": SVG % b"<circle r='9'><animate attributeName='r' to='30' dur='1s'/></circle>",
    "an entity": b"<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + SVG % b"<text>&a;</text>",
    "laughs": b"<!DOCTYPE svg [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>" + SVG % b"<text>&b;</text>",
    "too many parts": SVG % (b"<g/>" * 30000),
    "a page that calls itself a picture": b"<html><body><script>alert(1)</script></body></html>",
    "what takes too long": DASHES,
    "nothing": b"",
}


def chunk(kind, data):
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def png(width=90, height=90, more=b"", rows=None, body=None):
    """Grey, 8 bits; `more` stands behind its head."""
    packed = zlib.compress(b"".join(b"\0" + bytes((x + y) % 256 for x in range(width)) for y in range(height)) if rows is None else rows)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)) + more
            + chunk(b"IDAT", packed if body is None else body) + chunk(b"IEND", b""))


def noise(side):
    state, rows = 1, bytearray()
    for _ in range(side):
        rows += b"\0"
        for _ in range(side):
            state = state * 1103515245 + 12345 & 0xffffffff
            rows.append(state >> 16 & 255)
    return bytes(rows)


BAD_PNG = {
    "no picture": b"GIF89a",
    "a picture that ends early": png()[:-20],
    "a checksum that is wrong": png().replace(b"IDAT", b"IDAT", 1)[:-13] + b"x" + png()[-12:],
    "more pixels than it says": png(rows=b"\0" * 10),
    "sides that are too small": png(89, 90),
    "sides that are a bomb": png(60000, 60000, rows=b""),
    "one SVG": STAR,
    "what is no PNG when it is unpacked": png(body=b"nothing"),
}


class Badge:
    def __init__(self, line, names, name, active=True):
        self.line, self.token = line, names["partner"]
        text = {"name": name, "criteria": "Come.", "description": "Came."}
        self.id = line.ask("POST", f"/v1/organisations/{names['library']}/badges",
                           {"template": "took-part", "translations": {"lt": text, "en": text}}, self.token).json()["id"]
        if active:
            line.ask("POST", f"/v1/badges/{self.id}/activation", None, self.token)

    def fresh(self):
        """The same over a line of its own."""
        other = object.__new__(Badge)
        other.__dict__ = self.__dict__ | {"line": scene.Line()}
        return other

    def send(self, picture, kind="image/png", note=None, method="PUT", token=None, **headers):
        query = "" if note is None else "?changeNote=" + note.replace(" ", "%20")
        sent = {"If_Match": "*"} | ({"Content_Type": kind} if method == "PUT" else {}) | headers
        return self.line.ask(method, f"/v1/badges/{self.id}/image{query}", picture, token or self.token, **sent)

    def award(self, email):
        return self.line.ask("POST", "/v1/awards", {"badge": self.id, "recipient": {"email": email}}, self.token).json()["id"]

    def look(self, version=None, accept="*/*", **headers):
        later = f"/versions/{version}" if version else ""
        return self.line.ask("GET", f"/ob/badges/{self.id}{later}/image", Accept=accept, **headers)

    def show(self):
        return self.line.ask("GET", f"/v1/badges/{self.id}", None, self.token)


def refusals(plan, badge, names):
    before = badge.show().json()
    for kind, cases in (("image/svg+xml", HOSTILE), ("image/png", BAD_PNG)):
        for name, sent in cases.items():
            reply = badge.send(sent, kind, token=names["manager"])
            found = reply.json() or {}
            plan.holds(f"{name} is refused, and told in words", None if reply.status == 400 and found["code"] == "picture_unfit"
                       and found["detail"].endswith(".") and not scene.problem_fault(reply) else f"{reply.status} {reply.body[:300]!r}")
    for name, sent, kind in (("a PNG of more than 2 MiB", png(more=chunk(b"teXt", b"x" * (2 << 20))), "image/png"),
                             ("an SVG of more than 512 KiB", SVG % (b" " * (512 << 10)), "image/svg+xml"),
                             ("one that cannot be packed small", png(1100, 1100, rows=noise(1100)), "image/png")):
        reply = badge.send(sent, kind)
        plan.same(f"{name} is too large, which is told", (reply.status, "MiB" in reply.json()["detail"]), (400, True))
    plan.same("what nginx would not take is a 413", badge.send(b"x" * (3 << 20) + b"x").json()["code"], "too_large")
    for kind in ("image/gif", "text/html", "application/json", "image/svg", None):
        plan.same(f"{kind} is not taken", badge.send(png(), kind).status, 415)
    plan.same("nor is what is packed once more", badge.send(png(), Content_Encoding="gzip").status, 415)
    plan.same("nor is one for another version", badge.send(png(), If_Match='"77-1"').status, 412)
    plan.same("nor is one for whichever", badge.send(png(), If_Match=None).status, 428)
    plan.same("nor is a note of nothing", badge.send(png(), note="").status, 400)
    plan.same("none of them changed anything", badge.show().json(), before)


def rights(plan, badge, names):
    for who, status in (("rival", 404), ("stranger", 404), ("viewer", 403), ("issuer", 403), ("manager", 200)):
        reply = badge.send(STAR, "image/svg+xml", token=names[who])
        plan.holds(f"the {who} may {'not ' if status > 200 else ''}give it a picture",
                   None if reply.status in ({403, 404} if status > 200 else {200}) else f"{reply.status} {reply.body!r}")
    told = [badge.send(b"GIF89a", token=names[who]).status for who in ("rival", "viewer")]
    plan.holds("who may not is told so before anything is looked at", None if set(told) <= {403, 404} else str(told))
    plan.same("nobody without a token", badge.line.ask("PUT", f"/v1/badges/{badge.id}/image", STAR, If_Match="*",
                                                       Content_Type="image/svg+xml").status, 401)


def made_anew(plan, badge):
    said = badge.send(png(more=chunk(b"eXIf", EXIF) + chunk(b"tEXt", b"Author\0Milda Petraityte"))).json()
    plan.same("a badge says how its picture is", said["image"], {
        "url": f"http://localhost/ob/badges/{badge.id}/image", "mediaType": "image/png", "width": 90, "height": 90, "uploaded": True})
    seen = badge.look()
    plan.same("a PNG is shown as PNG", (seen.status, seen.type, seen.body[:8]), (200, "image/png", b"\x89PNG\r\n\x1a\n"))
    plan.same("without what a camera noted", b"Milda" in seen.body or b"eXIf" in seen.body, False)
    around = badge.look(accept="image/svg+xml")
    root = xml.etree.ElementTree.fromstring(around.body)
    plan.same("and within an SVG for who wants that", (around.type, root.get("viewBox"), [one.tag.split("}")[1] for one in root]),
              ("image/svg+xml", "0 0 90 90", ["title", "image"]))
    whole = badge.send((SVG % NOTED + b"<!-- Milda -->").replace(b"viewBox", b"x:y='Milda' xmlns:x='x:y' viewBox") , "image/svg+xml")
    plan.same("an SVG is taken", whole.status, 200)
    plan.same("without what a program noted", b"Milda" in badge.look().body, False)
    badge.send(STAR, "image/svg+xml")
    svg, drawn = badge.look(accept="image/*"), badge.look(accept="image/png")
    plan.same("it is shown as SVG, and drawn as PNG", (svg.type, b"circle" in svg.body, drawn.type, drawn.body[16:24].hex()),
              ("image/svg+xml", True, "image/png", "0000025800000190"))
    plan.same("nothing in it runs or fetches", (svg.headers["Content-Security-Policy"], svg.headers["X-Content-Type-Options"]),
              ("default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox", "nosniff"))
    plan.same("any site may show it, for a minute", (svg.headers["Access-Control-Allow-Origin"], svg.headers["Cache-Control"]),
              ("*", "public, max-age=60, stale-while-revalidate=300"))
    plan.same("it has a tag", badge.look(accept="image/*", If_None_Match=svg.headers["ETag"]).status, 304)
    plan.same("and can be asked about", (badge.line.ask("HEAD", f"/ob/badges/{badge.id}/image", Accept="image/*").status,
                                         badge.line.ask("HEAD", f"/ob/badges/{badge.id}/image").body), (200, b""))
    first = badge.show()
    again = badge.send(STAR, "image/svg+xml")
    plan.same("the same once more changes nothing", (again.status, again.headers["ETag"].split("-")[0]),
              (200, first.headers["ETag"].split("-")[0]))


def versions(plan, line, names):
    badge = Badge(line, names, "Buvau")
    badge.send(png(100, 100))
    plan.same("before anybody has it there is one version", badge.show().json()["version"], 1)
    old = badge.award("first@example.net")
    said = badge.send(STAR, "image/svg+xml").json()
    plan.same("then another picture is another version", (said["version"], said["awarded"], said["image"]["url"]),
              (2, False, f"http://localhost/ob/badges/{badge.id}/versions/2/image"))
    plan.same("which keeps the older one as it was", (badge.look().type, badge.look(version=2).type), ("image/png", "image/svg+xml"))
    new = badge.award("second@example.net")

    def baked(award, accept):
        return line.ask("GET", f"/ob/awards/{award}", Accept=accept)
    plan.same("so does what was awarded", [baked(old, "image/png").body[16:24].hex(), b"circle" in baked(new, "image/svg+xml").body,
                                           b"<image" in baked(old, "image/svg+xml").body, baked(new, "image/png").body[16:24].hex()],
              ["0000006400000064", True, True, "0000025800000190"])
    plan.same("each with its credential", [b"openbadgecredential" in baked(old, "image/png").body, b"openbadgecredential" in baked(
        new, "image/png").body, b"openbadges:credential" in baked(old, "image/svg+xml").body], [True, True, True])
    hosted = line.ask("GET", f"/ob2/assertions/{old}/image")
    plan.same("and in the older form", (hosted.type, hosted.body[16:24].hex(), b"openbadges\0" in hosted.body),
              ("image/png", "0000006400000064", True))
    plan.same("the files of its page, too", line.ask("GET", f"/b/{old}/badge.png").body, baked(old, "image/png").body)
    page = line.ask("GET", f"/b/{old}?lang=en", Accept="text/html").body
    plan.same("which says how large it is", b'<meta property="og:image:width" content="100">' in page, True)
    card = line.ask("GET", f"/oembed?url=http://localhost/b/{old}").json()
    plan.same("as other sites are told", (card["thumbnail_width"], card["thumbnail_height"]), (100, 100))

    for accept, kind in (("image/png", "image/png"), ("image/svg+xml", "image/svg+xml")):
        for award in (old, new):
            judged = line.ask("POST", "/v1/verifications", baked(award, accept).body, names["partner"], Content_Type=kind)
            plan.same(f"it verifies as {kind}", (judged.json() or {}).get("verdict"), "valid")
    mended = badge.send(png(120, 120), note="The star was upside down").json()
    plan.same("a slip is mended where it stands", (mended["version"], badge.look(version=2, accept="image/png").body[16:24].hex()),
              (2, "0000007800000078"))
    noted = line.ask("GET", f"/v1/badges/{badge.id}/versions").json()["items"][0]["corrections"]
    plan.same("and anybody can read that", [one["note"] for one in noted], ["The star was upside down"])
    gone = badge.send(None, method="DELETE").json()
    plan.same("without a picture it is drawn, as another version", (gone["version"], gone["image"]["uploaded"], gone["image"]["width"]),
              (3, False, 600))
    plan.same("which is so again and again", badge.send(None, method="DELETE").json()["version"], 3)
    plan.same("what was changed is an event", heard(badge), {"badge.version_created": 2, "badge.updated": 2})
    audited = surface.psql(f"SELECT count(*) FROM audit_entry WHERE noun = 'badge' AND subject = '{badge.id}' AND after ? 'picture'")
    plan.same("and stands in the audit", int(audited) >= 4, True)
    return badge


def largest(plan, line, names):
    """What is as large as it may be can be verified by who gets it, in either form."""
    badge = Badge(line, names, "Didelis")
    plan.same("a picture of nearly 1 MiB is kept", badge.send(png(1000, 1000, rows=noise(1000))).status, 200)
    award = badge.award("large@example.net")
    for kind in ("image/png", "image/svg+xml"):
        baked = line.ask("GET", f"/ob/awards/{award}", Accept=kind)
        judged = line.ask("POST", "/v1/verifications", baked.body, names["partner"], Content_Type=kind)
        plan.same(f"and verifies as {kind}", (len(baked.body) > 1000000, (judged.json() or {}).get("verdict")), (True, "valid"))


def heard(badge):
    """Events of the badge that a picture made, once the last is there."""
    told = {}
    for _ in range(200):
        items = badge.line.ask("GET", "/v1/events", None, badge.token).json()["items"]
        kinds = [one["type"] for one in items if badge.id in str(one)]
        told = {kind: kinds.count(kind) for kind in ("badge.version_created", "badge.updated")}
        if told["badge.version_created"] >= 2:
            break
        time.sleep(0.05)
    return told


def keeping(plan, line, names):
    def count():
        return int(surface.psql("SELECT count(*) FROM badge_picture WHERE width = 200"))
    one, other = Badge(line, names, "A", active=False), Badge(line, names, "B", active=False)
    one.send(png(200, 90))
    other.send(png(200, 90))
    plan.same("the same picture is kept once", count(), 1)
    plan.same("that of a draft is nobody's to see", one.look().status, 404)
    one.send(None, method="DELETE")
    surface.psql("UPDATE badge_picture SET sent_at = now() - interval '2 hours'")
    surface.psql("SELECT badge_pictures_forget()")
    plan.same("it stays as long as one has it", count(), 1)
    other.send(None, method="DELETE")
    surface.psql("SELECT badge_pictures_forget()")
    plan.same("and goes after that", count(), 0)


def limits(plan, badge, names):
    replies = [badge.send(b"GIF89a", token=names["administrator"]) for _ in range(62)]
    over = [reply for reply in replies if reply.status == 429]
    plan.same("of pictures one sends thirty a minute", (bool(over), {reply.status for reply in replies} <= {400, 429}), (True, True))
    plan.same("and is told when to go on", {0 < int(reply.headers["Retry-After"]) <= 60 for reply in over}, {True})


def crowd(plan, badge, names):
    """More pictures that are slow to draw than nginx would wait for; of one who has sent none yet, or else a minute's may be used up."""
    heard = []
    threads = [threading.Thread(target=lambda: heard.append(badge.fresh().send(DASHES, "image/svg+xml", token=names["director"]).status))
               for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    plan.same("of many slow ones some are drawn, and the others are told that we are busy", set(heard), {400, 503})


def main():
    plan = tap.Plan()
    names = scene.set_up()
    line = scene.Line()
    badge = Badge(line, names, "Žvaigždė")
    refusals(plan, badge, names)
    rights(plan, badge, names)
    made_anew(plan, badge)
    versions(plan, line, names)
    largest(plan, line, names)
    keeping(plan, line, names)
    limits(plan, badge, names)
    crowd(plan, badge, names)
    plan.end()


main()
