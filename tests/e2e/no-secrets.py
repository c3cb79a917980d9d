#!/usr/bin/python3
"""What was shown once is nowhere else: no log, no dump, no list of processes holds a secret.

Stage: database api courier receiver nginx

The whole main story is told, with the server's log at its most talkative that an
operator would choose, and then every secret and address that went by is looked for.
"""
import base64
import glob
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from playing import tap, web  # noqa: E402

plan = tap.Plan()
server = web.Server(os.environ["STAGE_SOCKET"])
stage, top = os.environ["STAGE_DIR"], os.environ["STAGE_TOP"]


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=120).stdout


def tell_story(keep, seen):
    """The story's names as they were kept; what the processes looked like meanwhile goes into `seen`."""
    play = subprocess.Popen([f"{top}/tests/e2e/play", "--keep", keep, f"{top}/tests/e2e/main-story.http"],
                            stdout=subprocess.PIPE, text=True)
    while play.poll() is None:
        for path in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                with open(path, "rb") as file:
                    seen.add(file.read().replace(b"\0", b" ").decode("utf-8", "replace"))
            except OSError:
                pass
        time.sleep(0.02)
    faults = [line for line in play.stdout.read().splitlines() if line.startswith("not ok")]
    plan.holds("the story is told", "\n".join(faults) or None)
    with open(keep, encoding="utf-8") as file:
        return json.load(file)


def award_again(names):
    """What breaks a rule, or was answered before, is what a server writes down."""
    headers = [("Authorization", f"Bearer {names['partner']}"), ("Content-Type", "application/json"),
               ("Idempotency-Key", "the-same-key-again")]
    award = {"badge": names["badge"], "recipient": {"email": "jonas@example.net"}, "narrative": "A secret of Jonas"}
    late = award | {"expiresAt": "2001-01-01T00:00:00Z"}
    got = []
    for number, wish in enumerate((award, award, award, late)):
        own = headers if number < 2 else headers[:2] + [("Idempotency-Key", f"another-key-{number:06}")]
        got.append(server.ask("POST", "/v1/awards", own, json.dumps(wish).encode()))
    plan.same("an award is given, told again, and refused twice", [one.status for one in got], [201, 201, 409, 400])
    plan.same("the second answer is the first", got[1].json(), got[0].json())


def spellings(secret):
    """A secret as it stands, as a dump shows bytes, and as headers carry it."""
    raw = secret.encode()
    yield secret
    yield raw.hex()
    yield base64.b64encode(raw).decode().rstrip("=")[:-1]
    if secret.startswith("whsec_"):
        yield secret.removeprefix("whsec_")
        yield base64.b64decode(secret.removeprefix("whsec_")).hex()


def places():
    """Where a secret must not be, by name."""
    for path in sorted(glob.glob(f"{stage}/*.log")):
        with open(path, encoding="utf-8", errors="replace") as file:
            yield os.path.basename(path), file.read()
    yield "the database", run("pg_dump")
    yield "pg_stat_activity", run("psql", "-qXAt", "-c", "SELECT query FROM pg_stat_activity")


def not_found(title, needles, where):
    found = [f"{place}: ...{text[max(0, text.index(one) - 80):text.index(one) + 10]}"
             for place, text in where for one in needles if one in text]
    plan.holds(title, "\n".join(found))


def searched():
    """Every stage ends with a search for secrets by their shape: it finds each of them, and nothing where there is none."""
    raw = "A0-_" * 10 + "xyz"
    planted = [f"/account/link?token=ml_{raw}", "\\\\x" + f"rt_{raw}".encode().hex(), f"whsec_{'A' * 43}=", "vakar sniegas",
               f"eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0aaaa.{'s' * 86}", "-----BEGIN EC PRIVATE KEY-----"]
    planted += [f'{{"{kind}": "{kind}_{raw}"}}' for kind in ("cs", "ac", "ra", "bs", "bd")]
    missed = []
    for text in ["nothing of it: css_is_no_secret and abcs_" + raw, *planted]:
        with tempfile.NamedTemporaryFile("w", dir=stage, suffix=".txt") as file:
            file.write(f"before\n{text}\nafter\n")
            file.flush()
            found = subprocess.run([f"{top}/tests/tools/find-secrets", file.name], stdout=subprocess.PIPE, check=False).returncode
        if found != (text in planted):
            missed.append(text)
    return missed or None


def main():
    run("psql", "-qX", "-c", "ALTER SYSTEM SET log_min_error_statement = 'info'",
        "-c", "ALTER SYSTEM SET log_parameter_max_length_on_error = 0", "-c", "SELECT pg_reload_conf()")
    processes = set()
    names = tell_story(f"{stage}/kept.json", processes)
    award_again(names)
    with open(f"{stage}/key", encoding="ascii") as file:
        operators_key = file.read().strip()
    os.remove(f"{stage}/kept.json")

    where = list(places())
    plan.holds("the logs and the dump are not empty", None if {"api.log", "access.log", "database.log"} <=
               {name for name, text in where if text} and any("danes-biblioteka" in text for _, text in where)
               else [name for name, _ in where])
    secrets = {"the client's secret": names["secret"], "the webhook's secret": names["hook"],
               "the operator's key": operators_key}
    for title, secret in secrets.items():
        assert len(secret) > 20
        not_found(f"{title} is in no log, and not in the database", list(spellings(secret)), where)
        not_found(f"{title} is no argument of a program", [secret], [("a process", "\n".join(processes))])
    plan.holds("the hash of the client's secret is all that is kept of it",
               None if hashlib.sha256(names["secret"].encode()).hexdigest() in dict(where)["the database"]
               else "it is not there")
    tokens = [names[one] for one in ("administrator", "director", "partner", "rasa")]
    not_found("no access token is in a log or in the database", tokens, where)
    not_found("nor the part of one that signs it", [one.split(".")[2] for one in tokens], where)
    not_found("no learner's address is in a log", ["rasa@example.net", "jonas@example.net", "A secret of Jonas"],
              [one for one in where if one[0].endswith(".log")])
    dump = dict(where)["the database"]
    tables = {table for table, rows in re.findall(r"^COPY public\.(\w+) .*?;\n(.*?)^\\\.$", dump, re.M | re.S)
              if "rasa@example.net" in rows.lower()}
    plan.same("the address is with the person and the awards, and where answers are kept for a day",
              tables, {"person", "identifier", "award", "idempotency"})
    plan.holds("the search that every stage ends with finds each kind of secret", searched())
    plan.end()


if __name__ == "__main__":
    main()
