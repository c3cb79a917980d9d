#!/usr/bin/python3
"""Those who are invited by mail answer on a page, with the address that the mail came to and no other.

Stage: database api courier receiver mail nginx
"""
import sys
import urllib.parse

sys.dont_write_bytecode = True
from playing import browser, people, scene, surface, tap  # noqa: E402
from playing.browser import lacks, status  # noqa: E402


class Inviter:
    def __init__(self):
        self.names = scene.set_up()

    def ask(self, address, role="issuer"):
        body = {"email": address, "role": role, "language": "en"}
        reply = scene.Line().ask("POST", f"/v1/organisations/{self.names['library']}/invitations", body,
                                 self.names["administrator"])
        if reply.status != 201:
            raise SystemExit(f"Bail out! {reply.status} {reply.body}")
        return reply.json()["id"], browser.link_to(address)

    def role_of(self, address):
        return surface.psql(f"""SELECT role FROM membership AS m JOIN identifier AS i ON i.person = m.person
                                 WHERE i.email = '{address}' AND m.organisation = '{self.names["library"]}'""")


def newcomer(inviter):
    """Somebody without an account, from the mail to being a member."""
    which, link = inviter.ask("nauja@mokykla.example")
    secret = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)["token"][0]
    one = browser.Browser()
    reply = one.open(link)
    yield "who has the mail reads who invites them to what", lacks(reply, "issuer", "/account/sign-up?next=")
    yield "but has to sign in to answer", "there is a button" if "/account/invitations/accept" in reply.text else None
    ways = [part.split('"')[0] for part in reply.text.split('href="/account/sign-')[1:]]
    yield "the ways there do not hold the secret", "they do" if any(secret in way for way in ways) else None
    yield "without the mail there is nothing to see", None if one.open("/account/invitations").to == \
        "/account/sign-in?next=%2Faccount%2Finvitations" else one.last.say()
    one.open(link)
    up = next(way for way in ways if way.startswith("up"))
    one.open("/account/sign-" + browser.unescape(up))
    one.send("/account/sign-up", name="Nauja", email="nauja@mokykla.example", birthYear="1990", city="klaipeda")
    one.open(browser.link_to("nauja@mokykla.example", "Confirm"))
    reply = one.send("/account/new-password", password=people.PASSWORD)
    yield "after the sign-up they are led back", None if reply.to == "/account/invitations" else reply.say()
    yield "to what they are invited to", lacks(one.open(reply.to), "issuer", "/account/invitations/accept", which)
    yield "a form of elsewhere accepts nothing", status(one.send(
        "/account/invitations/accept", invitation=which, csrf="made-up"), 403) or inviter.role_of("nauja@mokykla.example")
    one.open("/account/invitations")
    reply = one.send("/account/invitations/accept", invitation=which)
    yield "they accept", None if reply.to == "/account/invitations?notice=accepted" else reply.say()
    yield "and are told so", lacks(one.open(reply.to), "You have accepted", "Nobody has invited you")
    found = inviter.role_of("nauja@mokykla.example")
    yield "and have the role", None if found == "issuer" else f"the role is {found!r}"
    yield "the link counts no more", status(one.open(link), 410)
    one.open("/account")
    yield "nor does the answer, twice", status(one.send("/account/invitations/accept", invitation=which, csrf=one.token), 409)


def others(inviter):
    """Who has the link but not the address."""
    which, link = inviter.ask("kita@mokykla.example", "viewer")
    thief = people.made("vagis@mokykla.example", name="Vagis")
    reply = thief.open(link)
    yield "who signed in with another address is told so", status(reply, 403) or lacks(reply, "vagis@mokykla.example")
    yield "and not whose it is", "it tells" if "kita@mokykla.example" in reply.text else None
    thief.open("/account/invitations")
    yield "nor sees it among their own", "it is there" if which in thief.last.text else None
    thief.open("/account")
    for answer in ("accept", "decline"):
        yield f"nor can {answer} it", status(thief.send(f"/account/invitations/{answer}", invitation=which, csrf=thief.token), 404)
    owner = people.made("kita@mokykla.example", name="Kita")
    yield "whose it is sees it by the link", lacks(owner.open(link), which)
    reply = owner.send("/account/invitations/decline", invitation=which)
    yield "whose it is declines", None if reply.to == "/account/invitations?notice=declined" else reply.say()
    yield "and has no role", inviter.role_of("kita@mokykla.example") or None
    yield "a made-up link leads nowhere", status(owner.open("/account/invitations?token=ml_none"), 410)
    owner.open("/account")
    yield "nor does one that is none", status(owner.send("/account/invitations/decline", invitation="'", csrf=owner.token), 404)


def main():
    plan, inviter = tap.Plan(), Inviter()
    for part in (newcomer, others):
        for name, fault in part(inviter):
            plan.holds(name, fault)
    plan.end()


main()
