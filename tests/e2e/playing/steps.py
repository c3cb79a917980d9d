"""Plays one step: asks, compares, keeps."""
import base64
import dataclasses
import json
import os
import re
import subprocess
import time
import uuid

from . import hearing, names

ABSOLUTE = re.compile(r"^https?://[^/]+(?=/|$)")


@dataclasses.dataclass
class Outcome:
    asked: str
    answer: str = ""
    fault: str | None = None
    got: str = ""


class Player:
    def __init__(self, server, contract, kept, heard):
        self.server, self.contract, self.names = server, contract, kept
        self.ear = hearing.Ear(heard)

    def play(self, step):
        try:
            return getattr(self, step.kind)(step)
        except names.Unknown as unknown:
            return Outcome(step.target or step.text or step.event, "nothing asked", str(unknown))
        except (OSError, ValueError, subprocess.SubprocessError) as broken:
            return Outcome(step.target or step.text or step.event, "no answer",
                           f"{type(broken).__name__}: {broken}")

    def command(self, step):
        text = names.insert(step.text, self.names)
        run = subprocess.run(["/bin/sh", "-c", text], capture_output=True, text=True,
                             timeout=120, check=False)
        outcome = Outcome(step.text, f"exit {run.returncode}", None, (run.stdout + run.stderr)[-1500:])
        missing = [part for part in step.contains
                   if names.insert(part, self.names) not in run.stdout + run.stderr]
        if run.returncode != step.exit:
            outcome.fault = f"it ended with {run.returncode}, not {step.exit}"
        elif missing:
            outcome.fault = f"its output does not contain: {missing[0]}"
        elif step.keeps:
            self.names[step.keeps] = run.stdout.strip()
        return outcome

    def hearing(self, step):
        secret = names.insert(step.secret, self.names)
        want = json.loads(names.insert(step.members or "{}", self.names, quoted=True))
        delivery, why = self.ear.listen(
            step.event, step.target, secret,
            lambda payload: names.misfit(want, payload, self.names), step.within)
        if delivery is None:
            came = [json.loads(one["body"]).get("type") for one in self.ear.deliveries()]
            return Outcome(f"webhook {step.event}", "silence", why, f"came so far: {came}")
        return Outcome(f"webhook {step.event}", "heard, and its signature holds")

    def request(self, step):
        deadline = time.monotonic() + step.within
        method, target, headers, body = self.made(step)
        while True:
            reply = self.server.ask(method, target, headers, body)
            fault = self.misfit(step, reply)
            if fault is None or time.monotonic() >= deadline:
                break
            time.sleep(0.1)
        # Sent or not, a request that was meant to be right has to be a documented one.
        broken = self.contract.broken(method, target, body, dict(headers), reply)
        return Outcome(f"{method} {target}", answer(reply), fault or broken,
                       f"{reply.status} {reply.type}\n{reply.text[:1500]}")

    def made(self, step):
        target = ABSOLUTE.sub("", names.insert(step.target, self.names)) or "/"
        body = self.body(step)
        headers = {}
        if body is not None:
            headers["Content-Type"] = {"form": "application/x-www-form-urlencoded"}.get(
                step.body_kind, "application/merge-patch+json" if step.method == "PATCH"
                else "application/json")
        if step.method == "POST":
            headers["Idempotency-Key"] = uuid.uuid4().hex
        if step.caller:
            headers["Authorization"] = "Bearer " + names.insert(f"{{{step.caller}}}", self.names)
        if step.basic:
            pair = names.insert(step.basic, self.names).encode()
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        return step.method, target, self.with_own(headers, step), body

    def with_own(self, headers, step):
        """The step's own headers, each in place of ours; the same name twice is sent twice."""
        own = {name.lower() for name, _ in step.headers}
        kept = [(name, value) for name, value in headers.items() if name.lower() not in own]
        return kept + [(name, names.insert(value, self.names))
                       for name, value in step.headers if value is not None]

    def body(self, step):
        if step.body is None:
            return None
        text = names.insert(step.body, self.names, quoted=step.body_kind == "json")
        if step.body_kind == "file":
            with open(os.path.join(step.folder, text), encoding="utf-8") as file:
                return names.insert(file.read(), self.names, quoted=True).encode()
        if step.body_kind == "output":
            return subprocess.run(["/bin/sh", "-c", text], stdout=subprocess.PIPE, timeout=120,
                                  check=True).stdout
        return text.encode()

    def misfit(self, step, reply):
        if reply.status != step.status:
            return f"the status is {reply.status}, not {step.status}"
        if step.members is not None:
            want = json.loads(names.insert(step.members, self.names, quoted=True))
            why = names.misfit(want, reply.json(), self.names)
            if why:
                return why
        for name, value in step.replied:
            why = self.misfit_header(name, value, reply)
            if why:
                return why
        for part in step.contains:
            if names.insert(part, self.names) not in reply.text:
                return f"the body does not contain: {part}"
        return None

    def misfit_header(self, name, value, reply):
        got = reply.headers.get_all(name)
        if value is None:
            return f"{name} is there: {got}" if got else None
        if got is None:
            return f"{name} is missing"
        if not names.fits_text(names.insert(value, self.names), ", ".join(got), self.names):
            return f"{name} is {', '.join(got)}, not {value}"
        return None


def answer(reply):
    """One line that says what came back."""
    found = reply.json() if reply.type.endswith("json") else None
    if isinstance(found, dict) and "items" in found:
        return f"{reply.status}, {len(found['items'])} items"
    if isinstance(found, dict):
        for name in ("code", "status", "slug", "title", "name", "id"):
            if isinstance(found.get(name), str):
                return f"{reply.status}, {name} {found[name]}"
    return f"{reply.status}, {len(reply.body)} bytes" if reply.body else f"{reply.status}"
