"""Webhooks: what an event costs who writes it, and how many are delivered to fifty receivers in a second."""
import os
import time

from faulting import parts, partners

from . import front, meter

ENDPOINTS = 50
EVENTS = int(os.environ.get("BENCH_EVENTS", "500"))  # of each organisation, for ten endpoints each


def prepare(home, receivers):
    """All endpoints at the most that one may ask for in a second, and as usual in flight."""
    made = partners.make(home, receivers, [f"/take/{n}" for n in range(ENDPOINTS)], maxPerSecond=1000)
    courier = parts.Courier()
    partners.verify(ENDPOINTS)
    courier.end()
    return made


def deliver(made, receivers, name, begin):
    """Seconds from the first to the last, with all written before."""
    for one in made:
        one.batch(EVENTS, name)
    before, count = len(receivers.heard()), EVENTS * ENDPOINTS
    worker = begin()
    at = {"courier": [worker.process.pid], "postgres": [front.postmaster()], "receivers": [receivers.process.pid]}
    with meter.Meter(at) as spent:
        if parts.until(lambda: receivers.file.stat().st_size and waiting() == "0", 120) is None:
            raise RuntimeError("not all was delivered")
    worker.end()
    came = receivers.heard()[before:]
    if len(came) != count:
        raise RuntimeError(f"{len(came)} came instead of {count}")
    cost = {part: spent.spent[part] / 1000 / count for part in at}
    print(f"{name}: {count / (came[-1].at - came[0].at):.0f} a second of {count} to {ENDPOINTS} receivers; one costs "
          f"{', '.join(f'{us:.0f} us in {part}' for part, us in cost.items())}; load {os.getloadavg()[0]:.2f}",
          flush=True)


def waiting():
    time.sleep(0.2)
    return parts.sql("SELECT (SELECT count(*) FROM event WHERE fanned_at IS NULL) "
                     "+ (SELECT count(*) FROM (SELECT FROM delivery WHERE state IN ('due', 'leased') LIMIT 1) AS d)")


def run(home):
    receivers = partners.Receivers(ENDPOINTS)
    made = prepare(home, receivers)
    deliver(made, receivers, "deliveries, the courier", parts.Courier)
    receivers.end()
