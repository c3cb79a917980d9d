"""Load by wrk, of requests that are prepared before; and batches one by one."""
import json
import re
import subprocess
import time

from faulting import city

from . import front, meter, town

CONNECTIONS = 32

# The requests are made before anything is measured; each with a key of its own where it writes.
SCRIPT = """
local made, turn, count = {}, 0, 0
local writes = %(writes)s
function init()
%(requests)s
    math.randomseed(os.time())
    turn = math.random(#made)
    mark = string.format("%%08x%%08x", math.random(2147483647), math.random(2147483647))
end
function request()
    turn = turn %% #made + 1
    if not writes then return made[turn] end
    count = count + 1
    return (made[turn]:gsub("THIS%%-KEY", mark .. "-" .. count, 1))
end
"""


class Asked:
    def __init__(self, script, port=None):
        self.script, self.port = script, port


def lua(text):
    return json.dumps(text, ensure_ascii=False)


def request(method, path, headers, body):
    members = ", ".join(f"[{lua(name)}]={lua(value)}" for name, value in headers.items())
    return f"    made[#made + 1] = wrk.format({lua(method)}, {lua(path)}, {{{members}}}, {body})"


def reads(paths, headers=None, port=None):
    """Each path and each set of headers in turn, until both have been met."""
    headers = headers or [{}]
    made = [request("GET", paths[n % len(paths)], headers[n % len(headers)], "nil")
            for n in range(max(len(paths), len(headers)))]
    return Asked(SCRIPT % {"requests": "\n".join(made), "writes": "false"}, port)


def writes(home, publish=False):
    body = lua(json.dumps(city.activity("Nauja veikla", publish=publish)))
    made = [request("POST", f"{home.home}/activities",
                    client.headers | {"Content-Type": "application/json", "Idempotency-Key": "THIS-KEY"}, body)
            for client in home.clients]
    return Asked(SCRIPT % {"requests": "\n".join(made), "writes": "true"})


def wrk(port, script, seconds):
    """Requests a second, and how many."""
    path = front.RUN / "wrk.lua"
    path.write_text(script)
    said = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "-s", path,
                           f"http://127.0.0.1:{port}"], check=True, capture_output=True, text=True).stdout
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    lost = re.search(r"Socket errors:.*", said)
    if bad or lost:
        print(f"· not all is well: {bad[0] if bad else ''} {lost[0] if lost else ''}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), int(re.search(r"(\d+) requests in", said)[1])


def run(at, asked, seconds):
    """Requests a second, and what each cost in each part."""
    port = asked.port or at.port
    wrk(port, asked.script, 1)
    with meter.Meter(at.pids()) as spent:
        rate, count = wrk(port, asked.script, seconds)
    return rate, spent.cost(count)


def batches(home, count=4):
    at = {"nginx": [], "workers": [int((front.RUN / "api.pid").read_text())], "postgres": [front.postmaster()]}
    home.batch()
    began = time.monotonic()
    with meter.Meter(at) as spent:
        for _ in range(count):
            home.batch()
    return count * town.BATCH / (time.monotonic() - began), spent.cost(count * town.BATCH)
