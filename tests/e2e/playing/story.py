"""Reads a story into steps, without playing anything."""
import dataclasses
import json
import os
import re

REQUEST = re.compile(r"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|[A-Z]{3,12}) (\S+)((?: \S+)*)$")
STATUS = re.compile(r"([1-5]\d\d)(?: (.*))?$")
HEADER = re.compile(r"(-?)([A-Za-z][A-Za-z0-9-]*)(?::\s*(.*))?$")
HEARING = re.compile(r"HEAR (\S+)(?: at (\S+))? with (\S+)(?: within (\d+)s)?$")


class Unreadable(Exception):
    """A story that does not follow the language; says where."""


@dataclasses.dataclass
class Step:
    title: str
    chapter: str
    folder: str
    where: str
    kind: str = ""             # command, request or hearing
    text: str = ""             # the command
    method: str = ""
    target: str = ""
    caller: str = ""           # as NAME
    basic: str = ""            # CLIENT:SECRET
    within: float = 0
    headers: list = dataclasses.field(default_factory=list)      # (name, value), value None: not sent
    body: str | None = None
    body_kind: str = ""        # json, form, file or output
    status: int = 0
    members: str | None = None                                   # JSON text
    replied: list = dataclasses.field(default_factory=list)      # (name, value), value None: absent
    contains: list = dataclasses.field(default_factory=list)
    keeps: str = ""
    exit: int = 0
    event: str = ""
    secret: str = ""


class Reader:
    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8") as file:
            self.lines = file.read().split("\n")
        self.at = 0
        self.title = []
        self.last = "before anything was said"
        self.chapter = ""

    def fail(self, why):
        raise Unreadable(f"{self.path}:{self.at}: {why}")

    def next(self):
        line = self.lines[self.at]
        self.at += 1
        return line

    def peek(self):
        return self.lines[self.at] if self.at < len(self.lines) else ""

    def more(self):
        return self.at < len(self.lines)

    def step(self, kind):
        self.last = " ".join(self.title) or self.last
        step = Step(self.last, self.chapter, os.path.dirname(self.path),
                    f"{self.path}:{self.at}", kind)
        self.title, self.chapter = [], ""
        return step

    def steps(self):
        while self.more():
            line = self.next()
            if line.startswith("## "):
                self.chapter = line[3:].strip()
            elif line.startswith("# "):
                self.title.append(line[2:].strip())
            elif line.startswith("$ "):
                yield self.command(line[2:])
            elif line.startswith("INCLUDE "):
                yield from read(os.path.join(os.path.dirname(self.path), line[8:].strip()))
            elif line.startswith("HEAR "):
                yield self.hearing(line)
            elif REQUEST.match(line):
                yield self.request(line)
            elif line.strip():
                self.fail(f"this is no step: {line}")

    def command(self, line):
        step = self.step("command")
        while line.endswith("\\"):
            line = line[:-1] + self.next().strip()
        step.text = line
        while self.peek()[:2] in ("= ", "? ", "~ "):
            sign, rest = self.next().split(" ", 1)
            if sign == "=":
                step.keeps = rest.strip().strip("{=}")
            elif sign == "?":
                step.exit = int(rest)
            else:
                step.contains.append(rest)
        return step

    def hearing(self, line):
        found = HEARING.match(line)
        if not found:
            self.fail("HEAR type [at PATH] with {secret} [within 20s]")
        step = self.step("hearing")
        step.event, step.target, step.secret = found[1], found[2] or "", found[3]
        step.within = float(found[4] or 20)
        if self.peek().startswith("{"):
            step.members = self.json("")
        return step

    def request(self, line):
        step = self.step("request")
        step.method, step.target, words = REQUEST.match(line).groups()
        words = words.split()
        while words:
            word = words.pop(0)
            if word == "as" and words:
                step.caller = words.pop(0)
            elif word == "basic" and words:
                step.basic = words.pop(0)
            elif word == "within" and words:
                step.within = float(words.pop(0).rstrip("s"))
            else:
                self.fail(f"what is “{word}”?")
        step.headers = self.headers()
        self.body(step)
        self.reply(step)
        return step

    def headers(self):
        found = []
        while self.more() and not STATUS.match(self.peek()) and HEADER.match(self.peek()):
            sign, name, value = HEADER.match(self.next()).groups()
            found.append((name, None if sign else value or ""))
        return found

    def body(self, step):
        if not self.peek().strip() and self.at + 1 < len(self.lines):
            self.next()
        lines = []
        while self.more() and not STATUS.match(self.peek()):
            if self.peek()[:2] in ("# ", "$ ") or self.peek().startswith("## "):
                self.fail("the request has no expected status")
            lines.append(self.next())
        text = "\n".join(lines).strip()
        for start, kind in (("<$ ", "output"), ("< ", "file"), ("& ", "form"), ("", "json")):
            if text.startswith(start):
                step.body, step.body_kind = (text[len(start):] if text else None), kind
                return

    def reply(self, step):
        if not self.more():
            self.fail("the request has no expected status")
        status, rest = STATUS.match(self.next()).groups()
        step.status = int(status)
        if rest:
            step.members = self.json(rest)
        step.replied = self.headers()
        while self.peek().startswith("~ "):
            step.contains.append(self.next()[2:])

    def json(self, text):
        """Takes lines until they are JSON; {name} inside is no obstacle, being within strings or a number's place."""
        while True:
            try:
                json.loads(re.sub(r"(?<=[\[:, ])\{[a-z][\w.+-]*\}", "0", text))
                return text
            except ValueError:
                if not self.more() or not self.peek().strip():
                    self.fail(f"this is not JSON: {text}")
                text += "\n" + self.next()


def read(path):
    return list(Reader(path).steps())
