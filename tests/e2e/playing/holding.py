"""Transactions that are held open, so that others wait for them."""
import subprocess
import threading

from playing import scene

# Asked by the transaction itself, and not by one psql after the other: the API waits two seconds for a row, and no longer.
WAIT = """DO $$ BEGIN WHILE (SELECT count(*) FROM pg_locks WHERE NOT granted) < {} LOOP PERFORM pg_sleep(0.005); END LOOP; END $$"""


class Session:
    """A transaction that is held open."""

    def __init__(self, *statements):
        self.psql = subprocess.Popen(["psql", "-qXAt"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.say("BEGIN", *statements, "SELECT 'held'")
        self.heard = self.psql.stdout.readline().strip()

    def say(self, *statements):
        self.psql.stdin.write("".join(f"{one};\n" for one in statements))
        self.psql.stdin.flush()

    def commit(self, waiting=1):
        """Once so many wait for what it holds."""
        self.say(WAIT.format(waiting), "COMMIT")
        self.psql.stdin.close()
        return self.psql.wait(60)


def at_once(table, held, asks):
    """Statuses and codes of requests that find a row in use, and go on at the same moment."""
    holder, heard = Session(f"SELECT FROM {table} WHERE id = '{held}' FOR UPDATE"), []
    asking = [threading.Thread(target=lambda ask=ask: heard.append(ask(scene.Line()))) for ask in asks]
    for one in asking:
        one.start()
    holder.commit(waiting=len(asks))
    for one in asking:
        one.join()
    return sorted((reply.status, reply.json().get("code", "")) for reply in heard)
