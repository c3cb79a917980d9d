#!/usr/bin/python3
"""The requests of the main story, spoiled in every way that chance finds: no 5xx, and no worker dies.

Stage: database api courier receiver nginx
MUTATIONS=100000 sends as many; MUTATIONS_SEED=7 sends the same again.
"""
import json
import os
import random
import sys

sys.dont_write_bytecode = True
from playing import contract, raw, steps, story, tap, web  # noqa: E402

COUNT = int(os.environ.get("MUTATIONS", "2500"))
SEED = int(os.environ.get("MUTATIONS_SEED") or random.randrange(1 << 30))
plan = tap.Plan()
chance = random.Random(SEED)

VALUES = [None, True, 0, -1, 1, 0.5, 1e308, -0.0, 2**53, 2**63, 10**25, "", " ", "x", "x" * 5000, "\u0000", "\ud800",
          "\u202e", "\U0001f600" * 300, "a\u0301" * 20, [], {}, [[]], [None] * 1000, {"a": {"b": {"c": {}}}},
          "0000-00-00T00:00:00Z", "9999-12-31T23:59:59-14:00", "2027-01-01T00:00:00Z", "https://a.example/",
          "http://127.0.0.1/", "00000000-0000-0000-0000-000000000000", "a@b.example", "lt", "activity.*", "*", "%s",
          "'; --", "\\", "{}", "{\"a\":1}", "NaN", "Infinity", "1e400", "\r\nX: y", "<script>", "../..", "zz-ZZ"]
PIECES = [b"", b"\x00", b"\xff", b"%", b"%00", b"%ff", b"%2f", b"/", b"//", b"?", b"&", b"=", b",", b";", b"\"", b"'",
          b"{", b"}", b"[", b"]", b"\\", b"*", b"..", b"#", b" ", b"\r\n", b"-1", b"99999999999999999999", b"\xf0\x9f\x98\x80",
          b"A" * 300, b"%F0%9F%98%80", b"+", b"\x7f", b"null", b"W/", b"|", b"~"]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "FOO"]
HEADERS = ["Accept", "Accept-Language", "Authorization", "If-Match", "If-None-Match", "Idempotency-Key", "Content-Type",
           "Content-Encoding", "Origin", "traceparent", "Range", "Expect", "X-Forwarded-Host", "Cookie",
           "X-HTTP-Method-Override", "CITYLEARN-LISTENER"]
QUERY = ["limit", "cursor", "lang", "expand", "fields", "q", "city", "near", "radius", "sort", "count", "startsAfter",
         "updatedSince", "organisation", "badge", "state", "skill", "free", "age", "x"]


class Recorder(web.Server):
    def __init__(self, at):
        super().__init__(at)
        self.heard = []

    def ask(self, method, target, headers, body):
        self.heard.append((method, target, list(headers), body))
        return super().ask(method, target, headers, body)


def places_in(value, way=()):
    yield way
    if isinstance(value, dict):
        for name in value:
            yield from places_in(value[name], way + (name,))
    elif isinstance(value, list):
        for index, one in enumerate(value[:3]):
            yield from places_in(one, way + (index,))


def spoil_json(body):
    value = json.loads(body)
    for _ in range(chance.randint(1, 3)):
        way = chance.choice(list(places_in(value)))
        if not way:
            return json.dumps(chance.choice(VALUES)).encode()
        inner = value
        for step in way[:-1]:
            inner = inner[step]
        what = chance.randrange(4)
        if what == 0:
            del inner[way[-1]]
        elif what == 1 and isinstance(inner, dict):
            inner[chance.choice(["x", "id", "publish", "a" * 300, "\u0117", ""])] = chance.choice(VALUES)
        else:
            inner[way[-1]] = chance.choice(VALUES)
    return json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def spoil_bytes(data):
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(data))
        data = data[:at] + chance.choice(PIECES) + data[at + chance.choice([0, 0, 1, 2, 20]):]
    return data


def spoil_target(target):
    if chance.random() < 0.5:
        mark = b"&" if b"?" in target else b"?"
        value = chance.choice(PIECES + [b"1", b"lt", b"id,title", b"translations", b"exact", b"distance", b"55.7,21.1"])
        return target + mark + chance.choice(QUERY).encode() + b"=" + value
    return b"/" + spoil_bytes(target[1:])


def spoiled(recorded):
    """As bytes, since no library would send most of them."""
    method, target, headers, body = recorded
    target, headers = target.encode(), [(name.encode(), value.encode()) for name, value in headers]
    how = chance.randrange(6)
    if how == 0:
        method = chance.choice(METHODS)
    elif how == 1 or (how in (2, 3) and body is None):
        target = spoil_target(target)
    elif how == 2 and body.startswith(b"{"):
        body = spoil_json(body)
    elif how in (2, 3):
        body = spoil_bytes(body)
    elif how == 4 and headers:
        name, value = headers.pop(chance.randrange(len(headers)))
        headers += chance.choice([[], [(name, spoil_bytes(value))], [(name, value), (name, value)]])
    else:
        headers.append((chance.choice(HEADERS).encode(), chance.choice(PIECES + [b"*", b"text/html", b"gzip", b"bytes=0-1"])))
    if not any(name.lower() == b"idempotency-key" for name, _ in headers) or chance.random() < 0.9:
        headers = [one for one in headers if one[0].lower() != b"idempotency-key"]
        headers.append((b"Idempotency-Key", b"%032x" % chance.getrandbits(128)))
    if body is not None:
        headers.append((b"Content-Length", b"%d" % len(body)))
    return (method.encode() + b" " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + b"".join(name + b": " + value + b"\r\n" for name, value in headers) + b"\r\n" + (body or b""))


def fault_of(got):
    # A line end in the target makes a request of HTTP/0.9, whose reply has no status.
    if got.status in (0, 501) or got.status < 500:
        kind = got.one("content-type") or ""
        if kind.endswith("json") and got.body:
            try:
                json.loads(got.body)
            except ValueError as fault:
                return f"no JSON: {fault}"
        return None
    return f"status {got.status}"


def main():
    server = Recorder(os.environ["STAGE_SOCKET"])
    player = steps.Player(server, contract.Contract(None, None), {"receiver": os.environ["STAGE_RECEIVER"]},
                          os.environ["STAGE_HEARD"])
    faults = [out.fault for out in map(player.play, story.read(f"{os.environ['STAGE_TOP']}/tests/e2e/main-story.http"))
              if getattr(out, "fault", None)]
    plan.holds("the story is told", "\n".join(faults))
    bad, answered = [], {}
    for _ in range(COUNT):
        sent = spoiled(chance.choice(server.heard))
        got = raw.exchange(sent)
        answered[got.status] = answered.get(got.status, 0) + 1
        fault = fault_of(got)
        if fault and len(bad) < 10:
            bad.append(f"{fault}: {sent[:1200]!r}\n{got.body[:300]!r}")
    plan.holds(f"none of {COUNT} spoiled requests breaks anything, seed {SEED}", "\n".join(bad))
    print("#", dict(sorted(answered.items())))
    plan.holds("they are refused in many ways", None if len(answered) > 7 else answered)
    with open(f"{os.environ['STAGE_DIR']}/api.log", encoding="utf-8") as file:
        died = [line for line in file if "worker_died" in line or "query_failed" in line or "Assertion" in line]
    plan.holds("no worker dies, and no query fails", "".join(died))
    plan.end()


if __name__ == "__main__":
    main()
