#!/usr/bin/python3
"""Another city's service, for a test that has two of them: it awards a badge that is endorsed, tells of both and stays until its input ends.

Stage: database api courier receiver nginx

    STAGE_BASE_URL=https://localhost:PORT tests/stage tests/e2e/playing/other-city.py
"""
import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from faulting import parts  # noqa: E402
from playing import scene  # noqa: E402


def main():
    names, line = scene.set_up(), scene.Line()
    badge = line.ask("POST", f"/v1/organisations/{names['library']}/badges",
                     {"template": "took-part", "language": "lt", "name": "Buriavau"}, names["partner"]).json()["id"]
    line.ask("POST", f"/v1/badges/{badge}/activation", None, names["partner"])
    award = line.ask("POST", "/v1/awards", {"badge": badge, "recipient": {"email": "milda@example.net"}}, names["partner"])
    asked = line.ask("POST", f"/v1/badges/{badge}/endorsements", {"endorser": names["centre"]}, names["partner"]).json()["id"]
    line.ask("POST", f"/v1/endorsements/{asked}/acceptance", {"comment": "Iš jų mokomės.", "language": "lt"}, names["competitor"])
    # Milda is signed in there by a cookie, and has a token of her own to look with.
    parts.sql("INSERT INTO browser_session (hash, person, network, agent) VALUES "
              "(sha256('a cookie of Milda'), person_enter('milda@example.net'), '', '')")
    learner = subprocess.run(["citylearn", "token", "--learner", "milda@example.net"], capture_output=True, text=True, check=True)
    print(json.dumps({"socket": os.environ["STAGE_SOCKET"], "award": award.json()["id"], "partner": names["partner"],
                      "cookie": "a cookie of Milda", "learner": learner.stdout.strip(),
                      "endorsement": asked, "endorser": names["competitor"]}), flush=True)
    sys.stdin.read()


main()
