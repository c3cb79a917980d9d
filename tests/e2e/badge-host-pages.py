#!/usr/bin/python3
"""Other hosts of badges on the pages of the account: named, fetched from, brought to and left by forms.

Stage: database api courier receiver mail nginx
"""
import datetime
import os
import re
import sys

sys.dont_write_bytecode = True
from playing import browser, people, scene, surface, tap  # noqa: E402
from playing.browser import lacks  # noqa: E402

HOME, HOSTS = "/account/badges", "/account/badge-hosts"
TOP, READ, BRING = os.environ["STAGE_TOP"], "credential.readonly", "credential.upsert"
FORMS = ("", "/pull", "/push", "/deletion")
sql = surface.psql


class Learner:
    def __init__(self):
        self.names, self.line = scene.set_up(), scene.Line()
        self.one = people.made("jonas@example.net", name="Jonas")
        self.other = people.made("svetimas@example.net", name="Svetimas")
        self.award, self.second = self.awarded("Was <there>"), self.awarded("Was revoked")
        self.page, self.id = None, None

    def awarded(self, name, to="jonas@example.net"):
        badge = self.make(f"/v1/organisations/{self.names['library']}/badges", {"template": "took-part", "language": "en", "name": name})
        self.line.ask("POST", f"/v1/badges/{badge}/activation", None, self.names["partner"])
        return self.make("/v1/awards", {"badge": badge, "recipient": {"email": to}})

    def make(self, target, body):
        return self.line.ask("POST", target, body, self.names["partner"]).json()["id"]

    def name(self, address, one=None, **more):
        (one or self.one).open(HOME)
        return (one or self.one).send(HOSTS, host=address, **more)

    def put(self, what, table="badge_host_account"):
        sql(f"UPDATE {table} SET {what} WHERE {'id' if table == 'badge_host_account' else 'account'} = '{self.id}'")

    def connect(self, *scopes):
        """As if the courier had read the host, and the learner had been there; nobody asks it any more."""
        sql(f"UPDATE badge_host SET look_at = 'infinity', fault = NULL, read_at = now(), kind = 'ob30', name = 'Badges <of> the region', "
            f"authorize_url = 'https://id.example/authorize' WHERE id = (SELECT host FROM badge_host_account WHERE id = '{self.id}')")
        granted = ", ".join(f"'https://purl.imsglobal.org/spec/ob/v3p0/scope/{scope}'" for scope in scopes)
        self.put(f"state = 'connected', fault = NULL, scopes = ARRAY[{granted}]::text[]")


def refused(reply, code):
    return None if reply.status == code else reply.say()


def leads(reply, to):
    return None if reply.status == 303 and reply.to == to else reply.say()


def without(reply, *parts):
    found = [part for part in parts if part in reply.text]
    return f"there is {found}" if found else None


def is_named(it):
    yield "there are no hosts at first", lacks(it.one.open(HOME), "Other hosts of badges") or without(it.one.last, f'href="{HOSTS}')
    cases = (("nothing", "", "begins with https"), ("what is no address", "javascript://a b", "begins with https"),
             ("a host inside", "https://10.0.0.1", "cannot be asked"), ("one without TLS", "http://badges.example", "cannot be asked"),
             ("a question", "https://badges.example/?a=b", "cannot be asked"), ("what is too long", "https://badges.example/" + "a" * 600, "cannot be asked"))
    for name, address, words in cases:
        reply = it.name(address)
        yield f"{name} is refused beside the field", refused(reply, 400) or lacks(reply, words, 'id="host-error"', 'aria-invalid="true"', 'href="#host"')
    yield "what was typed stands there still", lacks(it.name('https://"a".example/'), "https://&quot;a&quot;.example/")
    yield "nothing was named by that", None if sql("SELECT count(*) FROM badge_host_account") == "0" else "something was"
    reply = it.name(" Badges.Example/ims/ob/v3p0/discovery ")
    it.page = reply.to
    yield "a host is named as browsers show it, and leads to its page", None if reply.status == 303 and re.fullmatch(HOSTS + "/[0-9a-f-]{36}", reply.to) else reply.say()
    it.id = it.page.split("/")[-1]
    yield "named again it is the same", leads(it.name("https://badges.example"), it.page)
    yield "it is listed", lacks(it.one.open(HOME), f'href="{it.page}"', "https://badges.example")
    yield "for nobody else", without(it.other.open(HOME), it.page)
    yield "it has a page", lacks(it.one.open(it.page), "https://badges.example", f'href="{it.page}/deletion"')
    yield "with nothing to be done there before it is connected", without(it.one.last, f"{it.page}/pull", f"{it.page}/push")


def too_many(it):
    sql("INSERT INTO badge_host (base, look_at) SELECT 'https://n' || n || '.example', 'infinity' FROM generate_series(1, 9) AS n")
    sql("INSERT INTO badge_host_account (host, person) SELECT h.id, person_enter('jonas@example.net') FROM badge_host AS h WHERE h.base LIKE 'https://n%'")
    reply = it.name("https://more.example")
    yield "an eleventh host is refused beside the field", refused(reply, 409) or lacks(reply, "You have ten hosts already", 'id="host-error"', "https://more.example")
    sql("DELETE FROM badge_host_account AS a USING badge_host AS h WHERE h.id = a.host AND h.base LIKE 'https://n%'")


def too_often(it):
    """A minute may turn meanwhile, so twice as many are tried."""
    for _ in range(65):
        reply = it.name("https://badges.example")
        if reply.status != 303:
            break
    yield "who names hosts without end has to wait", refused(reply, 429) or lacks(reply, "Too many attempts. Wait for", 'id="host-error"')
    yield "and is told how long", None if int(reply.header("Retry-After") or 0) > 0 else reply.say()


def is_told(it):
    with open(f"{TOP}/db/migrations/0031-badge-hosts.sql", encoding="utf-8") as file:
        words = re.findall(r"^    WHEN '(\w+)' THEN", file.read(), re.MULTILINE)
    for language in ("en", "lt", "uk", "ar"):
        with open(f"{TOP}/src/page/words/{language}.words", encoding="utf-8") as file:
            known = re.findall(r"^badge_host_fault\.(\w+) = \S", file.read(), re.MULTILINE)
        yield f"each fault is told in words: {language}", None if words and set(words) == set(known) else str(set(words) ^ set(known))
    it.connect(READ)
    it.put("fault = 'too_many_requests'")
    yield "what went wrong is told in words", lacks(it.one.open(it.page), "The host asks us to come later.", "Badges &lt;of&gt; the region")
    it.put("fault = NULL")
    yield "when nothing did, nothing is", without(it.one.open(it.page), 'class="notice"')


def is_fetched(it):
    yield "nothing was fetched yet", lacks(it.one.open(it.page), "Nothing was fetched yet.", f'action="{it.page}/pull"')
    it.put("pull_at = now() + interval '1 day', due_at = NULL")
    yield "badges are fetched by a button", leads(it.one.send(it.page + "/pull"), it.page + "?notice=host_pull")
    yield "as soon as may be", None if sql(f"SELECT pull_at <= now() AND due_at <= now() FROM badge_host_account WHERE id = '{it.id}'") == "t" else "they are not"
    yield "which is said", lacks(it.one.open(it.page + "?notice=host_pull"), "Badges are being fetched")
    it.put("pulled_at = '2026-03-04T05:06:07Z', added = 12, known = 3, refused = 1")
    yield "when, and how many there were", lacks(it.one.open(it.page), "2026-03-04T05:06:07Z", "New here: 12. Here already: 3. Not taken: 1.")
    it.put("state = 'ended'")
    reply = it.one.send(it.page + "/pull")
    yield "of a host that is not connected none are", refused(reply, 409) or lacks(reply, "not connected for that")
    it.put("state = 'connected'")


def is_brought(it):
    yield "where it was not allowed, nothing is brought", lacks(it.one.open(it.page), "you have not allowed it there") or without(it.one.last, f"{it.page}/push")
    reply = it.one.send(it.page + "/push", csrf=it.one.token, awards=it.award)
    yield "not by hand either", refused(reply, 409) or lacks(reply, "Badges cannot be brought to this host")
    it.connect(READ, BRING)
    yield "one's awards can be chosen", lacks(it.one.open(it.page), "Was &lt;there&gt;", f'name="awards" value="{it.award}"', f'value="{it.second}"')
    for name, awards in (("none", None), ("what is no award", "x"), ("another's", it.awarded("Not his", "milda@example.net")),
                         ("more than are shown", [it.award] * 26)):
        it.one.open(it.page)
        reply = it.one.send(it.page + "/push", awards=awards)
        yield f"{name} is refused beside the list", refused(reply, 400) or lacks(reply, 'id="awards-error"', "Choose at least one badge", 'href="#awards"')
    yield "nothing was brought by that", None if sql("SELECT count(*) FROM badge_host_push") == "0" else "something was"
    yield "those that are ticked are brought", leads(it.one.send(it.page + "/push", awards=[it.award, it.second]), it.page + "?notice=host_push")
    yield "and wait", lacks(it.one.open(it.page + "?notice=host_push"), "The badges are on their way", "Was &lt;there&gt;</bdi> – On its way")
    sql(f"UPDATE badge_host_push SET state = 'sent', sent_at = now() WHERE award = '{it.award}'")
    sql(f"UPDATE badge_host_push SET state = 'failed', fault = 'award_not_valid' WHERE award = '{it.second}'")
    it.line.ask("POST", f"/v1/awards/{it.second}/revocation", {"reason": "No."}, it.names["partner"])
    yield "what came of it is told", lacks(it.one.open(it.page), "Was &lt;there&gt;</bdi> – Brought there", "Was revoked</bdi> – Could not be brought. This badge was revoked")
    yield "and what counts no more is not to be ticked", without(it.one.last, f'value="{it.second}"')
    sql("INSERT INTO badge (organisation, state, achievement_type, translations) SELECT organisation, 'active', achievement_type, "
        f"translations FROM badge, generate_series(1, 30) WHERE id = (SELECT badge FROM award WHERE id = '{it.award}')")
    sql("INSERT INTO award (badge, organisation, recipient_email, person) SELECT b.id, b.organisation, 'jonas@example.net', "
        "person_enter('jonas@example.net') FROM badge AS b WHERE NOT EXISTS (SELECT FROM award AS a WHERE a.badge = b.id)")
    older = re.search(rf'href="({it.page}\?after=[0-9a-f-]{{36}})"', it.one.open(it.page).text)
    boxes = lambda: len(re.findall('name="awards"', it.one.last.text))  # noqa: E731
    yield "a list is no longer than can be read", None if older and boxes() == 25 else it.one.last.say()
    it.one.open(older[1])
    yield "and goes on", None if boxes() == 6 else f"{boxes()} more"


def from_elsewhere(it):
    it.one.open(it.page)
    token = it.one.token
    state = "SELECT count(*), sum(a.attempt), max(a.pull_at), (SELECT count(*) FROM badge_host_push), (SELECT count(*) FROM badge_host_way) FROM badge_host_account AS a"
    before = sql(state)
    for how, sent in (("another site", {"headers": {"Sec-Fetch-Site": "cross-site"}, "csrf": token}), ("a page without our token", {"csrf": "x"})):
        yield f"{how} names no host", refused(it.one.send(HOSTS, host="https://other.example", **sent), 403)
        for below in FORMS:
            yield f"{how} does nothing at {below or '/'}", refused(it.one.send(it.page + below, awards=it.award, **sent), 403)
    yield "nothing has changed by that", None if sql(state) == before else f"{before} became {sql(state)}"
    it.other.open("/account")
    token = it.other.token
    for below in ("", "/deletion"):
        yield f"nobody else sees it at {below or '/'}", refused(it.other.open(it.page + below), 404)
    for below in FORMS:
        yield f"nor does anything to it at {below or '/'}", refused(it.other.send(it.page + below, csrf=token, awards=it.award), 404)
        yield f"nor without a choice at {below or '/'}", refused(it.other.send(it.page + below, csrf=token), 404)
    yield "nothing has changed by that either", None if sql(state) == before else f"{before} became {sql(state)}"
    for below in ("", "/deletion"):
        yield f"who is not signed in is asked to at {below or '/'}", leads(
            browser.Browser().open(it.page + below), "/account/sign-in?next=" + (it.page + below).replace("/", "%2F"))


def is_left(it):
    yield "before it is left one is asked", lacks(it.one.open(it.page + "/deletion"), "Badges &lt;of&gt; the region", "Stay connected", f'action="{it.page}/deletion"')
    yield "then it is gone", leads(it.one.send(it.page + "/deletion"), HOME + "?notice=host_left")
    yield "which is said", lacks(it.one.open(HOME + "?notice=host_left"), "You have left that host.") or without(it.one.last, it.page)
    yield "for good", refused(it.one.open(it.page), 404)


def is_child(it):
    year = str(datetime.datetime.now(datetime.timezone.utc).year - 10)
    child = people.made("vaikas@example.net", name="Vaikas", year=year)
    yield "a child whose guardian has not consented has no form", lacks(child.open(HOME), "/account/guardian-invitation") or without(child.last, 'name="host"')
    child.open("/account")
    reply = child.send(HOSTS, csrf=child.token, host="https://badges.example")
    yield "nor names a host without one", refused(reply, 403) or lacks(reply, "has to agree first", 'href="#hosts"')
    sql("INSERT INTO badge_host_account (host, person) SELECT id, person_enter('vaikas@example.net') FROM badge_host WHERE base = 'https://badges.example'")
    it.id = sql("SELECT id FROM badge_host_account WHERE person = person_enter('vaikas@example.net')")
    it.connect(READ, BRING)
    page = f"{HOSTS}/{it.id}"
    yield "one that it would have it may look at", lacks(child.open(page), "The host is connected.", "/account/guardian-invitation", f'href="{page}/deletion"')
    yield "without a form", without(child.last, f'action="{page}')
    child.open("/account")
    for below in ("", "/push"):
        yield f"nor is anything done there at {below or '/'}", refused(child.send(page + below, csrf=child.token, awards=it.award), 403)


def main():
    plan, it = tap.Plan(), Learner()
    for part in (is_named, too_many, too_often, is_told, is_fetched, is_brought, from_elsewhere, is_left, is_child):
        for name, fault in part(it):
            plan.holds(name, fault)
    plan.end()


main()
