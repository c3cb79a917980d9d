#!/usr/bin/env python3
"""An HTTPS receiver that behaves, and misbehaves, by path.

Makes itself a certificate, prints one line for each thing a test has to know
("ca FILE", "good PORT", ...) and "ready", and ends when its input is closed.
"""
import base64
import hashlib
import hmac
import json
import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import warnings

AT_ONCE = 256  # how many requests /gate waits for

gate = threading.Condition()
gate_now = gate_most = 0
connections = 0
heard = {}  # how often each webhook-id came to each path
forged = 0  # webhooks that are not what they should be


def make_certificate(folder, name, subject):
    key, cert = os.path.join(folder, name + ".key"), os.path.join(folder, name + ".pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=test",
         "-addext", "subjectAltName=" + subject],
        check=True, stderr=subprocess.DEVNULL)
    return key, cert


def read_request(stream):
    """The request's first line, its headers and its body; None at the end."""
    first = stream.readline().decode("latin-1").strip()
    if not first:
        return None
    headers, line = [], stream.readline()
    while line not in (b"\r\n", b""):
        headers.append(line.decode("latin-1").strip())
        line = stream.readline()
    sizes = [int(h.split(":")[1]) for h in headers if h.lower().startswith("content-length:")]
    return first, headers, stream.read(sizes[0]) if sizes else b""


def reply(status, body=b"", more=()):
    head = ["HTTP/1.1 %d Some Words" % status, "content-length: %d" % len(body), *more, "", ""]
    return "\r\n".join(head).encode() + body


def hang_up(link):
    """Closes the connection in the middle of whatever was said."""
    raise ConnectionAbortedError


def reset(link):
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    hang_up(link)


def forever(link, chunk, pause=0.0):
    while True:
        link.sendall(chunk)
        time.sleep(pause)


def at_gate(link):
    """Waits until as many are here as may be, and a moment for one too many; then all pass."""
    global gate_now, gate_most
    with gate:
        gate_now += 1
        gate_most = max(gate_most, gate_now)
        gate.notify_all()
        gate.wait_for(lambda: gate_most >= AT_ONCE)
        gate.wait_for(lambda: gate_most > AT_ONCE, 0.5)
        gate_now -= 1
    link.sendall(reply(200, b"passed"))


def big(link):
    link.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 104857600\r\n\r\n")
    for _ in range(1600):
        link.sendall(b"a" * 65536)


ANSWERS = {
    "/ok": lambda link: link.sendall(reply(200, b"fine")),
    "/empty": lambda link: link.sendall(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "/500": lambda link: link.sendall(reply(500, b"broken")),
    "/410": lambda link: link.sendall(reply(410)),
    "/early-hints": lambda link: link.sendall(
        b"HTTP/1.1 103 Early Hints\r\nretry-after: 9\r\n\r\n" + reply(200, b"fine")),
    "/hang": lambda link: time.sleep(600),
    "/hang-after-head": lambda link: (
        link.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"), time.sleep(600)),
    "/drip": lambda link: (
        link.sendall(b"HTTP/1.1 200 OK\r\n\r\n"), forever(link, b"a", 0.02)),
    "/big": big,
    "/just": lambda link: link.sendall(reply(200, b"a" * 4096)),
    "/endless-head": lambda link: (
        link.sendall(b"HTTP/1.1 200 OK\r\n"), forever(link, b"x-more: and more\r\n")),
    "/endless-line": lambda link: (
        link.sendall(b"HTTP/1.1 200 OK\r\nx-more: "), forever(link, b"a" * 1024)),
    "/endless-1xx": lambda link: forever(link, b"HTTP/1.1 102 Processing\r\n\r\n"),
    "/redirect": lambda link: link.sendall(
        reply(302, b"", ["location: https://169.254.169.254/latest/meta-data/"])),
    "/redirect-home": lambda link: link.sendall(reply(307, b"", ["location: /ok"])),
    "/reset": reset,
    "/half-head": lambda link: (
        link.sendall(b"HTTP/1.1 200 OK\r\ncontent-le"), hang_up(link)),
    "/half-body": lambda link: (
        link.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"), hang_up(link)),
    "/no-http": lambda link: (link.sendall(b"220 mail.example ESMTP\r\n"), hang_up(link)),
    "/gzip": lambda link: link.sendall(reply(200, b"\x1f\x8b", ["content-encoding: gzip"])),
    "/retry-seconds": lambda link: link.sendall(reply(503, b"", ["Retry-After: 120"])),
    "/retry-date": lambda link: link.sendall(
        reply(429, b"", ["retry-after: Thu, 31 Dec 2099 23:59:59 GMT"])),
    "/retry-nonsense": lambda link: link.sendall(reply(503, b"", ["retry-after: soon"])),
    "/gate": at_gate,
    "/gate-most": lambda link: link.sendall(reply(200, b"%d" % gate_most)),
    "/connections": lambda link: link.sendall(reply(200, b"%d" % connections)),
}


def is_genuine(headers, body, key):
    """Judged by the words of Standard Webhooks, and by what this project adds."""
    message, when = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    said = ("%s.%s." % (message, when)).encode() + body
    mark = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    document = json.loads(body)
    return (headers.get("webhook-signature") == "v1," + mark
            and abs(time.time() - int(when)) < 300
            and headers.get("content-type") == "application/json"
            and headers.get("user-agent", "").startswith("citylearn")
            and int(headers.get("x-webhook-attempt", "0")) >= 1
            and message == document["id"] and headers.get("x-webhook-event") == document["type"]
            and int(headers.get("x-webhook-seq", "-1")) == document["seq"])


def hook(path, query, lines, body):
    """The key is the query. The path ends in what is answered."""
    global forged
    headers = dict(line.lower().split(": ", 1)[:1] + line.split(": ", 1)[1:] for line in lines)
    with gate:
        if not is_genuine(headers, body, base64.b64decode(urllib.parse.unquote(query))):
            forged += 1
            return reply(400)
        times = heard.setdefault((path, headers["webhook-id"]), 0) + 1
        heard[path, headers["webhook-id"]] = times
    if path.startswith("/hook/late"):
        time.sleep(1.5)
    if path == "/hook/second" and times == 1:
        return reply(500, b"not yet")
    if path == "/hook/throttled" and times == 1:
        return reply(429, b"", ["retry-after: 3000"])
    return reply(int(path[6:]) if path[6:].isdigit() else 200, b"thanks")


def heard_at(path):
    """How many messages came there, how often, and how many forgeries came anywhere."""
    times = [count for (where, _), count in heard.items() if where == path]
    return reply(200, b"%d %d %d" % (len(times), sum(times), forged))


def serve(link, stream):
    before = 0
    while True:
        request = read_request(stream)
        if request is None:
            return
        first, headers, body = request
        path, _, query = first.split(" ")[1].partition("?")
        if path == "/echo":
            link.sendall(reply(200, "\n".join([first, *headers, ""]).encode() + body))
        elif path.startswith("/hook/"):
            link.sendall(hook(path, query, headers, body))
        elif path == "/heard":
            link.sendall(heard_at(query))
        elif path == "/reset-when-kept":
            reset(link) if before > 0 else link.sendall(reply(200, b"new"))
        else:
            ANSWERS[path](link)
        before += 1


def serve_quietly(link, context):
    global connections
    try:
        with context.wrap_socket(link, server_side=True) as secured:
            connections += 1
            with secured.makefile("rb") as stream:
                serve(secured, stream)
    except (OSError, ValueError):
        pass


def accept(listening, context):
    while True:
        link, _ = listening.accept()
        threading.Thread(target=serve_quietly, args=(link, context), daemon=True).start()


def listen(name, context):
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    print(name, listening.getsockname()[1], flush=True)
    if context is not None:
        threading.Thread(target=accept, args=(listening, context), daemon=True).start()
    return listening


def keep_closed():
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    print("closed", closed.getsockname()[1], flush=True)
    return closed


def context_of(pair):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair[1], pair[0])
    return context


class Plain:
    """Stands where TLS would, and speaks none."""

    @staticmethod
    def wrap_socket(link, server_side):
        link.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        return link


def main():
    folder = tempfile.mkdtemp()
    try:
        right = make_certificate(folder, "right", "DNS:localhost,IP:127.0.0.1")
        wrong = make_certificate(folder, "wrong", "DNS:elsewhere.example")
        stranger = make_certificate(folder, "stranger", "DNS:localhost,IP:127.0.0.1")
        both = os.path.join(folder, "both.pem")
        with open(both, "w") as out:
            out.write(open(right[1]).read() + open(wrong[1]).read())
        old = context_of(right)
        warnings.simplefilter("ignore", DeprecationWarning)
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        print("ca", both)
        kept = [listen("good", context_of(right)), listen("wrong", context_of(wrong)),
                listen("stranger", context_of(stranger)), listen("old", old),
                listen("plain", Plain), listen("silent", None), keep_closed()]
        print("ready", flush=True)
        sys.stdin.read()
        del kept
    finally:
        shutil.rmtree(folder)


main()
