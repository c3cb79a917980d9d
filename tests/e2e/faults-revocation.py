#!/usr/bin/python3
"""A client that is deleted is refused by every worker within two seconds.

Stage: database api nginx
"""
import sys
import time

sys.dont_write_bytecode = True
from faulting import city, load, parts  # noqa: E402
from playing import tap  # noqa: E402

TRIALS = 50 if parts.LONG else 5
WITHIN_S = 2


def last_taken(home, client):
    """Seconds from the answer to the deletion to the last request that its token was good for."""
    connection = load.Connection()

    def ask():
        return connection.ask("GET", f"{home.home}/activities?limit=1", client.headers).status

    before = {ask() for _ in range(8)}
    if before != {200}:
        raise RuntimeError(f"before it is deleted: {before}")
    gone = connection.ask("DELETE", f"{home.home}/clients/{client.id}", home.director)
    if gone.status != 204:
        raise RuntimeError(f"it cannot be deleted: {gone}")
    began, last, refused = time.monotonic(), 0.0, set()
    while time.monotonic() - began < WITHIN_S + 1:
        status = ask()
        if status == 200:
            last = time.monotonic() - began
        else:
            refused.add(status)
        time.sleep(0.005)
    if refused != {401}:
        raise RuntimeError(f"it is refused with {refused}")
    return last


def main():
    plan = tap.Plan()
    home = city.City()
    took = sorted(last_taken(home, home.client(f"to be deleted {n}")) for n in range(TRIALS))
    print(f"# the last request that was taken: {took[len(took) // 2]:.2f} s after it in the middle, "
          f"{took[-1]:.2f} s at most")
    plan.holds(f"{TRIALS} clients that were deleted were refused within {WITHIN_S} s",
               f"it took {took[-1]:.2f} s" if took[-1] > WITHIN_S else None)
    again = home.clients[0].refresh(home.connection).status
    plan.same("others fetch tokens as before", again, 200)
    plan.end()


main()
