"""Tells what a step did: in TAP for make check, or aloud for people."""
import time


class Tap:
    def __init__(self, out):
        self.out, self.count, self.faults = out, 0, 0

    def tell(self, step, player):
        self.count += 1
        outcome = player.play(step)
        word = "not ok" if outcome.fault else "ok"
        # A sign that TAP gives a meaning would change what the line says.
        title = step.title.replace("#", "").strip()
        print(f"{word} {self.count} - {title}", file=self.out, flush=True)
        if outcome.fault:
            self.faults += 1
            told = f"{step.where}\n{outcome.asked}\n{outcome.fault}\n{outcome.got}"
            for line in told.rstrip().split("\n"):
                print(f"# {line[:2000]}", file=self.out)

    def end(self):
        print(f"1..{self.count}", file=self.out)


class Aloud:
    def __init__(self, out):
        self.out, self.count, self.faults = out, 0, 0
        self.began = time.monotonic()
        colours = out.isatty()
        self.green, self.red, self.faint, self.bold, self.plain = (
            ("\033[32m", "\033[31m", "\033[2m", "\033[1m", "\033[0m") if colours else ("",) * 5)

    def tell(self, step, player):
        self.count += 1
        if step.chapter:
            print(f"\n{self.bold}{step.chapter}{self.plain}", file=self.out)
        began = time.monotonic()
        outcome = player.play(step)
        took = f"{(time.monotonic() - began) * 1000:.0f} ms"
        colour, sign = (self.red, "✗") if outcome.fault else (self.green, "✓")
        print(f"  {colour}{sign}{self.plain} {step.title}\n"
              f"      {self.faint}{outcome.asked} → {outcome.answer}, {took}{self.plain}",
              file=self.out, flush=True)
        if outcome.fault:
            self.faults += 1
            print(f"      {self.red}{outcome.fault}{self.plain}\n      {outcome.got}\n"
                  f"      {step.where}", file=self.out)

    def end(self):
        print(f"\n{self.count} steps in {time.monotonic() - self.began:.1f} s.", file=self.out)
