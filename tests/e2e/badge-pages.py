#!/usr/bin/python3
"""A learner's badges on their pages: those awarded here, those brought from elsewhere, and all of them taken away.

Stage: database api courier receiver mail nginx
"""
import datetime
import io
import json
import re
import sys
import time
import urllib.parse
import zipfile

sys.dont_write_bytecode = True
from playing import browser, people, scene, surface, tap  # noqa: E402
from playing.browser import lacks, leads, status  # noqa: E402

HOME = "/account/badges"
BADGE = json.dumps({
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "https://school.example/badges/<9>", "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "https://school.example/issuer", "type": ["Profile"], "name": "<b>School</b>"}, "validFrom": "2026-01-02T03:04:05Z",
    "credentialSubject": {"type": ["AchievementSubject"], "id": "urn:uuid:5f5b1b1e-0000-4000-8000-000000000002", "achievement": {
        "id": "https://school.example/achievements/1", "type": ["Achievement"], "name": "<i>Diver</i>", "description": "Dives.",
        "criteria": {"narrative": "Dive to 5 m."}}}}, indent=1).encode()


class Learner:
    def __init__(self):
        self.names, self.line = scene.set_up(), scene.Line()
        self.one = people.made("jonas@example.net", name="Jonas")
        self.other = people.made("svetimas@example.net", name="Svetimas")
        badge = self.make(f"/v1/organisations/{self.names['library']}/badges", {"template": "took-part", "language": "en", "name": "Was <there>"})
        self.line.ask("POST", f"/v1/badges/{badge}/activation", None, self.names["partner"])
        self.award = self.make("/v1/awards", {"badge": badge, "recipient": {"email": "jonas@example.net"}})
        self.page = f"{HOME}/awards/{self.award}"
        self.kept = None

    def make(self, target, body):
        return self.line.ask("POST", target, body, self.names["partner"]).json()["id"]

    def bring(self, file=None, one=None, url="", csrf=None, headers=None):
        one = one or self.one
        parts = [("csrf", None, (csrf or one.token).encode()), ("url", None, url.encode())]
        parts += [("file", "a.json", file)] if file is not None else []
        body = b""
        for name, what, content in parts:
            body += f'--XX\r\nContent-Disposition: form-data; name="{name}"'.encode()
            body += f'; filename="{what}"\r\nContent-Type: application/octet-stream'.encode() if what else b""
            body += b"\r\n\r\n" + content + b"\r\n"
        reply = one.ask("POST", HOME, body + b"--XX--\r\n", {"Content-Type": "multipart/form-data; boundary=XX"} | (headers or {}))
        if reply.status != 303 and "<form" in reply.text:
            one.last = reply
        return reply

    def until(self, target, *parts):
        deadline = time.monotonic() + 20
        while True:
            fault = lacks(self.one.open(target), *parts)
            if fault is None or time.monotonic() > deadline:
                return fault
            time.sleep(0.1)

    def fetch(self, target, one=None):
        """The bytes at an address of the site; a browser's reply is a text."""
        return (one or self.one).server.ask("GET", target, {"Cookie": "; ".join(f"{n}={v}" for n, v in (one or self.one).jar.items())}.items(), None)


def who_may(it):
    nobody = browser.Browser()
    for below in ("", "/export", f"/awards/{it.award}", f"/kept/{it.award}"):
        yield f"who is not signed in is asked to at {below or '/'}", leads(
            nobody.open(HOME + below), "/account/sign-in?next=" + (HOME + below).replace("/", "%2F"))
    yield "the account leads there", lacks(it.one.open("/account"), f'href="{HOME}"')
    yield "who has no badge sees so", lacks(it.other.open(HOME), "No badge was awarded to you yet", "You keep none here yet")
    yield "and has nothing to take away", None if "/export" not in it.other.last.text else "they have"
    yield "nobody sees another's award here", status(it.other.open(it.page), 404)
    it.other.open("/account")
    yield "nor offers it to a wallet", status(it.other.send(f"{it.page}/offer", csrf=it.other.token), 404)


def is_awarded(it):
    yield "an award is listed", lacks(it.one.open(HOME), "Was &lt;there&gt;", "This badge is valid", it.page)
    yield "it has a page with all that can be done with it", lacks(
        it.one.open(it.page), "Was &lt;there&gt;", "Quay Library", f'href="/b/{it.award}"', f"/b/{it.award}/badge.png",
        f"/b/{it.award}/badge.jwt", "it is in no list", f"http://localhost/b/{it.award}")
    for name in ("badge.json", "badge.jwt", "badge.svg"):
        yield f"{name} is there", status(it.one.ask("GET", f"/b/{it.award}/{name}"), 200)


def is_offered(it):
    it.one.open(it.page)
    reply = it.one.send(f"{it.page}/offer")
    qr = re.search(r'src="(/account/badges/offers/[0-9a-f-]{36}/qr\.svg)"', reply.text)
    link = re.search(r'href="(openid-credential-offer://[^"]+)"', reply.text)
    yield "a wallet is offered it", status(reply, 200) or lacks(reply, "once") or (None if qr and link else reply.say())
    yield "nothing asks for digits", None if "will ask for these" not in reply.text else reply.say()
    yield "the answer is kept by nobody", None if reply.header("Cache-Control") == "no-store" else str(reply.headers)
    picture = it.one.ask("GET", qr[1])
    yield "the code is a picture", status(picture, 200) or lacks(picture, "<svg")
    where = urllib.parse.parse_qs(urllib.parse.urlsplit(browser.unescape(link[1])).query)["credential_offer_uri"][0]
    offer = json.loads(it.one.ask("GET", where[len(browser.ORIGIN):]).text)
    yield "the wallet reads the offer", None if "grants" in offer and "tx_code" not in str(offer) else str(offer)
    it.one.open(it.page)
    reply = it.one.send(f"{it.page}/offer", digits="yes")
    yield "with digits they are shown this once", None if re.search(r">\d{6}</strong>", reply.text) else reply.say()
    yield "the one before counts no more", status(it.one.ask("GET", where[len(browser.ORIGIN):]), 404)
    yield "and has no picture any more", status(it.one.ask("GET", qr[1]), 404)
    yield "what is offered stands on no other page", None if "openid-credential-offer" not in it.one.open(it.page).text else "it does"


def what_fits(it):
    it.one.open(HOME)
    cases = (("nothing", {}, 400, "Give an address, or choose a file"), ("both", {"file": BADGE, "url": "https://a.example/"}, 400, "either an address or a file"),
             ("no address", {"url": "javascript:alert(1)"}, 400, "begins with https"), ("bread", {"file": b'{"type": "Bread"}'}, 400, "There is no badge in it"),
             ("an address in a file", {"file": b"https://a.example/badge"}, 400, "There is no badge in it"),
             ("what was awarded here", {"url": f"http://localhost/b/{it.award}"}, 409, "It was awarded here"),
             ("what names nothing here", {"url": "http://localhost/b/none"}, 404, "no such badge"))
    for name, fields, code, words in cases:
        yield f"{name} is refused in words", status(reply := it.bring(**fields), code) or lacks(reply, words, 'id="url-error"', 'aria-invalid="true"')
    yield "what was typed stands there still", lacks(it.bring(url='https://"a".example/', file=BADGE), "https://&quot;a&quot;.example/")
    it.other.open(HOME)
    yield "another's award is not theirs to bring", status(it.bring(one=it.other, url=f"http://localhost/b/{it.award}"), 403)
    yield "nothing was kept of all that", surface.psql("SELECT count(*) FROM held_credential") != "0" or None


def is_kept(it):
    it.one.open(HOME)
    yield "a file is kept", leads(it.bring(BADGE), HOME + "?notice=badge_kept")
    reply = it.one.open(HOME + "?notice=badge_kept")
    found = re.search(r'href="(/account/badges/kept/[0-9a-f-]{36})"', reply.text)
    yield "and listed", lacks(reply, "is kept here", "&lt;i&gt;Diver&lt;/i&gt;", "&lt;b&gt;School&lt;/b&gt;") or (None if found else reply.say())
    it.kept = found[1]
    yield "what it is worth is told", it.until(it.kept, "Cannot be verified now", "Dives.")
    yield "the file is as it came", None if it.fetch(it.kept + "/file").body == BADGE else "it is not"
    headers = it.one.ask("GET", it.kept + "/file").headers
    yield "and never a page of ours", None if headers["Content-Disposition"].startswith("attachment") and headers["X-Content-Type-Options"] == "nosniff" else str(headers)
    it.one.open(it.kept)
    reply = it.one.send(it.kept + "/verification")
    yield "it is verified again, and each check is told", None if reply.status == 303 and reply.to.startswith("/verify/") else reply.say()
    yield "on a page of its own", it.until(reply.to, "What was checked")
    for below in ("", "/file", "/deletion"):
        yield f"nobody else sees it at {below or '/'}", status(it.other.open(it.kept + below), 404)
    it.other.open("/account")
    for below in ("/verification", "/deletion"):
        yield f"nor does anything to it at {below}", status(it.other.send(it.kept + below, csrf=it.other.token), 404)


def comes_from_elsewhere(it):
    it.one.open(HOME)
    yield "an address is taken in", leads(it.bring(url="https://localhost:1/badge"), HOME + "?notice=badge_comes")
    yield "and what came of it is told", it.until(HOME, "Brought within a day", "https://localhost:1/badge", "was not taken", "could not be fetched")
    yield "to nobody else", None if "localhost:1" not in it.other.open(HOME).text else "it is"


def is_taken_away(it):
    part = re.search(r'href="(/account/badges/export)"', it.one.open(HOME).text)
    yield "all can be taken away", lacks(it.one.last, "Archive 1, badges in it: 2") or (None if part else it.one.last.say())
    reply = it.fetch(part[1])
    files = zipfile.ZipFile(io.BytesIO(reply.body))
    names = sorted(files.namelist())
    yield "in one file", None if names == sorted([f"awards/{it.award}.json", f"kept/{it.kept.split('/')[-1]}.json", "manifest.json"]) else str(names)
    yield "byte for byte", None if files.read(f"kept/{it.kept.split('/')[-1]}.json") == BADGE else "it is another"
    yield "another has nothing of it", None if zipfile.ZipFile(io.BytesIO(it.fetch("/account/badges/export", it.other).body)).namelist() == ["manifest.json"] else "they have"
    it.other.open(HOME)
    yield "the archive is brought by its holder", leads(it.bring(reply.body, one=it.other), HOME + "?notice=badge_comes")
    deadline = time.monotonic() + 20
    while "is being fetched" in it.other.open(HOME).text and time.monotonic() < deadline:
        time.sleep(0.1)
    yield "what is in it is kept, and what is another's is not", lacks(
        it.other.last, "An archive", "is here", "Not taken. It does not say", f"awards/{it.award}.json", "&lt;i&gt;Diver&lt;/i&gt;")


def is_deleted(it):
    yield "before it is deleted one is asked", lacks(it.one.open(it.kept + "/deletion"), "&lt;i&gt;Diver&lt;/i&gt;", "Do not delete", f'action="{it.kept}/deletion"')
    yield "then it is gone", leads(it.one.send(it.kept + "/deletion"), HOME + "?notice=badge_deleted")
    yield "for good", status(it.one.open(it.kept), 404) or (None if it.kept not in it.one.open(HOME).text else "it is listed")


def many_are(it):
    surface.psql("INSERT INTO held_credential (person, key, form, kind, content, credential, facts, question) SELECT person, sha256(n::text::bytea), 'json', "
                 "'badge', '\\x7b7d', '{}', json_build_object('name', 'Badge ' || n), '\\x00' FROM identifier, generate_series(1, 30) AS n WHERE email = 'jonas@example.net'")
    reply = it.one.open(HOME)
    older = re.search(r'href="(/account/badges\?kept=[0-9a-f-]{36})"', reply.text)
    rows = lambda reply: set(re.findall(r"/account/badges/kept/[0-9a-f-]{36}", reply.text))  # noqa: E731
    yield "a list is no longer than can be read", None if older and len(rows(reply)) == 25 else reply.say()
    more = it.one.open(older[1])
    yield "and goes on", None if len(rows(more)) == 5 and not rows(more) & rows(reply) else more.say()
    yield "what is no place in it shows its start", None if rows(it.one.open(HOME + "?kept=nowhere&awards='")) == rows(reply) else "it does not"
    surface.psql("DELETE FROM held_credential WHERE credential = '{}'")


def from_elsewhere(it):
    it.one.open(HOME)
    it.bring(BADGE)
    it.kept = re.search(r'href="(/account/badges/kept/[0-9a-f-]{36})"', it.one.open(HOME).text)[1]
    token = it.one.token
    count = "SELECT (SELECT count(*) FROM held_credential), (SELECT count(*) FROM held_import), (SELECT max(id::text) FROM award_offer)"
    before = surface.psql(count)
    for how, sent in (("another site", {"headers": {"Sec-Fetch-Site": "cross-site"}, "csrf": token}), ("a page without our token", {"csrf": "x"})):
        yield f"{how} brings nothing", status(it.bring(BADGE.replace(b"<9>", b"10"), **sent), 403)
        for action in (f"{it.page}/offer", f"{it.kept}/deletion", f"{it.kept}/verification"):
            yield f"{how} does nothing at {action.split('/')[-1]}", status(it.one.send(action, **sent), 403)
    after = surface.psql(count)
    yield "nothing has changed by that", None if before == after else f"{before} became {after}"


def is_replaced(it):
    newer = it.make(f"/v1/awards/{it.award}/replacement", {"reason": "A <slip>."})
    yield "what was replaced says why, and leads to what took its place", lacks(
        it.one.open(it.page), "A &lt;slip&gt;.", f'href="/b/{newer}"')
    it.award, it.page = newer, f"{HOME}/awards/{newer}"


def is_child(it):
    year = str(datetime.datetime.now(datetime.timezone.utc).year - 10)
    child = people.made("vaikas@example.net", name="Vaikas", year=year)
    yield "a child whose guardian has not consented is told so", lacks(child.open(HOME), "/account/guardian-invitation")
    yield "and has no form to bring anything", None if 'name="file"' not in child.last.text else "it has"
    child.open("/account")
    yield "nor brings anything without one", status(it.bring(BADGE, one=child, csrf=child.token), 403)
    surface.psql(f"UPDATE award SET person = (SELECT person FROM identifier WHERE email = 'vaikas@example.net') WHERE id = '{it.award}'")
    yield "what it has it may look at", lacks(child.open(it.page), "Was &lt;there&gt;")
    child.open("/account")
    yield "and takes to no wallet", status(child.send(f"{it.page}/offer", csrf=child.token), 403)


def main():
    plan, it = tap.Plan(), Learner()
    for part in (who_may, is_awarded, is_offered, what_fits, is_kept, comes_from_elsewhere, is_taken_away, is_deleted, many_are, from_elsewhere, is_replaced, is_child):
        for name, fault in part(it):
            plan.holds(name, fault)
    plan.end()


main()
