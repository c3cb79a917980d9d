#!/usr/bin/python3
"""Whoever follows the change feed has in the end what there is, whatever commits when.

Stage: database api receiver nginx
"""
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as xml

sys.dont_write_bytecode = True
from playing import scene, tap  # noqa: E402

WRITERS, ROUNDS = 8, 25


class Session:
    """A connection to the database that keeps its transaction open from call to call."""

    def __init__(self):
        self.psql = subprocess.Popen(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1"], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, text=True)

    def do(self, sql):
        self.psql.stdin.write(sql + ";\n\\echo done\n")
        self.psql.stdin.flush()
        lines = []
        while (line := self.psql.stdout.readline().strip()) != "done":
            if not line and self.psql.poll() is not None:
                raise RuntimeError(f"the session ended at {sql}")
            lines.append(line)
        return lines

    def end(self):
        self.psql.stdin.close()
        self.psql.wait()


def change(one):
    return f"UPDATE activity SET version = version + 1, updated_at = now() WHERE external_id = '{one}'"


class Harvester:
    """Keeps a copy, as RPDE tells to: page by page, each item over what it had of it."""

    def __init__(self, line, token, limit=3):
        self.line, self.token, self.copy, self.seen = line, token, {}, []
        self.next = f"/feeds/rpde/activities?limit={limit}"

    def follow(self):
        """To the last page; the ids that came on the way."""
        came = []
        while True:
            # With a token, so that nothing comes out of nginx's cache.
            page = self.line.ask("GET", self.next, token=self.token).json()
            self.next = page["next"].removeprefix("http://localhost")
            if not page["items"]:
                return came
            for item in page["items"]:
                self.copy[item["id"]] = item
                self.seen.append(item["modified"])
                came.append(item["id"])


def gathered(harvester, want):
    """What came once all of it has: work of the database's own, too, holds changes back for a moment."""
    came, deadline = [], time.monotonic() + 30
    while len(came) < len(want) and time.monotonic() < deadline:
        came += harvester.follow()
    return came


def ids():
    found = scene_rows("SELECT external_id, id FROM activity")
    return {name: one for name, one in found}


def scene_rows(query):
    out = subprocess.run(["psql", "-qXAt", "-c", query], capture_output=True, text=True, check=True).stdout
    return [line.split("|") for line in out.splitlines()]


def late_commits(plan, harvester, of):
    """The first to begin is the last to commit."""
    slow, quick = Session(), Session()
    slow.do("BEGIN")
    slow.do("SELECT pg_current_xact_id()")
    quick.do(change("1"))
    plan.same("what may still be overtaken is not shown yet", harvester.follow(), [])
    slow.do(change("0"))
    plan.same("nor what has not been committed", harvester.follow(), [])
    slow.do("COMMIT")
    both = [of["0"], of["1"]]
    plan.same("then both come, each in its place", gathered(harvester, both), both)
    slow.do("BEGIN")
    slow.do(change("2"))
    quick.do(change("3"))
    slow.do("ROLLBACK")
    plan.same("what was rolled back leaves nothing and holds up nobody", gathered(harvester, [of["3"]]), [of["3"]])
    slow.end()
    quick.end()


def race(plan, line, names):
    """Writers with long and short transactions, and a harvester between them."""
    harvester, over, raised = Harvester(scene.Line(), names["partner"]), threading.Event(), []

    def seen(work, *words):
        try:
            work(*words)
        except Exception as fault:
            raised.append(f"{work.__name__}: {fault!r}")

    def write(number):
        session = Session()
        for turn in range(ROUNDS):
            session.do("BEGIN")
            session.do("SELECT pg_current_xact_id()")
            session.do(f"SELECT pg_sleep({(number * 7 + turn) % 5 / 200})")
            session.do(change(str((number * 13 + turn * 5) % 40)))
            session.do("ROLLBACK" if turn % 6 == 5 else "COMMIT")
        session.end()

    def harvest():
        while not over.is_set():
            harvester.follow()
    reader = threading.Thread(target=seen, args=(harvest,))
    writers = [threading.Thread(target=seen, args=(write, number)) for number in range(WRITERS)]
    for one in [reader, *writers]:
        one.start()
    for one in writers:
        one.join()
    meanwhile, known = len(harvester.seen), len(harvester.copy)
    over.set()
    reader.join()
    plan.same("nobody gave up", raised, [])
    plan.same("there was something to read while they wrote", meanwhile > known > 0, True)
    want = {one: int(number) for one, number in scene_rows("SELECT id, change FROM activity WHERE change IS NOT NULL")}
    gathered(harvester, [one for one, change in want.items() if harvester.copy[one]["modified"] != change])
    plan.same(f"{WRITERS} writers and a harvester: the copy has the last of each",
              {one for one, change in want.items() if harvester.copy[one]["modified"] != change}, set())
    plan.holds("no change number came after a higher one",
               None if harvester.seen == sorted(harvester.seen) else str(harvester.seen))
    return harvester


def restored(plan, harvester, of):
    """As in a cluster that counts its transactions from the start."""
    scene_rows("UPDATE change_start SET number = number - 1000000000 * 16384::bigint")
    scene_rows(change("7"))
    plan.same("after a restore the numbers go on behind", gathered(harvester, [of["7"]]), [of["7"]])
    scene_rows(change("8"))
    plan.same("and so does what comes next", gathered(harvester, [of["8"]]), [of["8"]])


def well_formed(plan, line, names):
    line.ask("PATCH", f"/v1/activities/{ids()['9']}", {"title": "</title> & ]]> <b>\"'"}, names["partner"], If_Match="*")
    reply = line.ask("GET", "/feeds/klaipeda/activities.atom?lang=lt", token=names["partner"])
    feed = xml.fromstring(reply.body)
    titles = [one.text for one in feed.iter("{http://www.w3.org/2005/Atom}title")]
    plan.same("Atom holds whatever people write", "</title> & ]]> <b>\"'" in titles, True)
    plain = line.ask("GET", "/feeds/rpde/activities?limit=400")
    packed = line.ask("GET", "/feeds/rpde/activities?limit=400", Accept_Encoding="gzip")
    plan.same("feeds are compressed", (packed.headers["Content-Encoding"], len(packed.body) * 3 < len(plain.body)), ("gzip", True))
    plan.same("and come out of the cache", line.ask("GET", "/feeds/rpde/activities?limit=400").headers["X-Cache-Status"], "HIT")


def main():
    plan = tap.Plan()
    names = scene.set_up()
    line = scene.Line()
    scene.publish(line, names, 40)
    of = ids()
    harvester = Harvester(line, names["partner"])
    plan.same("all there is, each once", sorted(gathered(harvester, of)), sorted(of.values()))
    late_commits(plan, harvester, of)
    racer = race(plan, line, names)
    restored(plan, racer, of)
    well_formed(plan, line, names)
    plan.end()


main()
