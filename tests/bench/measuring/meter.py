"""CPU of processes out of /proc, to the nanosecond."""
import os
import pathlib
import time

PARTS = ("nginx", "workers", "postgres")
SETTLE_S = 0.2  # for processes that are ending, so that their CPU has become their parent's


def children(pid):
    try:
        below = [int(one) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()
                 for one in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return below + [one for child in below for one in children(child)]


def spent(pid):
    """Nanoseconds of all its threads, and ticks of its children that have ended, in user and kernel."""
    try:
        own = sum(int((task / "schedstat").read_text().split()[0])
                  for task in pathlib.Path(f"/proc/{pid}/task").iterdir())
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return own + (int(fields[13]) + int(fields[14])) * 10**9 // os.sysconf("SC_CLK_TCK")


def family(pid):
    return sum(spent(one) for one in [pid] + children(pid))


class Meter:
    """with Meter(pids by part) as meter: ..., then meter.cost(requests)."""

    def __init__(self, pids):
        self.pids = pids

    def read(self):
        return {part: sum(family(pid) for pid in pids) for part, pids in self.pids.items()}

    def __enter__(self):
        self.before = self.read()
        return self

    def __exit__(self, *_):
        time.sleep(SETTLE_S)
        after = self.read()
        self.spent = {part: after[part] - self.before[part] for part in after}

    def cost(self, requests):
        return {part: self.spent.get(part, 0) / 1000 / max(requests, 1) for part in PARTS}


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="ascii", errors="replace")
                  if line.startswith("model name")), "unknown")
    return f"{os.cpu_count()} cores of {model}; load {os.getloadavg()[0]:.2f}"
