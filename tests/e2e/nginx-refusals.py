#!/usr/bin/python3
"""Requests that nginx refuses by itself never reach a worker, and are told why in problem+json.

Stage: nginx
"""
import os
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
from playing import raw, responder, tap  # noqa: E402

END = b"\r\n\r\n"
HOST = b"Host: localhost\r\nConnection: close"


def line(target, headers=HOST, method=b"GET", version=b"HTTP/1.1"):
    return method + b" " + target + b" " + version + b"\r\n" + headers + END


def post(headers, body=b""):
    return b"POST /v1/x HTTP/1.1\r\n" + HOST + b"\r\n" + headers + END + body


CHUNKED = b"Transfer-Encoding: chunked"

# What is wrong with it, the bytes, the status, the problem.
CASES = [
    ("%00 in the path", line(b"/v1/a%00b"), 400, "malformed_request"),
    ("a raw NUL in the path", line(b"/v1/a\0b"), 400, "malformed_request"),
    ("a path above the root", line(b"/../../etc/passwd"), 400, "malformed_request"),
    ("a path above the root by %2f", line(b"/..%2f..%2fetc/passwd"), 400, "malformed_request"),
    ("a path above the root by %2e", line(b"/%2e%2e/etc/passwd"), 400, "malformed_request"),
    ("a percent sign without digits", line(b"/v1/%zz"), 400, "malformed_request"),
    ("a space in the path", line(b"/v1/a b"), 400, "malformed_request"),
    ("no Host", line(b"/v1", b"Connection: close"), 400, "malformed_request"),
    ("two Hosts", line(b"/v1", HOST + b"\r\nHost: other"), 400, "malformed_request"),
    ("Content-Length beside Transfer-Encoding",
     post(b"Content-Length: 3\r\n" + CHUNKED, b"0\r\n\r\n"), 400, "malformed_request"),
    ("two different Content-Lengths",
     post(b"Content-Length: 3\r\nContent-Length: 4", b"abcd"), 400, "malformed_request"),
    ("Content-Length -1", post(b"Content-Length: -1"), 400, "malformed_request"),
    ("a Content-Length beyond 2^63", post(b"Content-Length: 9223372036854775808"), 400,
     "malformed_request"),
    ("a Content-Length beyond the limit", post(b"Content-Length: 99999999999"), 413, "too_large"),
    ("a transfer coding that nobody knows", post(b"Transfer-Encoding: xchunked"), 501,
     "not_implemented"),
    ("a chunk size that is no number", post(CHUNKED, b"zz\r\nabc\r\n0\r\n\r\n"), 400,
     "malformed_request"),
    ("chunks beyond the limit", post(CHUNKED, (b"10000\r\n" + b"a" * 65536 + b"\r\n") * 17), 413,
     "too_large"),
    ("a header line of 9 kB", line(b"/v1", HOST + b"\r\nX-Long: " + b"a" * 9000), 431,
     "headers_too_large"),
    ("40 kB of headers", line(b"/v1", HOST + (b"\r\nX-Long: " + b"a" * 4000) * 10), 431,
     "headers_too_large"),
    ("3,000 headers", line(b"/v1", HOST + b"".join(b"\r\nX-%d: abcdef" % n for n in range(3000))),
     431, "headers_too_large"),
    ("an address of 9 kB", line(b"/v1/" + b"a" * 9000), 414, "address_too_long"),
    ("a folded header", line(b"/v1", HOST + b"\r\nX-A: b\r\n c"), 400, "malformed_request"),
    ("a NUL in a header", line(b"/v1", HOST + b"\r\nX-A: b\0c"), 400, "malformed_request"),
    ("a space before the colon", line(b"/v1", HOST + b"\r\nX-A : b"), 400, "malformed_request"),
    ("HTTP/9.9", line(b"/v1", version=b"HTTP/9.9"), 505, "http_version"),
    ("CONNECT", line(b"localhost:80", method=b"CONNECT"), 400, "malformed_request"),
    ("TRACE", line(b"/v1", method=b"TRACE"), 405, "wrong_method"),
    ("a method in small letters", line(b"/v1", method=b"get"), 400, "malformed_request"),
    ("TLS on the plain port", bytes.fromhex("16030100c8010000c40303") + b"a" * 200, 400,
     "malformed_request"),
    ("the operator's figures", line(b"/metrics"), 404, "not_found"),
    ("the operator's figures, spelt otherwise", line(b"/v1/../%6detrics"), 404, "not_found"),
    ("the operator's health", line(b"/health/ready"), 404, "not_found"),
    ("a folder of nginx's own", line(b"/_problem/400.json"), 404, "not_found"),
]

SECURITY = {"x-content-type-options": "nosniff", "referrer-policy": "same-origin",
            "x-frame-options": "DENY", "cache-control": "no-store", "api-version": "1.0.0",
            "access-control-allow-origin": "*",
            "content-security-policy": "default-src 'none'; frame-ancestors 'none'"}


def misfit(got, status, slug):
    problem = got.problem()
    if got.status != status or problem is None:
        return f"got {got.status} {got.one('content-type')} {got.body[:300]!r}, not {status}"
    if problem["code"] != slug or problem["status"] != status or problem["type"] != f"/problems/{slug}":
        return f"the problem is {problem}, not {slug}"
    if problem["requestId"] != got.one("x-request-id") or "THIS" in problem["instance"]:
        return f"the problem speaks of another request: {problem}"
    for name, value in SECURITY.items():
        if got.one(name) != value:
            return f"{name} is {got.one(name)}, not {value}"
    if "nginx/" in str(got.headers):
        return f"nginx tells its version: {got.headers}"
    return None


def trickle(start, piece):
    """Sends a byte now and then, slower than nginx has patience for; what came, and after how long."""
    began = time.monotonic()
    with raw.connect() as one:
        one.sendall(start)
        threading.Thread(target=drip, args=(one, piece), daemon=True).start()
        return raw.Got(raw.rest(one)), time.monotonic() - began


def drip(one, piece):
    try:
        time.sleep(3)
        while True:
            one.sendall(piece)
            time.sleep(0.5)
    except OSError:
        pass


def slow(plan):
    got, took = trickle(b"GET /v1 HTTP/1.1\r\nHost: local", b"h")
    plan.holds("a header that trickles in is cut off",
               None if got.status in (0, 408) and took < 10 else f"{got.status} after {took:.1f} s")
    got, took = trickle(post(b"Content-Length: 100"), b"b")
    plan.holds("a body that trickles in is cut off",
               None if got.status in (0, 408) and took < 10 else f"{got.status} after {took:.1f} s")


def broken_workers(plan, worker):
    worker.answer = lambda params, body: b"this is no CGI reply"
    got = raw.get("/v1/broken")
    plan.holds("a worker that breaks off is a 502", misfit(got, 502, "no_answer"))
    plan.same("which says when to come back", got.one("retry-after"), "2")


def limits(plan):
    """On an nginx of its own, beside the stage's, since that one has its limits raised."""
    run = os.environ["STAGE_DIR"]
    top = os.environ["STAGE_TOP"]
    site = subprocess.run([f"{top}/nginx/site", f"LISTEN=unix:{run}/strict.sock", f"RUN={run}",
                           f"OPERATIONS_LISTEN=unix:{run}/strict-operations.sock", "RATE=1r/s",
                           "BURST=2", f"CACHE={run}/strict-cache", f"PROBLEMS={run}/problems",
                           "ACCESS_LOG=off"], check=True, capture_output=True, text=True).stdout
    with open(f"{run}/nginx.conf", encoding="utf-8") as file:
        frame = file.read().replace("site.conf", "strict.conf").replace("nginx-own", "strict")
    for name, text in (("strict.conf", site), ("strict-nginx.conf", frame)):
        with open(f"{run}/{name}", "w", encoding="utf-8") as file:
            file.write(text)
    with subprocess.Popen(["nginx", "-e", f"{run}/nginx.log", "-c", f"{run}/strict-nginx.conf"]) as nginx:
        wait_for(f"{run}/strict-operations.sock")
        found = [raw.get("/v1/x", path=f"{run}/strict.sock") for _ in range(5)]
        nginx.terminate()
    refused = [got for got in found if got.status != 200]
    plan.holds("who asks too often hears 429",
               misfit(refused[0], 429, "rate_limited") if refused else "nobody was refused")
    plan.same("which says when to come back", refused and refused[0].one("retry-after"), "2")


def wait_for(path):
    for _ in range(100):
        if os.path.exists(path):
            return
        time.sleep(0.05)


def main():
    plan = tap.Plan()
    worker = responder.stand_in(
        lambda params, body: b"Status: 200 OK\r\nContent-Type: application/json\r\nAPI-Version: 1.0.0\r\n\r\n{}")
    for title, sent, status, slug in CASES:
        plan.holds(title, misfit(raw.exchange(sent), status, slug))
    plan.same("Allow comes with the 405", raw.exchange(line(b"/v1", method=b"TRACE")).one("allow"),
              "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
    slow(plan)
    plan.same("nothing of all this reached a worker", [seen[0]["REQUEST_URI"] for seen in worker.reached], [])
    limits(plan)
    broken_workers(plan, worker)
    plan.end()


main()
