#!/usr/bin/python3
"""A large file is taken in whole, whoever dies meanwhile, and nobody holds it in memory.

Stage: database api nginx
"""
import json
import pathlib
import random
import re
import sys
import time

sys.dont_write_bytecode = True
from faulting import city, parts  # noqa: E402
from playing import scene, tap  # noqa: E402

ROWS, KILLS, SIZE = (100000, 20, 90 << 20) if parts.LONG else (6000, 4, 48 << 20)
GROWTH = 24 << 10  # KiB: pieces, sets and their copies, and not the file
HEAD = "externalId,title,description,learningForm,mode,type,category,onlineUrl,startsAt,endsAt\n"


def row(number, title="Lesson"):
    return (f"R-{number},{title} {number},All of it.,non_formal,online,course,languages,https://a.example/{number},"
            f"2031-01-0{number % 9 + 1}T10:00:00Z,2031-01-0{number % 9 + 1}T11:00:00Z\n")


def most(pid):
    """KiB of memory that the process has had at most."""
    return int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1])


class Imports:
    def __init__(self, home):
        self.line, self.path, self.token = scene.Line(), f"{home.home}/imports", home.clients[0].token

    def send(self, body, query="", kind="text/csv", **headers):
        return self.line.ask("POST", self.path + query, body, self.token, Content_Type=kind, **headers)

    def show(self, one):
        return self.line.ask("GET", f"{self.path}/{one}", token=self.token).json()

    def ended(self, one, seconds=120):
        """The import, once it is done."""
        deadline = time.monotonic() + seconds
        while self.show(one)["state"] in ("queued", "running") and time.monotonic() < deadline:
            time.sleep(0.05)
        return self.show(one)


def through_deaths(plan, imports):
    file = (HEAD + "".join(row(number) for number in range(ROWS))).encode()
    one = imports.send(file, "?publish=true&source=night").json()["id"]
    courier, deaths = parts.Courier(), 0
    while deaths < KILLS:
        before = int(parts.sql(f"SELECT coalesce(max(cursor::int), 0) FROM job WHERE subject = '{one}'"))
        if not parts.until(lambda: int(parts.sql(f"SELECT coalesce(max(cursor::int), 0) FROM job WHERE subject = '{one}'")) > before, 10):
            break
        time.sleep(random.uniform(0, 0.1))
        courier.kill()
        parts.sql("UPDATE job SET lease_until = now() WHERE state = 'running'")  # the minute is skipped
        courier, deaths = parts.Courier(), deaths + 1
    done = imports.ended(one)
    plan.same(f"{ROWS} rows are taken in, through {deaths} deaths", [done["state"], done["counts"]],
              ["done", {"rows": ROWS, "created": ROWS, "updated": 0, "unchanged": 0, "rejected": 0}])
    plan.holds("somebody died in the middle", None if deaths > 1 else f"{deaths} deaths")
    plan.same("each is there once, with one event", parts.rows(
        "SELECT count(*), count(DISTINCT external_id), (SELECT count(*) FROM event WHERE type = 'activity.published') "
        "FROM activity WHERE external_id LIKE 'R-%'"), [(str(ROWS), str(ROWS), str(ROWS))])
    plan.same("no piece of the file is kept", parts.sql("SELECT count(*) FROM import_piece"), "0")
    return courier, file


def once_more(plan, imports, file):
    """Rows that are equal are passed over, and one that changed is told."""
    changes = "SELECT count(*) FROM event WHERE type LIKE 'activity.%'"
    before = parts.sql(changes)
    changed = file.replace(b"Lesson 7,", b"Lesson seven,")
    done = imports.ended(imports.send(changed, "?publish=true&source=night").json()["id"])
    plan.same("one row changed, and that alone counts", done["counts"],
              {"rows": ROWS, "created": 0, "updated": 1, "unchanged": ROWS - 1, "rejected": 0})
    plan.same("what is equal has no event", int(parts.sql(changes)) - int(before), 1)


def without_holding(plan, imports, courier):
    """No row of this file fits, so that it costs reading alone."""
    line = json.dumps({"externalId": "x", "description": "d" * 4000}).encode() + b"\n"
    workers, before = parts.workers(), [most(pid) for pid in [*parts.workers(), courier.process.pid]]
    reply = imports.send(line * (SIZE // len(line)), kind="application/x-ndjson")
    done = imports.ended(reply.json()["id"])
    plan.same("a file of no use is read to its end", [done["state"], done["counts"]["rejected"]],
              ["done", SIZE // len(line)])
    plan.same("and a thousand of its faults are kept", parts.sql(
        f"SELECT count(*) FROM import_error WHERE import = '{done['id']}'"), "1000")
    grown = [most(pid) - was for pid, was in zip([*workers, courier.process.pid], before)]
    plan.holds(f"nobody held {SIZE >> 20} MiB" + (" # SKIP sanitizers hold what was let go" if parts.is_sanitized() else ""),
               None if max(grown) < GROWTH or parts.is_sanitized() else f"{grown} KiB more")


def too_much(plan, imports):
    reply = imports.line.ask("POST", imports.path, b"x" * ((100 << 20) + 1), imports.token, Content_Type="text/csv")
    plan.same("more than 100 MiB are too much", [reply.status, reply.json()["code"]], [413, "too_large"])
    imports.line.close()
    made = [imports.send(b"externalId\n", Idempotency_Key=f"the-import-number-{number}") for number in range(11)]
    plan.same("ten imports may wait", [made[10].status, made[10].json()["code"]], [409, "too_many_imports"])
    again = imports.send(b"externalId\n", Idempotency_Key="the-import-number-0")
    plan.same("who asks again has the answer of before", [again.status, again.json()["id"]], [202, made[0].json()["id"]])
    plan.same("and what came twice is kept once", parts.sql("SELECT count(*) FROM import_piece"), "10")


def refused(plan, imports):
    """A body that nobody may send is read to its end, so that the reply is heard."""
    for size in (1, 3 << 20):
        reply = scene.Line().ask("POST", imports.path, b"x" * size, Content_Type="text/csv")
        plan.same(f"{size} bytes of a stranger", [reply.status, reply.json()["code"]], [401, "unauthenticated"])


def main():
    plan = tap.Plan()
    imports = Imports(city.City())
    refused(plan, imports)
    courier, file = through_deaths(plan, imports)
    once_more(plan, imports, file)
    without_holding(plan, imports, courier)
    plan.same("the courier ends in peace", courier.end(), 0)
    too_much(plan, imports)
    plan.end()


main()
