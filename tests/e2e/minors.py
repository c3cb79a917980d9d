#!/usr/bin/python3
"""Minors by their pages: a child asks, a guardian consents, refuses and withdraws; and what an app gets meanwhile.

Stage: database api courier mail nginx
"""
import datetime
import re
import subprocess
import sys
import threading
import urllib.parse

sys.dont_write_bytecode = True
from playing import browser, people, tap  # noqa: E402
from playing.browser import status  # noqa: E402

THIS_YEAR = datetime.datetime.now(datetime.timezone.utc).year
APP = "019f0000-0000-7000-8000-00000000000a"
AUTHORIZE = "/oauth2/authorize?" + urllib.parse.urlencode({
    "client_id": APP, "redirect_uri": "https://portal.example/back", "response_type": "code", "scope": "openid",
    "state": "s", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"})


guardians = []  # browsers in which one has consented


def sql(text):
    return subprocess.run(["psql", "-qXAt", "-c", text], capture_output=True, text=True, check=True).stdout.strip()


def made(address, name, age):
    """A browser with a new account of somebody who turns that age this year."""
    return people.made(address, name=name, year=str(THIS_YEAR - age))


def asks(child, address):
    child.open("/account/guardian-invitation")
    return child.send("/account/guardian-invitation", email=address)


def state(address):
    return sql(f"SELECT consent_state(person) FROM identifier WHERE email = '{address}'")


def is_state(address, wanted):
    found = state(address)
    return None if found == wanted else found


def asking(child):
    yield "a child is told that a guardian has to agree", browser.lacks(child.open("/account"), "/account/guardian-invitation")
    child.open("/account/guardian-invitation")
    for address, where in (("nonsense", 400), ("ona@example.net", 409)):
        reply = child.send("/account/guardian-invitation", email=address)
        yield f"no guardian has the address {address}", status(reply, where) or browser.lacks(reply, 'role="alert"')
    yield "nobody was written to", sql("SELECT count(*) FROM mail WHERE kind = 'guardian'") != "0"
    reply = asks(child, "mother@example.net")
    yield "a guardian is asked", None if reply.to == "/account/guardian-invitation?notice=asked" else reply.say()
    yield "the child sees whom", browser.lacks(child.open(reply.to), "mother@example.net", "waiting for an answer")
    reply = child.ask("GET", AUTHORIZE)
    yield "an app gets nothing meanwhile", None if reply.to == "/account/guardian-invitation" else reply.say()
    reply = child.ask("GET", AUTHORIZE + "&prompt=none")
    yield "and is told so when it asks silently", None if "error=interaction_required" in (reply.to or "") else reply.say()
    adult = made("adult@example.net", "Adomas", 30)
    yield "who is of age is asked for nothing", None if adult.open("/account/guardian-invitation").to == "/account" \
        and "guardian-invitation" not in adult.open("/account").text else adult.last.say()


def consenting(child):
    link = browser.link_to("mother@example.net", "consent")
    guardian = browser.Browser()
    reply = guardian.open(link)
    yield "the link shows who asks", status(reply, 200) or browser.lacks(reply, "Ona", "I refuse")
    yield "and offers no consent to who is not signed in", "it does" if 'value="consent"' in reply.text else None
    yield "a consent that is sent all the same counts for nothing", status(
        guardian.send("/account/guardian", decision="consent"), 401) or is_state("ona@example.net", "awaiting_guardian")
    secret = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)["token"][0]
    way = re.search(r'href="(/account/sign-up[^"]+)"', reply.text)[1].replace("&amp;", "&")
    yield "the way to an account does not hold the secret", "it does" if secret in way else None
    stranger = browser.Browser()
    people.sign_in(stranger, "adult@example.net")
    stranger.open(link)
    reply = stranger.send("/account/guardian", decision="consent")
    yield "who has another address does not consent", status(reply, 403) or browser.lacks(reply, "address that the mail was sent to")
    child.open(link)
    yield "least of all the child", status(child.send("/account/guardian", decision="consent"), 409)
    guardian.open(way)
    reply = guardian.send("/account/sign-up", name="Rasa", birthYear=str(THIS_YEAR - 40), city="klaipeda",
                          email="mother@example.net")
    guardian.open(browser.link_to("mother@example.net", "Confirm"))
    reply = guardian.send("/account/new-password", password=people.PASSWORD)
    yield "after the sign-up the guardian is led back", None if (reply.to or "").startswith("/account/guardian?token=") \
        else reply.say()
    yield "to the question", browser.lacks(guardian.open(reply.to), "Ona", "I consent")
    reply = guardian.send("/account/guardian", decision="perhaps")
    yield "a decision is one of two", status(reply, 400)
    reply = guardian.send("/account/guardian", decision="consent", relation="mother")
    yield "the guardian consents", status(reply, 200) or is_state("ona@example.net", "consented")
    yield "the child hears of it", None if browser.mail_to("ona@example.net", "has agreed") else "no mail"
    yield "the link counts once", status(guardian.open(link), 410)
    reply = child.open(AUTHORIZE)
    yield "an app may ask the child now", status(reply, 200) or browser.lacks(reply, "Portal")
    reply = child.send("/oauth2/authorize", decision="allow", **dict(urllib.parse.parse_qsl(AUTHORIZE.partition("?")[2])))
    yield "and gets a code", None if "code=" in (reply.to or "") else reply.say()
    guardians.append(guardian)


def withdrawing(child):
    guardian = guardians[0]
    reply = guardian.open("/account/children")
    yield "a guardian sees the child", browser.lacks(reply, "Ona", "consent given", "/account/children/withdraw")
    child_id = sql("SELECT person FROM identifier WHERE email = 'ona@example.net'")
    other = browser.Browser()
    people.sign_in(other, "adult@example.net")
    yield "others do not", browser.lacks(other.open("/account/children"), "No child")
    other.open("/account")
    yield "nor withdraw", status(other.send("/account/children/withdraw", child=child_id, csrf=other.token), 404)
    yield "a child that is none is not there", status(
        guardian.send("/account/children/withdraw", child="' OR 1=1", csrf=guardian.token), 404)
    reply = guardian.send("/account/children/withdraw", csrf="forged", child=child_id)
    yield "a forged form withdraws nothing", status(reply, 403) or is_state("ona@example.net", "consented")
    guardian.open("/account/children")
    reply = guardian.send("/account/children/withdraw")
    yield "the guardian withdraws", None if reply.to == "/account/children?notice=withdrawn" else reply.say()
    yield "and it counts", is_state("ona@example.net", "withdrawn")
    yield "the app is disconnected", None if sql(
        f"SELECT count(*) FROM connection WHERE person = '{child_id}' AND revoked_at IS NULL") == "0" else "it is not"
    reply = child.ask("GET", AUTHORIZE)
    yield "and none is connected", None if reply.to == "/account/guardian-invitation" else reply.say()
    yield "the child hears of it", None if browser.mail_to("ona@example.net", "has not agreed") else "no mail"
    yield "and can read it later", browser.lacks(child.open("/account/security"), "withdrew consent", "A guardian consented")
    guardian.open("/account/children")
    reply = guardian.send("/account/children/consent")
    yield "consent can be given again", None if reply.to == "/account/children?notice=consented" else reply.say()
    yield "and counts again", is_state("ona@example.net", "consented")


def refusing(_):
    guardian = guardians[0]
    child = made("jonas@example.net", "Jonas <b>", 11)
    asks(child, "unknown@example.net")
    link = browser.link_to("unknown@example.net", "consent")
    nobody = browser.Browser()
    reply = nobody.open(link)
    yield "what a child is called stays text", "it does not" if "Jonas <b>" in reply.text else None
    reply = nobody.send("/account/guardian", decision="refuse")
    yield "one refuses without an account", status(reply, 200) or is_state("jonas@example.net", "refused")
    yield "the link counts no more", status(nobody.open(link), 410)
    yield "the child may ask somebody else", None if asks(child, "mother@example.net").status == 303 else "it may not"
    reply = guardian.open("/account/children")
    yield "who sees the question among the children", browser.lacks(reply, "Jonas", "Ona")
    reply = guardian.send("/account/children/consent")
    yield "and is led to it before consenting", None if (reply.to or "").startswith("/account/guardian?token=") \
        else reply.say()
    yield "by an id that counts for nobody else", status(browser.Browser().open(reply.to), 410)
    guardian.open(reply.to)
    yield "then consents", status(guardian.send("/account/guardian", decision="consent"), 200) or \
        is_state("jonas@example.net", "consented")
    for number in range(4):
        reply = asks(child, f"guardian{number}@example.net")
    yield "five are asked a day", status(reply, 409) or browser.lacks(reply, "Try again tomorrow")
    young = made("young@example.net", "Saulė", 18)
    asks(child := made("egle@example.net", "Eglė", 12), "young@example.net")
    young.open(browser.link_to("young@example.net", "consent"))
    reply = young.send("/account/guardian", decision="consent")
    yield "a guardian is of full age", status(reply, 403) or browser.lacks(reply, "Only an adult")
    for token in ("", "x", "ml_" + "A" * 43, "019f0000-0000-7000-8000-00000000000b", "%00"):
        yield f"a link that was made up leads nowhere: {token!r}", status(
            browser.Browser().open("/account/guardian?token=" + token), 410)
    yield "no secret is kept", None if sql(
        "SELECT count(*) FROM (SELECT to_jsonb(g)::text AS row FROM guardianship AS g UNION ALL SELECT to_jsonb(s)::text "
        "FROM sign_up AS s UNION ALL SELECT to_jsonb(e)::text FROM audit_entry AS e UNION ALL SELECT (to_jsonb(m) - 'sealed')::text "
        "FROM mail AS m) AS r WHERE row LIKE '%ml\\_%'") == "0" else "one is"


def meeting(_):
    """An award that is being made while a guardian consents waits for neither too long nor for ever."""
    child, guardian = made("ieva@example.net", "Ieva", 9), guardians[0]
    asks(child, "mother@example.net")
    guardian.open(browser.link_to("mother@example.net", "Ieva"))
    sql("INSERT INTO organisation (city, slug, legal_name, registration_number, country, translations, state) SELECT id, "
        "'school', 'School', '1', 'LT', '{}', 'verified' FROM city")
    sql("INSERT INTO badge (organisation, achievement_type, state, translations) SELECT id, 'Badge', 'active', "
        "'{\"en\": {\"name\": \"A\", \"criteria\": \"B\"}}' FROM organisation")
    issuer = subprocess.Popen(["psql", "-qXAt"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    issuer.stdin.write("BEGIN; INSERT INTO award (badge, organisation, recipient_email) SELECT id, organisation, "
                       "'ieva@example.net' FROM badge RETURNING coalesce(person::text, 'held');\n")
    issuer.stdin.flush()
    yield "an award to a child without consent is held", None if issuer.stdout.readline().strip() == "held" else "it is not"
    replies = []
    consent = threading.Thread(target=lambda: replies.append(guardian.send("/account/guardian", decision="consent")))
    consent.start()
    while consent.is_alive() and sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") == "0":
        pass
    yield "a consent that comes meanwhile waits for it", "it does not" if replies else None
    issuer.communicate("COMMIT;\n")
    consent.join()
    yield "and finds it", status(replies[0], 200) or (None if sql(
        "SELECT count(*) FROM award WHERE person IS NOT NULL AND recipient_email = 'ieva@example.net'") == "1" else "it does not")


def main():
    subprocess.run(["sh", "-c", 'citylearn city create --starter-kit "$STAGE_TOP/db/starter-kit" '
                    '--from "$STAGE_TOP/db/sample-city/city.json"'], check=True, stdout=subprocess.DEVNULL)
    sql("INSERT INTO service_client (id, name, scopes, redirect_uris, grants, kind, auth_method) VALUES "
        f"('{APP}', 'Portal', '{{openid}}', '{{https://portal.example/back}}', '{{authorization_code}}', 'public', 'none')")
    child = made("ona@example.net", "Ona", 10)
    tell = tap.Plan()
    for chapter in (asking, consenting, withdrawing, refusing, meeting):
        for title, fault in chapter(child):
            tell.holds(title, fault)
    tell.end()


main()
