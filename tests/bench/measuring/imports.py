"""A file of a hundred thousand activities: taken in, sent again when all are equal, and as a dry run."""
import json
import os
import pathlib
import re
import subprocess
import time
import urllib.parse

from . import front, meter

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
HEAD = "externalId,title,summary,description,learningForm,mode,type,category,languages,startsAt,endsAt,onlineUrl,capacity\n"
LINE = ("I-{0},Pamoka {0},Trumpai apie pamoką.,Visa tai, kas svarbu prieš ateinant į pamoką numeris {0}.,non_formal,"
        "online,course,languages,lt; en,2031-0{1}-0{1}T10:00:00Z,2031-0{1}-0{1}T11:00:00Z,https://a.example/{0},12\n"
        ).replace("Visa tai, kas", "Visa tai kas")


def most(pid):
    """MiB of memory that it has had at most."""
    return int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def send(home, file, query):
    """Seconds until it is kept, and until it is done."""
    began = time.monotonic()
    client = home.clients[0]
    home.connection.kept.request("POST", f"{home.home}/imports?{query}", file, client.headers | {
        "Content-Type": "text/csv", "Idempotency-Key": os.urandom(16).hex()})
    got = home.connection.kept.getresponse()
    told = json.loads(got.read())
    kept = time.monotonic() - began
    while told["state"] in ("queued", "running"):
        time.sleep(0.1)
        told = home.connection.ask("GET", urllib.parse.urlsplit(told["url"]).path, client.headers).json()
    if told["counts"]["rejected"] or told["counts"]["rows"] != ROWS:
        raise RuntimeError(f"not all is well: {told}")
    return kept, time.monotonic() - began - kept


def run(home):
    file = (HEAD + "".join(LINE.format(number, number % 9 + 1) for number in range(ROWS))).encode()
    courier = subprocess.Popen(["citylearn-courier"], stderr=subprocess.DEVNULL)
    workers = meter.children(int((front.RUN / "api.pid").read_text()))
    parts = {"courier": [courier.pid], "postgres": [front.postmaster()]}
    time.sleep(1)
    before = [most(pid) for pid in [*workers, courier.pid]]
    for name, query in (("dry run", "dryRun=true"), ("new", "publish=true"), ("unchanged", "publish=true")):
        with meter.Meter(parts) as spent:
            kept, done = send(home, file, f"{query}&source=bench")
        cost = {part: spent.spent[part] / 1000 / ROWS for part in parts}
        print(f"import of {ROWS} activities, {len(file) >> 20} MiB, {name}: kept in {kept:.1f} s, "
              f"{ROWS / done:.0f} rows a second; a row costs {cost['courier']:.0f} us in the courier, "
              f"{cost['postgres']:.0f} us in PostgreSQL", flush=True)
    grown = [most(pid) - was for pid, was in zip([*workers, courier.pid], before)]
    print(f"most memory beside what they began with: workers {', '.join(f'{one:.0f}' for one in grown[:-1])} MiB, "
          f"courier {grown[-1]:.0f} MiB", flush=True)
    courier.terminate()
    courier.wait(20)
