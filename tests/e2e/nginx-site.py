#!/usr/bin/python3
"""What the site does between client and worker: cache, conditions, compression, headers, other workers.

Stage: nginx
"""
import gzip
import json
import os
import sys
import threading
import time

sys.dont_write_bytecode = True
from playing import raw, responder, tap  # noqa: E402

LONG = "long " * 600


class Worker:
    """Says how often it was asked; the path chooses the rest."""

    def __init__(self):
        self.count = 0
        self.slow = 0
        self.down = False
        self.lock = threading.Lock()

    def answer(self, params, body):
        with self.lock:
            self.count += 1
            count = self.count
        time.sleep(self.slow)
        if self.down:
            return b"nothing that nginx understands"
        path = params["REQUEST_URI"].split("?")[0]
        if params.get("HTTP_IF_NONE_MATCH") == '"v1"' and path != "/v1/versions":
            return head("304 Not Modified", ETag='"v1"')
        content = {"count": count, "language": params.get("HTTP_ACCEPT_LANGUAGE", ""),
                   "text": LONG if path.startswith("/v1/long") else "", "size": len(body)}
        return head("200 OK", **CACHING.get(path, {})) + json.dumps(content).encode()


CACHING = {
    "/v1/public": {"Cache-Control": "public, max-age=60", "ETag": '"v1"'},
    "/ob/public": {"Cache-Control": "public, max-age=60"},
    "/v1/long": {"Cache-Control": "public, max-age=60", "ETag": '"v1"'},
    "/v1/brief": {"Cache-Control": "public, max-age=1, stale-while-revalidate=60"},
    "/v1/strict": {"Cache-Control": "public, max-age=1"},
    "/v1/private": {"Cache-Control": "private, no-store", "ETag": '"v1"'},
    "/v1/page": {"Content-Security-Policy": "default-src 'self'"},
}


def head(status, **headers):
    lines = [f"Status: {status}", "Content-Type: application/json", "API-Version: 1.4.0",
             "X-Request-Id: of-the-worker"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def count(got):
    return json.loads(got.body)["count"]


def until(ask, fits):
    """Asks until the answer fits, or ten seconds have passed; the last answer."""
    for _ in range(200):
        got = ask()
        if fits(got):
            break
        time.sleep(0.05)
    return got


def caching(plan, worker):
    first, second = raw.get("/v1/public"), raw.get("/v1/public")
    plan.same("a public read is kept", count(second), count(first))
    plan.same("and sent with the id of the request that asks",
              first.one("x-request-id") != second.one("x-request-id"), True)
    owned = raw.get("/v1/public", "Authorization: Bearer x")
    plan.same("who shows a token is answered by a worker", count(owned), worker.count)
    plan.same("and leaves nothing in the cache", count(raw.get("/v1/public")), count(first))
    plan.same("nor does a cookie", count(raw.get("/v1/public", "Cookie: a=b")), worker.count)
    shown = [count(raw.get("/ob/public", "Cookie: a=b")) for _ in range(2)]
    plan.same("but of badges and their pictures, which are read without one", shown[1], shown[0])
    fresh = count(raw.get("/v1/public?q=1", "Authorization: Bearer x"))
    plan.same("what a token fetched first is not kept", count(raw.get("/v1/public?q=1")), fresh + 1)
    for header in ("Accept-Language: lt", "Origin: https://a.example", "Accept: text/csv"):
        plan.same(f"{header} has a copy of its own", count(raw.get("/v1/public", header)), worker.count)
    posted = [count(raw.exchange(b"POST /v1/public HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                 b"Content-Length: 0\r\n\r\n")) for _ in range(2)]
    plan.same("a POST is never kept", posted[1], posted[0] + 1)
    private = [count(raw.get("/v1/private")) for _ in range(2)]
    plan.same("what the worker calls private is not kept", private[1], private[0] + 1)


def staleness(plan, worker):
    first, strict = count(raw.get("/v1/brief")), count(raw.get("/v1/strict"))
    worker.slow = 0.3
    stale = until(lambda: raw.get("/v1/brief"), lambda got: got.one("x-cache-status") != "HIT")
    plan.same("stale-while-revalidate: what is old is sent at once, and called stale",
              (count(stale), stale.one("x-cache-status")), (first, "STALE"))
    worker.slow = 0
    renewed = until(lambda: raw.get("/v1/brief"), lambda got: count(got) > first)
    plan.same("while it is fetched anew behind", count(renewed) > first, True)
    renewed = until(lambda: raw.get("/v1/strict"), lambda got: got.one("x-cache-status") != "HIT")
    plan.same("without it nothing old is sent",
              (count(renewed) > strict, renewed.one("x-cache-status")), (True, "EXPIRED"))
    before = worker.count
    worker.slow = 0.3
    crowd = [threading.Thread(target=raw.get, args=("/v1/public?crowd",)) for _ in range(20)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    worker.slow = 0
    plan.same("twenty who ask at once cost one question", worker.count, before + 1)


def conditions(plan):
    tag = 'If-None-Match: "v1"'
    raw.get("/v1/long")
    plan.same("a kept reply answers 304 itself", raw.get("/v1/long", tag).status, 304)
    pressed = raw.get("/v1/long", "Accept-Encoding: gzip")
    plan.same("a long reply is compressed", LONG in gzip.decompress(pressed.body).decode(), True)
    plan.same("with Vary", pressed.one("vary"), "Accept-Encoding")
    plan.same("and its tag made weak", pressed.one("etag"), 'W/"v1"')
    plan.same("a weak tag answers 304 as well",
              raw.get("/v1/long", 'If-None-Match: W/"v1"', "Accept-Encoding: gzip").status, 304)
    plan.same("with a token, the worker itself sees If-None-Match",
              raw.get("/v1/private", tag, "Authorization: Bearer x").status, 304)
    plan.same("a range is not heard",
              raw.get("/v1/long", "Range: bytes=" + ",".join(f"{n}-{n}" for n in range(500))).status, 200)


def passing(plan, stand_in):
    got = raw.get("/v1/seen?a=b%20c", "Proxy: evil", "X_User_Id: 7", "X-Forwarded-For: 1.2.3.4",
                  "CITYLEARN-LISTENER: operations", "X-Request-Id: mine", "Expect: foo")
    params = stand_in.reached[-1][0]
    plan.same("the id that the worker sees is the one that the client gets",
              params["REQUEST_ID"], got.one("x-request-id"))
    plan.same("the client's Proxy is blanked", params.get("HTTP_PROXY", ""), "")
    plan.same("a header with underscores is dropped", "HTTP_X_USER_ID" in params, False)
    plan.same("the address is the one that nginx saw", params["REMOTE_ADDR"], "unix:")
    plan.same("nobody outside becomes the operator", "CITYLEARN_LISTENER" in params, False)
    plan.same("the address arrives as it was sent", params["REQUEST_URI"], "/v1/seen?a=b%20c")
    raw.get("/v1//seen/")
    plan.same("doubled slashes too", stand_in.reached[-1][0]["REQUEST_URI"], "/v1//seen/")
    for sent, heard in (("lt-LT,lt;q=0.9", "lt-LT,lt;q=0.9"), ("x" * 300, ""), ("lt<script>", "")):
        raw.get("/v1/language", f"Accept-Language: {sent}")
        plan.same(f"Accept-Language {sent[:20]} arrives as {heard[:20] or 'nothing'}",
                  stand_in.reached[-1][0].get("HTTP_ACCEPT_LANGUAGE", ""), heard)
    page = raw.get("/v1/page")
    plan.same("a page's own policy stands", page.one("content-security-policy"), "default-src 'self'")
    plan.same("the worker's version stands", page.one("api-version"), "1.4.0")
    plan.same("no promise of https is made over http", page.one("strict-transport-security"), None)
    plan.same("there is no favicon, which is no error", raw.get("/favicon.ico").status, 204)
    for method, status in (("FOO", 200), ("OPTIONS", 200)):
        plan.same(f"{method} is for the worker to answer", raw.get("/v1/x", method=method).status, status)


def sizes(plan):
    def post(path, size):
        return raw.exchange(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            f"Content-Length: {size}\r\n\r\n".encode() + b"a" * size)
    batch = "/v1/organisations/x/activities/_batch"
    plan.same("1 MiB is taken", json.loads(post("/v1/x", 1 << 20).body)["size"], 1 << 20)
    plan.same("a byte more is not", post("/v1/x", (1 << 20) + 1).status, 413)
    plan.same("a batch may have 4 MiB", json.loads(post(batch, 4 << 20).body)["size"], 4 << 20)
    plan.same("and not a byte more", post(batch, (4 << 20) + 1).status, 413)


def operations(plan, stand_in):
    path = os.environ["STAGE_OPERATIONS"]
    for target, status in (("/metrics", 200), ("/health/ready", 200), ("/health/live", 200), ("/v1", 404)):
        plan.same(f"the operator's listener answers {target} with {status}",
                  raw.get(target, path=path).status, status)
    plan.same("and says so to the worker", stand_in.reached[-1][0]["CITYLEARN_LISTENER"], "operations")


def lost_workers(plan, stand_in, worker):
    gone = os.path.join(os.environ["STAGE_DIR"], "api-2.sock")
    os.unlink(gone)
    found = [raw.get(f"/v1/half?{n}").status for n in range(20)]
    plan.same("with one worker gone, the other answers all", set(found), {200})
    raw.get("/v1/strict?down")
    worker.down = True
    seen = len(stand_in.reached)
    status = raw.exchange(b"POST /v1/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                          b"Content-Length: 0\r\n\r\n").status
    plan.same("a POST that broke off is not sent twice", (status, len(stand_in.reached) - seen), (502, 1))
    worker.down = False


def main():
    plan = tap.Plan()
    worker = Worker()
    stand_in = responder.stand_in(worker.answer)
    caching(plan, worker)
    staleness(plan, worker)
    conditions(plan)
    passing(plan, stand_in)
    sizes(plan)
    operations(plan, stand_in)
    lost_workers(plan, stand_in, worker)
    plan.end()


main()
