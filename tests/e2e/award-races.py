#!/usr/bin/python3
"""An award that is replaced by two at once, or replaced and revoked at once: one of them has done it.

Stage: database api courier receiver nginx
"""
import sys

sys.dont_write_bytecode = True
from playing import scene, surface, tap  # noqa: E402
from playing.holding import at_once  # noqa: E402


def main():
    plan = tap.Plan()
    names = scene.set_up()
    line, token = scene.Line(), names["partner"]
    badge = scene.active_badge(line, names)

    def give(name):
        return line.ask("POST", "/v1/awards", {"badge": badge, "recipient": {"email": f"{name}@example.net"}}, token).json()["id"]

    def replace(award):
        return lambda other: other.ask("POST", f"/v1/awards/{award}/replacement", {"reason": "A slip."}, token)

    first = give("first")
    heard = at_once("award", first, [replace(first), replace(first)])
    plan.same("of two who replace it one does", heard, [(201, ""), (409, "already_superseded")])
    plan.same("and it has one successor", surface.psql(
        f"SELECT count(*) FROM award WHERE badge = '{badge}' AND recipient_email = 'first@example.net'"), "2")
    second = give("second")
    heard = at_once("award", second, [replace(second), lambda other: other.ask("POST", f"/v1/awards/{second}/revocation",
                                                                  {"reason": "A mistake."}, token)])
    plan.holds("who replaces and who revokes do not both do it", None if heard in (
        [(200, ""), (409, "award_not_valid")], [(201, ""), (409, "already_superseded")]) else str(heard))
    plan.same("and what was revoked has no successor", surface.psql(
        f"SELECT count(*) FROM award WHERE recipient_email = 'second@example.net' AND revoked_at IS NULL"),
        "1" if heard[0][0] == 201 else "0")
    plan.end()


main()
