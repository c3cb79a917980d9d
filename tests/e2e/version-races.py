#!/usr/bin/python3
"""A badge that is changed and awarded at once: what was awarded is marked as such.

Stage: database api courier receiver nginx
"""
import sys
import threading

sys.dont_write_bytecode = True
from playing import scene, surface, tap  # noqa: E402
from playing.holding import Session  # noqa: E402


def main():
    plan = tap.Plan()
    names = scene.set_up()
    line, token = scene.Line(), names["partner"]
    badge = scene.active_badge(line, names)
    line.ask("POST", "/v1/awards", {"badge": badge, "recipient": {"email": "first@example.net"}}, token)
    change = Session(f"UPDATE badge SET edition = 2, edition_awarded_at = NULL, tags = '{{new}}' WHERE id = '{badge}'")
    plan.same("a change is on its way", change.heard, "held")
    given = []
    giving = threading.Thread(target=lambda: given.append(scene.Line().ask(
        "POST", "/v1/awards", {"badge": badge, "recipient": {"email": "second@example.net"}}, token).json()))
    giving.start()
    plan.same("which ends", change.commit(), 0)
    giving.join()
    plan.same("who is awarded meanwhile has the new version", given[0]["badge"]["version"], 2)
    plan.same("and that is known to be awarded", surface.psql(
        f"SELECT edition, edition_awarded_at IS NOT NULL FROM badge WHERE id = '{badge}'"), "2|t")
    plan.end()


main()
