"""A browser without a window: it keeps cookies, sends forms with what they hide, and follows nothing by itself."""
import json
import os
import re
import time
import urllib.parse

from . import hearing, web

ORIGIN = "http://localhost"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
FORM = re.compile(r'<form method="post" action="([^"]+)">(.*?)</form>', re.DOTALL)


class Seen:
    """A reply, with what a person would see of it."""

    def __init__(self, reply):
        self.status, self.headers, self.text = reply.status, reply.headers, reply.text
        self.cookies = reply.headers.get_all("Set-Cookie") or []
        where = reply.headers.get("Location")
        self.to = where[len(ORIGIN):] if where and where.startswith(ORIGIN + "/") else where

    def header(self, name):
        return self.headers.get(name)

    def say(self):
        return f"{self.status} to {self.to}\n{self.headers}\n{self.text[:800]}"


class Browser:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

    def __init__(self, language="en"):
        self.server, self.jar, self.last, self.language = web.Server(os.environ["STAGE_SOCKET"]), {}, None, language

    def ask(self, method, target, body=None, headers=None):
        sent = {"User-Agent": self.agent, "Accept-Language": self.language, "Accept": "text/html"}
        if self.jar:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        sent |= headers or {}
        reply = Seen(self.server.ask(method, target, sent.items(), body))
        for line in reply.cookies:
            name, _, value = line.split(";")[0].partition("=")
            if "Max-Age=0;" in line:
                self.jar.pop(name, None)
            else:
                self.jar[name] = value
        return reply

    def open(self, target):
        if target.startswith(ORIGIN):
            target = target[len(ORIGIN):]
        self.last = self.ask("GET", target)
        return self.last

    def hidden(self, action):
        """What the form of that action hides, on the page that was opened last."""
        for where, inner in FORM.findall(self.last.text):
            if where == action:
                return {name: unescape(value) for name, value in HIDDEN.findall(inner)}
        return {name: unescape(value) for name, value in HIDDEN.findall(self.last.text)[:1]}

    @property
    def token(self):
        return self.hidden("")["csrf"]

    def send(self, action, headers=None, **fields):
        """Sends a form of the last page; a field that is None is left out, a list is sent once for each."""
        told = self.hidden(action) | fields
        body = urllib.parse.urlencode({name: value for name, value in told.items() if value is not None}, doseq=True).encode()
        reply = self.ask("POST", action, body, {"Content-Type": "application/x-www-form-urlencoded"} | (headers or {}))
        if reply.status != 303 and "<form" in reply.text:
            self.last = reply
        return reply


def unescape(text):
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return text


def mails():
    return [json.loads(line) for line in hearing.lines(os.environ["STAGE_MAILS"])]


read = {}


def mail_to(address, subject="", within=8):
    """The next mail to the address whose subject has those words, and that was not read before."""
    deadline = time.monotonic() + within
    while True:
        for place, mail in enumerate(mails()):
            if address in mail["to"] and subject in mail["subject"] and place not in read:
                read[place] = True
                return mail
        if time.monotonic() >= deadline:
            return None
        time.sleep(0.05)


def link_to(address, subject=""):
    """Where the link of that mail leads."""
    mail = mail_to(address, subject)
    if mail is None or not mail["links"]:
        raise SystemExit(f"Bail out! no mail with a link came to {address} about {subject!r}")
    return mail["links"][0]


def status(reply, wanted):
    return None if reply.status == wanted else f"{reply.status}, not {wanted}: {reply.text[-800:]}"


def leads(reply, to):
    return None if reply.status == 303 and reply.to == to else reply.say()


def lacks(reply, *parts):
    missing = [part for part in parts if part not in reply.text]
    return f"{reply.status}, without {missing}: {reply.text[-1500:]}" if missing else None


def differ(first, second, one, other):
    """How two replies differ that should be one and the same, but for a name and what is random."""
    def plain(reply, name):
        text = re.sub(r'name="csrf" value="[^"]*"', "", reply.text).replace(name, "NAME")
        return reply.status, text, sorted(key for key in reply.headers.keys() if key != "Date")
    a, b = plain(first, one), plain(second, other)
    return None if a == b else f"{a}\n{b}"
