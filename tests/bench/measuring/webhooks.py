"""Webhooks: what an event costs who writes it, and how many are delivered to fifty receivers in a second.

Beside the deliveries stand their limit, a bare curl_multi loop that sends to the same receivers,
and a peer, a worker in Node on the same tables.
"""
import json
import os
import resource
import shutil
import statistics
import subprocess
import time

from faulting import parts, partners

from . import front, limits, loads, meter

ENDPOINTS, AT_ONCE = 50, 200
EVENTS = int(os.environ.get("BENCH_EVENTS", "500"))  # of each organisation, for ten endpoints each
ROUNDS = 9


def outbox(home, at, seconds):
    """The same write with its event and without it, in turns, so that what else runs is in both."""
    found = {"ENABLE": [], "DISABLE": []}
    for _ in range(ROUNDS):
        for how, costs in found.items():
            event_triggers(how)
            costs.append(loads.run(at, loads.writes(home, publish=True), seconds / 2)[1])
    event_triggers("ENABLE")
    for name, cost_of in (("in all", lambda cost: sum(cost.values())), ("in PostgreSQL", lambda cost: cost["postgres"])):
        whole, bare = (list(map(cost_of, costs)) for costs in found.values())
        more = statistics.median(one / other for one, other in zip(whole, bare)) * 100 - 100
        print(f"an activity that is published, keyed, {name}: {statistics.median(whole):.0f} us with its event, "
              f"{statistics.median(bare):.0f} us without, {more:+.0f} % in the median of {ROUNDS} pairs; "
              f"load {os.getloadavg()[0]:.2f}", flush=True)


def event_triggers(how):
    for trigger in ("event_when_published", "event_when_changed"):
        parts.sql(f"ALTER TABLE activity {how} TRIGGER {trigger}")


def prepare(home, receivers):
    """All endpoints at the most that one may ask for in a second, and as usual in flight."""
    made = partners.make(home, receivers, [f"/take/{n}" for n in range(ENDPOINTS)], maxPerSecond=1000)
    courier = parts.Courier()
    partners.verify(ENDPOINTS)
    courier.end()
    return made


class Peer:
    def __init__(self, made):
        names = ("event_fan_out", "delivery_claim", "delivery_settle")
        secrets = {one: secret for partner in made for one, secret in partner.secrets.items()}
        (front.RUN / "peer-courier.json").write_text(json.dumps(
            {"statements": {name: limits.statement("event", name) for name in names}, "secrets": secrets}))
        shutil.copy(front.TOP / "tests/bench/peer-courier.mjs", front.RUN / "peer-courier.mjs")
        self.process = subprocess.Popen(["node", front.RUN / "peer-courier.mjs"])

    def end(self):
        self.process.terminate()
        self.process.wait(20)


def waiting():
    return int(parts.sql("SELECT (SELECT count(*) FROM event WHERE fanned_at IS NULL) + (SELECT count(*) FROM "
                         "(SELECT FROM delivery WHERE state IN ('due', 'leased') LIMIT 1) AS d)"))


def deliver(made, receivers, name, begin):
    """All events are written before; what is measured is to fan out, to claim, to send and to write what came of it."""
    for one in made:
        one.batch(EVENTS, name)
    before, count = len(receivers.heard()), EVENTS * ENDPOINTS
    worker = begin()
    at = {name: [worker.process.pid], "PostgreSQL": [front.postmaster()], "receivers": [receivers.process.pid]}
    with meter.Meter(at) as spent:
        if parts.until(lambda: time.sleep(0.2) or waiting() == 0, 120) is None:
            raise RuntimeError("not all was delivered")
    worker.end()
    came = receivers.heard()[before:]
    if len(came) != count:
        raise RuntimeError(f"{len(came)} came instead of {count}")
    rate = count / (came[-1].at - came[0].at)
    cost = {part: spent.spent[part] / 1000 / count for part in at}
    print(f"deliveries to {ENDPOINTS} receivers, {name}: {rate:.0f} a second; one of {count} costs "
          f"{', '.join(f'{us:.0f} us in {part}' for part, us in cost.items())}; load {os.getloadavg()[0]:.2f}", flush=True)
    return rate


def send_bare(receivers):
    build, count = os.environ["STAGE_BUILD"], EVENTS * ENDPOINTS
    subprocess.run(["make", "--silent", "-C", build, "tests/bench/sender"], check=True, stdout=subprocess.DEVNULL)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run([f"{build}/tests/bench/sender", str(count), str(AT_ONCE), front.RUN / "ca.pem",
                           *map(str, receivers.ports)], check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    us = (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1e6 / count
    print(f"deliveries to {ENDPOINTS} receivers, a bare curl_multi loop: {float(said):.0f} a second; one of {count} costs "
          f"{us:.0f} us; load {os.getloadavg()[0]:.2f}", flush=True)
    return float(said)


def run(home):
    receivers = partners.Receivers(ENDPOINTS)
    made = prepare(home, receivers)
    limit = send_bare(receivers)
    ours = deliver(made, receivers, "courier", parts.Courier)
    print(f"that is {ours / limit:.2f} of the bare loop", flush=True)
    if (front.RUN / "node_modules").exists():
        peer = deliver(made, receivers, "peer (Node, pg)", lambda: Peer(made))
        print(f"the courier delivers {ours / peer:.2f} times as many as the peer", flush=True)
    receivers.end()
