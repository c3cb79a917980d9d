"""TAP for tests in Python: a case holds, or says why not."""
import sys


class Plan:
    def __init__(self):
        self.count = 0

    def holds(self, title, fault=None):
        """`fault` is what is wrong, as text; nothing there is a success."""
        self.count += 1
        print(f"{'not ok' if fault else 'ok'} {self.count} - {title}", flush=True)
        for line in str(fault or "").split("\n"):
            if line:
                print(f"# {line[:1500]}")

    def same(self, title, got, want):
        self.holds(title, None if got == want else f"got  {got!r}\nwant {want!r}")

    def end(self):
        print(f"1..{self.count}")
        sys.stdout.flush()
