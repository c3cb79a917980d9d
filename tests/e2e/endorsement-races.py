#!/usr/bin/python3
"""An endorsement that is asked for twice at once, given twice, or given and taken back: one of the two has done it.

Stage: database api courier receiver nginx
"""
import sys
import threading

sys.dont_write_bytecode = True
from playing import scene, surface, tap  # noqa: E402
from playing.holding import Session, at_once  # noqa: E402


def main():
    plan = tap.Plan()
    names = scene.set_up()
    line, token, endorser = scene.Line(), names["partner"], names["competitor"]
    badge = scene.active_badge(line, names)

    def ask(other):
        return other.ask("POST", f"/v1/badges/{badge}/endorsements", {"endorser": names["centre"]}, token)

    def move(what, body, by):
        return lambda other: other.ask("POST", f"/v1/endorsements/{what}", body, by)

    def asked():
        return surface.psql(f"SELECT id FROM endorsement WHERE badge = '{badge}' AND state = 'requested'")

    heard = at_once("badge", badge, [ask, ask])
    plan.same("of two who ask the same one has asked", heard, [(201, ""), (409, "already_asked")])
    first, accept = asked(), {"comment": "Good."}
    heard = at_once("endorsement", first, [move(f"{first}/acceptance", accept, endorser)] * 2)
    plan.same("it is given once", heard, [(200, ""), (409, "wrong_state")])
    plan.same("with one place in a list, and one event for each side", surface.psql(
        f"SELECT (SELECT count(*) FROM endorsement_credential WHERE endorsement = '{first}'), "
        f"(SELECT count(*) FROM event WHERE subject = '{first}' AND type = 'endorsement.accepted')"), "1|2")
    heard = at_once("endorsement", first, [move(f"{first}/revocation", {"reason": "So."}, endorser)] * 2)
    plan.same("and taken back once", heard, [(200, ""), (409, "wrong_state")])
    ask(line)
    second = asked()
    heard = at_once("endorsement", second, [move(f"{second}/acceptance", accept, endorser), move(f"{second}/withdrawal", None, token)])
    plan.same("who gives it and who takes the question back do not both do it", heard, [(200, ""), (409, "wrong_state")])

    # A change that was on its way makes the next version, and the question is about that one.
    if surface.psql(f"SELECT state FROM endorsement WHERE id = '{second}'") == "accepted":
        line.ask("POST", f"/v1/endorsements/{second}/revocation", {"reason": "So."}, endorser)
    change = Session(f"UPDATE badge SET edition = 2, edition_awarded_at = NULL, tags = '{{new}}' WHERE id = '{badge}'")
    got = []
    asking = threading.Thread(target=lambda: got.append(ask(scene.Line()).json()))
    asking.start()
    change.commit()
    asking.join()
    plan.same("who asks while a badge is changed asks about what it became", got[0]["badge"]["version"], 2)
    plan.same("which is frozen then", surface.psql(f"SELECT edition, edition_awarded_at IS NOT NULL FROM badge WHERE id = '{badge}'"), "2|t")
    plan.end()


main()
