#!/usr/bin/python3
"""Accounts by their pages: made, signed in to, reset, changed, closed; and those who would like to get in.

Stage: database api courier mail nginx
"""
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from playing import browser, tap  # noqa: E402
from playing.browser import status  # noqa: E402
from playing.people import PASSWORD as GOOD, made, sign_in, sign_up  # noqa: E402

BETTER = "purple otter juggles seven lamps"


def sql(text):
    return subprocess.run(["psql", "-qXAt", "-c", text], capture_output=True, text=True, check=True).stdout.strip()


def story():
    one = browser.Browser()
    reply = sign_up(one, "rasa@example.net")
    yield "a sign-up asks to look into the mail", status(reply, 200) or browser.lacks(reply, "rasa@example.net")
    yield "nobody is there yet", sql("SELECT count(*) FROM identifier WHERE email = 'rasa@example.net'") != "0"
    link = browser.link_to("rasa@example.net")
    yield "the mail leads to a page", status(one.open(link), 200)
    yield "which only shows a form", sql("SELECT count(*) FROM identifier WHERE email = 'rasa@example.net'") != "0"
    reply = one.send("/account/new-password", password=GOOD)
    yield "and choosing a password signs in", None if (reply.status, reply.to) == (303, "/account") else reply.say()
    yield "the account is shown", browser.lacks(one.open("/account"), "Rasa")
    yield "a link counts once", status(one.open(link), 410)
    cookie = [line for line in reply.cookies if line.startswith("sid=")]
    yield "the cookie is kept from scripts and other sites", \
        None if cookie and "HttpOnly" in cookie[0] and "SameSite=Lax" in cookie[0] and "Path=/" in cookie[0] else cookie
    one.open("/account/sign-out")
    reply = one.send("/account/sign-out")
    yield "signing out ends it", None if reply.to == "/account/sign-in?notice=signed_out" else reply.say()
    reply = one.open("/account")
    yield "then one has to sign in first", None if reply.to == "/account/sign-in?next=%2Faccount" else reply.say()
    reply = sign_in(one, "RASA@example.net", next="/account/emails")
    yield "and is led to where one wanted", None if (reply.status, reply.to) == (303, "/account/emails") else reply.say()
    yield "with the accents typed otherwise", status(sign_in(
        browser.Browser(), "rasa@example.net", "vakar sniegas virs\u030c upe\u0307s"), 303)
    reply = one.open("/account?lang=ar")
    yield "a page is written from right to left", None if 'dir="rtl"' in reply.text else reply.text[:300]
    yield "and says so", None if reply.header("Content-Language") == "ar" else reply.headers
    yield "in a language that stays", None if 'dir="rtl"' in one.open("/account/emails").text else "it is gone"


def nothing_is_told():
    known, unknown = browser.Browser(), browser.Browser()
    first, second = sign_up(known, "rasa@example.net"), sign_up(unknown, "nobody@example.net")
    yield "a sign-up for an address with an account looks like any", browser.differ(first, second, "rasa", "nobody")
    mail = browser.mail_to("rasa@example.net", "account already")
    yield "its owner hears of it", None if mail else "no mail"
    first, second = [sign_in(one, address, "wrong wrong wrong wrong") for one, address in
                     ((known, "rasa@example.net"), (unknown, "nobody@example.net"))]
    yield "a wrong password and no account look the same", status(first, 401) or \
        browser.differ(first, second, "rasa", "nobody")
    for one, address in ((known, "rasa@example.net"), (unknown, "nobody@example.net")):
        one.open("/account/reset")
    first, second = known.send("/account/reset", email="rasa@example.net"), \
        unknown.send("/account/reset", email="nobody@example.net")
    yield "so do resets", browser.differ(first, second, "rasa", "nobody")
    yield "and no mail goes to who has no account", "it went" if browser.mail_to(
        "nobody@example.net", "new password", within=0.5) else None
    made("closed@example.net")
    sql("SELECT person_close(person) FROM identifier WHERE email = 'closed@example.net'")
    yield "nor does a closed account show", browser.differ(
        sign_in(browser.Browser(), "closed@example.net"), sign_in(browser.Browser(), "nobody@example.net"),
        "closed", "nobody")


def misfits():
    one = browser.Browser()
    reply = sign_up(one, "not an address", name=" ", year="19", city="nowhere")
    yield "all that is wrong is told at once", status(reply, 400) or browser.lacks(
        reply, "#name", "#email", "#birthYear", "#city")
    yield "what was typed is there still", browser.lacks(reply, 'value="not an address"')
    sign_up(one, "rasa.petraityte@example.net", name="Agnieška Vaitkutė")
    one.open(browser.link_to("rasa.petraityte@example.net"))
    for password in ("fourteen chars", "123456789012345", "rasa.petraityte", "Agnieška Vaitkutė", "x" * 200):
        reply = one.send("/account/new-password", password=password)
        yield f"a weak password is refused: {password[:20]}", status(reply, 400) or browser.lacks(reply, "#password")
        yield "and not shown", "it is" if f'value="{password}"' in reply.text else None
    yield "the link counts still", status(one.send("/account/new-password", password=GOOD), 303)
    sign_up(one, "wanted@example.net")
    early = browser.link_to("wanted@example.net")
    sign_up(browser.Browser(), "wanted@example.net", name="Somebody else")
    yield "what others wish for one's address leaves the earlier link without use", status(one.open(early), 410)
    reply = sign_up(one, "\"><script>alert(1)</script>@example.net", name="<b>x</b>")
    yield "no input leaves its place in the page", "it does" if "<script>alert" in reply.text or "<b>x" in reply.text else None


def forged_forms():
    victim = made("victim@example.net")
    victim.open("/account")
    name = "SELECT name FROM person WHERE email = 'victim@example.net'"
    other = browser.Browser()
    other.open("/account/sign-in")
    good = victim.token
    cases = [
        ("without a token", {"csrf": None}, {}),
        ("with an empty token", {"csrf": ""}, {}),
        ("with a token of another browser", {"csrf": other.token}, {}),
        ("with a token that was changed", {"csrf": ("B" if good[0] != "B" else "C") + good[1:]}, {}),
        ("with a token that was cut", {"csrf": good[:-1]}, {}),
        ("from another site", {}, {"Sec-Fetch-Site": "cross-site"}),
        ("from a neighbour of the site", {}, {"Sec-Fetch-Site": "same-site"}),
        ("from another origin", {}, {"Origin": "https://evil.example"}),
        ("from nowhere", {}, {"Origin": "null"}),
        ("as JSON", {}, {"Content-Type": "application/json"}),
        ("as text", {}, {"Content-Type": "text/plain"}),
    ]
    for title, fields, headers in cases:
        reply = victim.send("/account/profile", headers=headers, **({"name": "Hacked", "language": "en", "csrf": good} | fields))
        yield f"a form {title} changes nothing", (None if reply.status in (403, 415) else reply.say()) or \
            (sql(name) == "Hacked" and "it did")
    reply = victim.send("/account/profile", headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
                        name="Ona", language="lt", csrf=good)
    yield "one of ours does", (None if reply.status == 303 else reply.say()) or (sql(name) != "Ona" and sql(name))
    reply = victim.ask("GET", "/account/profile?name=Hacked&csrf=" + good)
    yield "nothing is changed by a link", status(reply, 405)


def fixation():
    attacker, victim = browser.Browser(), browser.Browser()
    made("fixed@example.net")
    for name in ("sid", "visit", "device"):
        victim.jar[name] = "attacker-chosen-value-0123456789"
    reply = sign_in(victim, "fixed@example.net")
    yield "a cookie that somebody else has set is not taken over", None if reply.status == 303 and \
        victim.jar["sid"] != "attacker-chosen-value-0123456789" else reply.say()
    yield "nor one by which a browser is known", "it is" if victim.jar["device"] == "attacker-chosen-value-0123456789" else None
    attacker.jar["sid"] = "attacker-chosen-value-0123456789"
    yield "and leads nowhere", None if attacker.open("/account").status == 303 else "it does"
    twice = browser.Browser()
    reply = twice.ask("GET", "/account", headers={"Cookie": f"sid={victim.jar['sid']}; sid=x"})
    yield "two cookies of one name are none", None if reply.status == 303 else reply.say()
    before = victim.jar["sid"]
    sign_in(victim, "fixed@example.net")
    yield "each sign-in has a session of its own", "the same" if victim.jar["sid"] == before else None


def redirects():
    made("led@example.net")
    for next in ("//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)",
                 "/account\r\nSet-Cookie: a=b", "/v1/me", "\\\\evil", "/account/../../evil", " //evil.example",
                 "/oauth2/authorized?x", "%2f%2fevil.example"):
        reply = sign_in(browser.Browser(), "led@example.net", next=next)
        there = reply.to or ""
        safe = there == "/account" or there.startswith("/account/")
        yield f"a sign-in leads to no place that is not ours: {next!r}", None if reply.status == 303 and safe and \
            "Set-Cookie: a=b" not in str(reply.headers) else reply.say()


def guessing():
    made("target@example.net")
    one = browser.Browser()
    statuses = []
    for _ in range(7):
        statuses.append(sign_in(one, "target@example.net", "wrong wrong wrong wrong").status)
    yield "five wrong passwords are free, then one waits", None if statuses[:5] == [401] * 5 and 429 in statuses else statuses
    sql("UPDATE sign_in_failure SET failures = 12, last_at = now()")
    reply = sign_in(one, "target@example.net")
    yield "even with the right one", status(reply, 429) or (None if reply.header("Retry-After") else "no Retry-After")
    yield "and it is said how long", browser.lacks(reply, reply.header("Retry-After") or "-")
    known = browser.Browser()
    sql("DELETE FROM sign_in_failure")
    sign_in(known, "target@example.net")
    known.open("/account/sign-out")
    known.send("/account/sign-out")
    sql("INSERT INTO sign_in_failure SELECT decode('00', 'hex'), 0")
    for _ in range(5):
        sign_in(browser.Browser(), "target@example.net", "wrong wrong wrong wrong")
    sql("UPDATE sign_in_failure SET failures = 50, last_at = now()")
    yield "a browser that is known does not wait", status(sign_in(known, "target@example.net"), 303)
    sql("UPDATE sign_in_failure SET failures = 50, last_at = now()")
    for _ in range(6):
        sign_in(browser.Browser(), "target@example.net", "wrong wrong wrong wrong")
    yield "a new password opens what many guesses have closed", reset_after_guesses()


def guessing_at_a_left_browser():
    """A minute may turn meanwhile, so twice as many are tried."""
    one, replies = made("left@example.net"), []
    one.open("/account/close")
    while len(replies) < 45 and (not replies or replies[-1].status != 429):
        replies.append(one.send("/account/close", password="wrong wrong wrong"))
    statuses = [reply.status for reply in replies]
    yield "whoever sits at a browser that was left has to wait", None if set(statuses[:-1]) == {400} and \
        statuses[-1] == 429 else statuses
    yield "and hears how long", None if replies[-1].header("Retry-After") else replies[-1].say()
    yield "nobody else has to", status(sign_in(browser.Browser(), "left@example.net"), 303)


def reset_after_guesses():
    one = browser.Browser()
    one.open("/account/reset")
    one.send("/account/reset", email="target@example.net")
    one.open(browser.link_to("target@example.net", "new password"))
    one.send("/account/new-password", password=BETTER)
    return status(sign_in(browser.Browser(), "target@example.net", BETTER), 303)


def embedding():
    one = made("shown@example.net")
    for path in ("/account/sign-in", "/account", "/account/close", "/account/link?token=x"):
        policy = one.open(path).header("Content-Security-Policy") or ""
        yield f"{path} is shown in no frame", None if "frame-ancestors 'none'" in policy else policy
        yield "and neither loads nor runs anything of elsewhere", None if "default-src 'none'; style-src 'self'; " \
            "img-src 'self'; form-action 'self'; base-uri 'none'" in policy else policy
        yield "its address, which may hold a secret, is told to no other site", None if \
            one.last.header("Referrer-Policy") == "same-origin" else one.last.say()


def resetting():
    one = made("forgetful@example.net")
    away = browser.Browser()
    away.open("/account/reset")
    away.send("/account/reset", email="forgetful@example.net")
    link = browser.link_to("forgetful@example.net", "new password")
    away.open(link)
    yield "a weak new password is refused", status(away.send("/account/new-password", password="short"), 400)
    reply = away.send("/account/new-password", password=BETTER)
    yield "a new password signs in", None if reply.to == "/account?notice=password_changed" else reply.say()
    yield "all else is signed out", None if one.open("/account").status == 303 else "it is not"
    yield "the link counts once", status(away.open(link), 410)
    yield "the owner hears of it", None if browser.mail_to("forgetful@example.net", "was changed") else "no mail"
    yield "the old password is no more", status(sign_in(browser.Browser(), "forgetful@example.net"), 401)
    again = browser.Browser()
    again.open("/account/reset")
    again.send("/account/reset", email="forgetful@example.net")
    old = browser.link_to("forgetful@example.net", "new password")
    sql("UPDATE mail_link SET expires_at = now() WHERE used_at IS NULL")
    yield "a link that is too old counts no more", status(again.open(old), 410)
    for token in ("", "x", "ml_" + "A" * 43, "../../etc", "%00"):
        yield f"a link that was made up leads nowhere: {token!r}", status(again.open("/account/link?token=" + token), 410)


def own_account():
    one = made("own@example.net")
    one.open("/account/emails")
    yield "a second address needs the password", status(
        one.send("/account/emails", email="second@example.net", password="wrong wrong wrong"), 400)
    one.send("/account/emails", email="second@example.net", password=GOOD)
    link = browser.link_to("second@example.net")
    stranger = made("stranger@example.net")
    stranger.open(link)
    yield "its link counts in the owner's browser alone", status(stranger.send("/account/confirmation"), 410)
    nobody = browser.Browser()
    nobody.open(link)
    yield "and in none without", status(nobody.send("/account/confirmation"), 410)
    one.open(link)
    yield "there it does", status(one.send("/account/confirmation"), 303)
    yield "the old address hears of it", None if browser.mail_to("own@example.net", "addresses") else "no mail"
    yield "one signs in with either", status(sign_in(browser.Browser(), "second@example.net"), 303)
    one.open("/account/emails")
    yield "the one that is written to stays", status(one.send("/account/emails/remove", email="own@example.net"), 409)
    one.send("/account/emails/primary", email="second@example.net")
    yield "until it is another", status(one.send("/account/emails/remove", email="own@example.net"), 303)
    yield "nobody removes an address of another", status(
        one.send("/account/emails/remove", email="stranger@example.net"), 409)
    one.open("/account/emails")
    one.send("/account/emails", email="stranger@example.net", password=GOOD)
    one.open(browser.link_to("stranger@example.net", "Confirm"))
    yield "an address that has an account is not added", status(one.send("/account/confirmation"), 410)

    other = browser.Browser()
    sign_in(other, "second@example.net")
    yield "sign-ins are listed", browser.lacks(one.open("/account/sign-ins"), "this browser", other.agent)
    session = re.search(r'name="session" value="([^"]+)"', one.last.text)[1]
    one.send("/account/sign-ins/end", session=session)
    mine = sql("SELECT count(*) FROM browser_session WHERE ended_at IS NULL AND person = "
               "(SELECT person FROM identifier WHERE email = 'second@example.net')")
    yield "and ended one by one", None if mine in ("2", "1") else mine
    one.open("/account/sign-ins")
    one.send("/account/sign-ins/end-others")
    yield "or all others at once", None if other.open("/account").status == 303 else "it goes on"
    one.open("/account/password")
    yield "the password changes with the old one alone", status(
        one.send("/account/password", current="wrong wrong wrong", password=BETTER), 400)
    yield "and then it does", status(one.send("/account/password", current=GOOD, password=BETTER), 303)
    yield "what happened is listed", browser.lacks(
        one.open("/account/security"), "password was changed", "address was added", "account was made")
    one.open("/account/close")
    yield "closing needs the password", status(one.send("/account/close", password="wrong wrong wrong"), 400)
    yield "and signs out", status(one.send("/account/close", password=BETTER), 303)
    yield "for good", status(sign_in(browser.Browser(), "second@example.net", BETTER), 401)
    yield "the owner hears of it", None if browser.mail_to("second@example.net", "is closed") else "no mail"
    back = browser.Browser()
    back.open("/account/reset")
    back.send("/account/reset", email="second@example.net")
    back.open(browser.link_to("second@example.net", "new password"))
    back.send("/account/new-password", password=GOOD)
    yield "a new password opens it again", browser.lacks(back.open("/account/security"), "opened again")


def signed_in_and_eager():
    one = made("eager@example.net")
    one.open("/account/emails")
    replies = [one.send("/account/emails", email=f"stranger{n}@example.net", password=GOOD).status for n in range(21)]
    yield "who is signed in writes to twenty strangers a day", None if replies == [303] * 20 + [429] else replies


def operator(*words):
    return subprocess.run(["citylearn", "person", *words], capture_output=True, text=True, check=False)


def taken(token, within=0.0):
    """Whether a token is taken still, after so many seconds."""
    time.sleep(within)
    return browser.Browser().ask("GET", "/v1/me", headers={"Authorization": f"Bearer {token}", "Accept": "*/*"}).status == 200


def suspended():
    one = made("kept-out@example.net")
    token = subprocess.run(["citylearn", "token", "--person", "kept-out@example.net"], capture_output=True, text=True,
                           check=True).stdout.strip()
    yield "a token of the operator's counts for them", None if taken(token) else "it does not"
    one.open("/account/reset")
    one.send("/account/reset", email="kept-out@example.net")
    link = browser.link_to("kept-out@example.net", "new password")
    yield "the operator keeps nobody out by a slip", None if operator("suspend", "kept-uot@example.net").returncode else "it went through"
    yield "but whom is named", None if operator("suspend", "Kept-Out@example.net").returncode == 0 else "it did not go through"
    yield "who is signed out at once", None if one.open("/account").status == 303 else one.last.say()
    yield "and whose tokens are dead in two seconds", "one is alive" if taken(token, within=2.0) else None
    right, wrong = sign_in(browser.Browser(), "kept-out@example.net"), sign_in(browser.Browser(), "kept-out@example.net", BETTER)
    yield "and signs in no more", status(right, 401)
    yield "which is told like a wrong password", browser.differ(right, wrong, "kept-out", "kept-out")
    other = browser.Browser()
    other.open(link)
    yield "a link that was mailed before opens nothing", status(other.send("/account/new-password", password=BETTER), 403)
    other.open("/account/reset")
    other.send("/account/reset", email="kept-out@example.net")
    yield "and none is mailed", "one is" if browser.mail_to("kept-out@example.net", "new password", within=1) else None
    yield "until they are let in again", None if operator("reinstate", "kept-out@example.net").returncode == 0 else "it did not go through"
    yield "with their own password", status(sign_in(one, "kept-out@example.net"), 303)
    yield "and read what happened", browser.lacks(one.open("/account/security"), "suspended by the operator", "let in again")


def main():
    subprocess.run(["sh", "-c", 'citylearn city create --starter-kit "$STAGE_TOP/db/starter-kit" '
                    '--from "$STAGE_TOP/db/sample-city/city.json"'], check=True, stdout=subprocess.DEVNULL)
    tell = tap.Plan()
    for chapter in (story, nothing_is_told, misfits, forged_forms, fixation, redirects, guessing,
                    guessing_at_a_left_browser, embedding, resetting, own_account, signed_in_and_eager, suspended):
        for title, fault in chapter():
            tell.holds(title, fault)
    tell.end()


main()
