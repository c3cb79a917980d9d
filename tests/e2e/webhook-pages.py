#!/usr/bin/python3
"""The webhooks of an organisation on their pages, from making one to sending once more what its receiver had lost.

Stage: database api courier receiver mail nginx
"""
import os
import re
import sys
import time
import uuid

sys.dont_write_bytecode = True
from faulting import parts  # noqa: E402
from playing import browser, hearing, people, scene, surface, tap  # noqa: E402
from playing.browser import lacks, leads, status  # noqa: E402

RECEIVER = os.environ["STAGE_RECEIVER"]
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


class Library:
    """The organisation, whoever works there, and its manager's browser."""

    def __init__(self):
        self.names, self.line, self.ear = scene.set_up(), scene.Line(), hearing.Ear(os.environ["STAGE_HEARD"])
        self.id = self.names["library"]
        self.home = f"/account/organisations/{self.id}/webhooks"
        self.manager, self.issuer = self.member("manager"), self.member("issuer")
        self.stranger = people.made("svetimas@example.net", name="Svetimas")
        self.hook = self.secret = None

    def member(self, role):
        one = people.made(f"{role}@biblioteka.example", name=role)
        surface.psql(f"""INSERT INTO membership (organisation, person, role)
                         SELECT '{self.id}', person, '{role}' FROM identifier WHERE email = '{role}@biblioteka.example'""")
        return one

    def happens(self, count=1):
        """Something that endpoints are told of; answers the subjects."""
        subjects = [str(uuid.uuid4()) for _ in range(count)]
        for subject in subjects:
            surface.psql(f"SELECT event_add('{self.id}', 'activity.updated', '{subject}', 1, '/v1/activities/', '{{}}')")
        return subjects

    def make(self, path, **more):
        self.manager.open(self.home + "/new")
        return self.manager.send(self.home, **({"url": RECEIVER + path, "types": ["activity.*"], "maxPerSecond": "100",
                                                "maxInFlight": "4", "description": ""} | more))

    def change(self, **more):
        self.manager.open(self.hook + "/change")
        return self.manager.send(self.hook + "/change", **({"types": ["activity.*"], "url": RECEIVER + "/ok"} | more))

    def press(self, what):
        self.manager.open(self.hook)
        return self.manager.send(f"{self.hook}/{what}")

    def until(self, target, *parts, seconds=20):
        """What is wrong with a page when it does not come to say all that."""
        deadline = time.monotonic() + seconds
        while True:
            fault = lacks(self.manager.open(target), *parts)
            if fault is None or time.monotonic() > deadline:
                return fault
            time.sleep(0.1)

    def delivery(self, subject):
        event = surface.psql(f"SELECT id FROM event WHERE subject = '{subject}'")
        return f"{self.hook}/deliveries/{event}"

    def hears(self, subject, path="/ok", seconds=20):
        fits = lambda payload: None if payload["subject"] == subject else "it is about something else"  # noqa: E731
        return self.ear.listen("activity.updated", path, self.secret, fits, seconds)


def who_may(it):
    nobody = browser.Browser()
    reply = nobody.open(it.home)
    yield "who is not signed in is asked to", leads(reply, "/account/sign-in?next=" + it.home.replace("/", "%2F"))
    for name, one in (("an issuer", it.issuer), ("a stranger", it.stranger)):
        for below in ("", "/new"):
            yield f"{name} sees no webhooks at {below or '/'}", status(one.open(it.home + below), 403)
        one.open("/account")
        reply = one.send(it.home, url=RECEIVER + "/ok", types="*", csrf=one.token)
        yield f"{name} makes none", status(reply, 403)
        reply = one.send(it.home, url="", csrf=one.token)
        yield f"{name} does not hear what would not fit", status(reply, 403)
    yield "the account of an issuer does not lead there", "it does" if it.home in it.issuer.open("/account").text else None
    yield "that of a manager does", lacks(it.manager.open("/account"), it.home, "Quay Library")
    yield "where there are none yet", lacks(it.manager.open(it.home), "No system is told yet", it.home + "/new")
    made_up = it.home.replace(it.id, str(uuid.uuid4()))
    yield "an organisation that is none has no page", status(it.manager.open(made_up), 404)


def what_fits(it):
    types = [one["name"] for one in it.line.ask("GET", "/v1/webhook-event-types").json()["items"]]
    reply = it.manager.open(it.home + "/new")
    yield "each type of event can be ticked", lacks(reply, *(f'value="{one}"' for one in types if one != "webhook.ping"))
    silent = [one for one in types if f"</code> – {one}</label>" in reply.text]
    yield "and is said in words", f"{silent} are not" if silent else None
    yield "a ping cannot be", "it can" if 'value="webhook.ping"' in reply.text else None
    reply = it.make("/ok", url="http://partner.example/hook", types=None, maxPerSecond="1001", maxInFlight="many",
                    description="<b>x</b>" * 30)
    yield "what does not fit is said, all at once", status(reply, 400) or lacks(
        reply, 'href="#url"', 'href="#types"', 'href="#description"', 'href="#maxPerSecond"', 'href="#maxInFlight"', "url-error")
    yield "what was typed stands there still", lacks(reply, 'value="http://partner.example/hook"', 'value="1001"', "&lt;b&gt;x", "<strong>Danė Quay Library</strong>")
    for inner in ("https://10.0.0.1/x", "https://printer.local/x", "https://[::1]/x", "https://2130706433/x", ""):
        yield f"as little as by the API is sent to {inner or 'nowhere'}", status(it.make("", url=inner), 400)
    yield "nor is told of what there is not", status(it.make("/ok", types=["learner.*"]), 400)
    yield "nothing was made of all that", surface.psql("SELECT url FROM webhook_endpoint") or None


def is_made(it):
    reply = it.make("/ok", types=["activity.*", "award.issued"], description="The library's <system>",
                    ordering="subject", payload="full")
    it.hook = (reply.to or "").split("?")[0]
    yield "an endpoint is made", None if re.fullmatch(re.escape(it.home) + "/[0-9a-f-]{36}", it.hook) else reply.say()
    cookie = next((one for one in reply.cookies if "shown=" in one), "")
    yield "its secret is not in the cookie that carries it there", "it is" if "whsec" in cookie or "HttpOnly" not in cookie else None
    shown, page = it.manager.jar["shown"], reply.to
    other = browser.Browser()
    people.sign_in(other, "manager@biblioteka.example")
    other.jar["shown"] = shown
    yield "which is of no use to another browser of the same person", "it is" if SECRET.search(other.open(page).text) else None
    reply = it.manager.open(page)
    it.secret = next(iter(SECRET.findall(reply.text)), None)
    yield "its page shows the secret", None if it.secret else reply.say()
    yield "and what it is", lacks(reply, RECEIVER + "/ok", "The library&#39;s &lt;system&gt;", "award.issued", "is sent a challenge")
    it.manager.jar["shown"] = shown
    reply = it.make("/ok")
    it.manager.jar["shown"] = shown
    second = reply.to.split("?")[0]
    yield "no page of another endpoint does", "it does" if SECRET.search(it.manager.open(second).text) else None
    it.manager.send(second + "/deletion")
    del it.manager.jar["shown"]
    yield "once", "it is there again" if SECRET.search(it.manager.open(it.hook).text) else None
    heard, fault = it.ear.listen("webhook.ping", "/ok", it.secret, lambda _: None, 20)
    yield "the challenge is signed with it", fault
    yield "and echoed: it is told from now on", it.until(it.hook, "<dd>enabled</dd>", "Pause")
    yield "the list says so", lacks(it.manager.open(it.home), it.hook, "<dd>enabled</dd>", "Waiting to be sent")
    kept = surface.psql("SELECT ordering, payload, max_per_second, types FROM webhook_endpoint WHERE deleted_at IS NULL")
    yield "all of the form is kept", None if kept == "subject|full|100|{activity.*,award.issued}" else kept


def is_told(it):
    subject, = it.happens()
    _, fault = it.hears(subject)
    yield "it hears what happens", fault
    yield "the deliveries list it", it.until(it.hook + "/deliveries?state=delivered&type=activity.*", "activity.updated", "delivered")
    yield "one shows all that was said", it.until(it.delivery(subject), "answered (204)", f"&quot;subject&quot; : &quot;{subject}&quot;", "webhook-id", "msg_")
    yield "a state that is none shows all", lacks(it.manager.open(it.hook + "/deliveries?state=lost"), "activity.updated")
    yield "another type shows nothing", lacks(it.manager.open(it.hook + "/deliveries?type=badge.*"), "There are none")
    ping = surface.psql(f"SELECT id FROM event WHERE type = 'webhook.ping' AND subject = '{it.hook[-36:]}' LIMIT 1")
    yield "a ping is not sent once more", "there is a button" if "/retry" in it.manager.open(f"{it.hook}/deliveries/{ping}").text else None
    many = it.happens(30)
    yield "there are pages of them", it.until(it.hook + "/deliveries?type=activity.*", "Older entries")
    older = browser.unescape(re.search(r'href="([^"]*after=[^"]*)"', it.manager.last.text)[1])
    yield "which go on where one ended", lacks(it.manager.open(older), "activity.updated")
    for subject in many:
        it.hears(subject)


def is_changed(it):
    it.manager.open(it.hook + "/change")
    stale = it.manager.hidden(it.hook + "/change")["version"]
    yield "the form holds what there is", lacks(it.manager.last, f'value="{RECEIVER}/ok"', 'value="activity.*" checked', 'value="subject" checked')
    yield "it is changed", leads(it.change(url=RECEIVER + "/shout", maxInFlight="2"), it.hook + "?notice=saved")
    reply = it.change(url=RECEIVER + "/stale", version=stale)
    yield "what was changed meanwhile is not overwritten unseen", status(reply, 412) or lacks(reply, "meanwhile", "/stale")
    yield "another address has to echo a challenge, too", it.until(it.hook, "<dd>enabled</dd>", "/shout")
    kept = surface.psql("SELECT ordering, payload, max_in_flight, types FROM webhook_endpoint WHERE deleted_at IS NULL")
    yield "what was not ticked any more is gone", None if kept == "none|thin|2|{activity.*}" else kept


def is_mended(it):
    subject, = it.happens()
    yield "what fails is seen", it.until(it.hook, "Failing since", "Failures in a row")
    page = it.delivery(subject)
    yield "with what was answered, which is text and nothing else", it.until(page, "answered (500)", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") or (
        "a script is there" if "<script" in it.manager.last.text else None)
    it.manager.open(it.hook)
    yield "what is still tried is not sent once more by hand", status(it.manager.send(f"{page}/retry", csrf=it.manager.token), 409)
    give_up = "UPDATE delivery SET state = 'exhausted', done_at = now() WHERE state = 'due' RETURNING event"
    # While an attempt is made, nothing is due.
    yield "it can be given up", "it is never due" if parts.until(lambda: surface.psql(give_up)) is None else None
    yield "what was given up is counted", lacks(it.manager.open(it.hook), "<dt>Given up</dt>\n<dd>1</dd>")
    it.change()
    yield "its receiver is mended", it.until(it.hook, "<dd>enabled</dd>", "/ok")
    it.manager.open(page)
    yield "it is sent once more", leads(it.manager.send(page + "/retry"), page + "?notice=sent_again")
    yield "and comes", it.hears(subject)[1] or it.until(page, "answered (204)")


def recovers(it):
    subjects = it.happens(3)
    for subject in subjects:
        it.hears(subject)
    it.until(it.hook, "<dt>Waiting to be sent</dt>\n<dd>0</dd>")
    surface.psql(f"UPDATE delivery SET state = 'exhausted' WHERE event IN (SELECT id FROM event WHERE subject IN ('{subjects[0]}', '{subjects[1]}'))")
    it.manager.open(it.hook)
    reply = it.manager.send(it.hook + "/recovery", since="yesterday")
    yield "from when on has to be a time", status(reply, 400) or lacks(reply, 'href="#since"', "since-error", 'value="yesterday"')
    it.manager.open(it.hook)
    since = re.search(r'name="since" type="datetime-local" value="(\d{4}-\d\d-\d\dT\d\d:\d\d)"', it.manager.last.text)
    yield "one is offered", None if since else it.manager.last.text[-2500:]
    reply = it.manager.send(it.hook + "/recovery", since=since[1])
    yield "all that failed is sent by a job", None if "/jobs/" in (reply.to or "") else reply.say()
    yield "which has a page, and comes to its end", it.until(reply.to, "done", "<dt>Events sent once more</dt>\n<dd>2</dd>")
    for subject in subjects[:2]:
        yield "what had failed comes", it.hears(subject)[1]
    yield "the job is of that endpoint alone", status(it.manager.open(reply.to.replace(it.hook, f"{it.home}/{uuid.uuid4()}")), 404)


def rests(it):
    yield "it is paused", leads(it.press("pause"), it.hook + "?notice=webhook_paused")
    subject, = it.happens()
    yield "then what happens is held", it.until(it.hook, "paused", "<dt>Held back</dt>\n<dd>1</dd>")
    yield "what is paused is not pinged", status(it.manager.send(it.hook + "/ping", csrf=it.manager.token), 409)
    it.manager.open(it.delivery(subject))
    reply = it.manager.send(it.delivery(subject) + "/retry")
    yield "nor sent one thing, and that is said on its page", status(reply, 409) or lacks(reply, 'href="#again"', "Resume it")
    yield "it is resumed", leads(it.press("resumption"), it.hook + "?notice=webhook_resumed")
    yield "and hears what was held", it.hears(subject)[1]
    yield "a ping is sent", leads(it.press("ping"), it.hook + "?notice=webhook_pinged")
    before = it.secret
    it.manager.open(it.hook)
    reply = it.manager.send(it.hook + "/rotation", grace="3600")
    yield "it gets new keys", leads(reply, it.hook + "?notice=webhook_rotated")
    it.secret = next(iter(SECRET.findall(it.manager.open(reply.to).text)), None)
    yield "whose secret is shown once", None if it.secret not in (None, before) and not SECRET.search(it.manager.open(it.hook).text) else "it is not"
    subject, = it.happens()
    heard, fault = it.hears(subject)
    yield "they sign", fault
    yield "beside those before", None if heard and hearing.signed(heard, before) else "those before do not"


def is_not_there(it):
    hook, it.hook = it.hook, None
    reply = it.make("/mute", description="mute")
    it.hook = reply.to.split("?")[0]
    yield "one that does not echo its challenge says so", it.until(it.hook, "has not echoed", "without the challenge (204)", "/deliveries/")
    yield "one may be asked once more before it is deleted", lacks(it.manager.open(it.hook + "/deletion"), "/mute", "cannot be undone", it.hook)
    yield "and deletes it", leads(it.manager.send(it.hook + "/deletion"), it.home + "?notice=webhook_deleted")
    for below in ("", "/change", "/deletion", "/deliveries"):
        yield f"then it is not there at {below or '/'}", status(it.manager.open(it.hook + below), 404)
    yield "nor in the list", "it is" if it.hook in it.manager.open(it.home).text else None
    it.hook = hook
    surface.psql("UPDATE webhook_endpoint SET state = 'gone' WHERE deleted_at IS NULL")
    it.manager.open(it.hook)
    yield "what is gone is sent nothing", lacks(it.manager.last, "answered that it is gone") or status(
        it.manager.send(it.hook + "/recovery", since="2026-01-01T00:00", csrf=it.manager.token), 409)
    for n in range(9):
        it.make("/ok", description=str(n))
    reply = it.make("/ok")
    yield "ten are enough", status(reply, 409) or lacks(reply, "ten webhooks already")


def from_elsewhere(it):
    hook, address = it.hook[len(it.home):], {"url": RECEIVER + "/ok", "types": "*"}
    actions = {"": ("/new", address), f"{hook}/change": (f"{hook}/change", address), f"{hook}/deletion": (f"{hook}/deletion", {}),
               f"{hook}/rotation": (hook, {"grace": "3600"}), f"{hook}/recovery": (hook, {"since": "2026-01-01T00:00"})}
    actions |= {f"{hook}/{name}": (hook, {}) for name in ("pause", "resumption", "ping")}
    before = surface.psql("SELECT count(*), max(version), count(deleted_at), count(*) FILTER (WHERE state = 'paused') FROM webhook_endpoint")
    for action, (page, fields) in actions.items():
        it.manager.open(it.home + page)
        fields = it.manager.hidden(it.home + action) | fields
        for how, sent in (("another site", {"headers": {"Sec-Fetch-Site": "cross-site"}}),
                          ("a page without our token", {"csrf": None})):
            yield f"{how} does nothing at {action.split('/')[-1] or '/'}", status(it.manager.send(it.home + action, **fields | sent), 403)
        it.stranger.open("/account")
        reply = it.stranger.send(it.home + action, **fields | {"csrf": it.stranger.token})
        yield f"a stranger does nothing at {action.split('/')[-1] or '/'}", None if reply.status in (403, 404) else reply.say()
    after = surface.psql("SELECT count(*), max(version), count(deleted_at), count(*) FILTER (WHERE state = 'paused') FROM webhook_endpoint")
    yield "nothing has changed by that", None if before == after else f"{before} became {after}"
    other = it.hook.replace(it.id, it.names["centre"])
    yield "an endpoint is not below another organisation", status(it.manager.open(other), 403)
    leaks = [below for below in ("", "/deliveries", "/change", "/deletion") if it.stranger.open(it.hook + below).status not in (403, 404)]
    yield "nobody else sees any of it", str(leaks) if leaks else None


def main():
    plan, it = tap.Plan(), Library()
    for part in (who_may, what_fits, is_made, is_told, is_changed, is_mended, recovers, rests, is_not_there, from_elsewhere):
        for name, fault in part(it):
            plan.holds(name, fault)
    plan.end()


main()
