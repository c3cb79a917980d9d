#!/usr/bin/python3
"""Members and invitations where more than one thing happens at a time, and the mail that an invitation is.

Stage: database api courier receiver mail nginx
"""
import hashlib
import subprocess
import sys
import threading
import urllib.parse

sys.dont_write_bytecode = True
from playing import browser, scene, surface, tap  # noqa: E402

ROUNDS = 12


def token(address):
    return subprocess.run(["citylearn", "token", "--person", address], stdout=subprocess.PIPE, text=True,
                          check=True).stdout.strip()


def at_once(*requests):
    """The statuses of requests that are sent together, each over a line of its own."""
    statuses, ready = [None] * len(requests), threading.Barrier(len(requests))

    def send(place, request):
        line = scene.Line()
        line.ask("GET", "/v1/health")
        ready.wait()
        statuses[place] = line.ask(*request).status

    threads = [threading.Thread(target=send, args=one) for one in enumerate(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def two_owners(names):
    """Two owners leave at once, or take the role of each other: one of them stays."""
    home = f"/v1/organisations/{names['library']}/members"
    other = token("vadove@danes-biblioteka.example")
    first, second = (surface.psql(f"SELECT person FROM identifier WHERE email = '{address}'")
                     for address in ("info@danes-biblioteka.example", "vadove@danes-biblioteka.example"))
    for n in range(ROUNDS):
        surface.psql("INSERT INTO membership SELECT id, p, 'owner' FROM organisation, "
                     f"unnest(ARRAY['{first}', '{second}']::uuid[]) AS p WHERE id = '{names['library']}' "
                     "ON CONFLICT (organisation, person) DO UPDATE SET role = 'owner'")
        if n % 2:
            statuses = at_once(("DELETE", f"{home}/{first}", None, names["director"]),
                               ("DELETE", f"{home}/{second}", None, other))
        else:
            statuses = at_once(("PUT", f"{home}/{second}", {"role": "viewer"}, names["director"]),
                               ("PUT", f"{home}/{first}", {"role": "viewer"}, other))
        owners = surface.psql(f"SELECT count(*) FROM membership WHERE organisation = '{names['library']}' AND role = 'owner'")
        if owners != "1" or sum(status < 300 for status in statuses) != 1:
            return f"round {n}: {statuses}, and {owners} owners are left"
    return None


def two_invitations(names):
    """The same address invited twice at once has one invitation."""
    for n in range(ROUNDS):
        body = {"email": f"twice{n}@mokykla.example", "role": "viewer"}
        request = ("POST", f"/v1/organisations/{names['library']}/invitations", body, names["administrator"])
        statuses = sorted(at_once(request, request, request))
        if statuses != [201, 409, 409]:
            return f"round {n}: {statuses}"
    return None


def accepted_and_revoked(names):
    """What is accepted and taken back at once is one of the two, and so is the member."""
    line, newcomer = scene.Line(), token("naujokas@mokykla.example")
    home = f"/v1/organisations/{names['library']}/invitations"
    for n in range(ROUNDS):
        made = line.ask("POST", home, {"email": "naujokas@mokykla.example", "role": "viewer"}, names["administrator"]).json()
        statuses = at_once(("POST", f"/v1/me/invitations/{made['id']}/acceptance", None, newcomer),
                           ("DELETE", f"{home}/{made['id']}", None, names["administrator"]))
        state, member = surface.psql(
            f"SELECT state, EXISTS (SELECT FROM membership AS m JOIN identifier AS i ON i.person = m.person "
            f"WHERE i.email = 'naujokas@mokykla.example') FROM invitation WHERE id = '{made['id']}'").split("|")
        if (state, member) not in (("accepted", "t"), ("revoked", "f")) or sum(status < 300 for status in statuses) != 1:
            return f"round {n}: {statuses}, {state}, member: {member}"
        surface.psql("DELETE FROM membership AS m USING identifier AS i WHERE i.person = m.person "
                     "AND i.email = 'naujokas@mokykla.example'")
    return None


def mailed(names):
    """The mail says who invites to what; its link alone is in no table and gives nobody anything."""
    reply = scene.Line().ask("POST", f"/v1/organisations/{names['library']}/invitations",
                             {"email": "kviesta@mokykla.example", "role": "viewer", "language": "en"}, names["administrator"])
    link = browser.link_to("kviesta@mokykla.example")
    secret = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query).get("token", [""])[0]
    kept = surface.psql(f"SELECT encode(link, 'hex') FROM invitation WHERE id = '{reply.json()['id']}'")
    if urllib.parse.urlsplit(link).path != "/account/invitations" or not secret.startswith("ml_"):
        return f"the link is {link}"
    if hashlib.sha256(secret.encode()).hexdigest() != kept:
        return "what is kept is not the SHA-256 of the link's token"
    dump = subprocess.run(["pg_dump", "--data-only"], stdout=subprocess.PIPE, text=True, check=True).stdout
    return "the database holds the link" if secret in dump else None


def main():
    plan = tap.Plan()
    names = scene.set_up()
    plan.holds("of two owners who leave at once one stays", two_owners(names))
    plan.holds("an address that is invited three times at once is invited once", two_invitations(names))
    plan.holds("an invitation is accepted or taken back, never both", accepted_and_revoked(names))
    plan.holds("an invitation is mailed, and its link is kept as a hash", mailed(names))
    plan.end()


main()
