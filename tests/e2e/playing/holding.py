"""Transactions that are held open, so that others wait for them."""
import subprocess
import threading
import time

from playing import scene, surface


class Session:
    """A transaction that is held open."""

    def __init__(self, *statements):
        self.psql = subprocess.Popen(["psql", "-qXAt"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.say("BEGIN", *statements, "SELECT 'held'")
        self.heard = self.psql.stdout.readline().strip()

    def say(self, *statements):
        self.psql.stdin.write("".join(f"{one};\n" for one in statements))
        self.psql.stdin.flush()

    def commit(self):
        self.say("COMMIT")
        self.psql.stdin.close()
        return self.psql.wait(20)


def wait_for_waiting(most=1):
    """Until so many wait for a row that somebody else has."""
    deadline = time.monotonic() + 60
    while int(surface.psql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")) < most:
        if time.monotonic() > deadline:
            raise SystemExit(f"Bail out! not {most} wait for a row that somebody has")


def at_once(table, held, asks):
    """Statuses and codes of requests that find a row in use, and go on at the same moment."""
    holder, heard = Session(f"SELECT FROM {table} WHERE id = '{held}' FOR UPDATE"), []
    asking = [threading.Thread(target=lambda ask=ask: heard.append(ask(scene.Line()))) for ask in asks]
    for one in asking:
        one.start()
    wait_for_waiting(len(asks))
    holder.commit()
    for one in asking:
        one.join()
    return sorted((reply.status, reply.json().get("code", "")) for reply in heard)
