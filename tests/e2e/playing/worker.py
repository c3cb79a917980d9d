"""Asks a worker itself, as nginx does, in the name of whichever network address."""
import os
import socket
import struct

from .responder import BEGIN, PARAMS, STDIN, STDOUT, record
from .raw import Got, rest


def pair(name, value):
    sizes = b"".join(struct.pack(">I", len(part) | 1 << 31) for part in (name, value))
    return sizes + name + value


def content_of(data):
    """What the records hold that a worker has sent."""
    found = b""
    while len(data) >= 8:
        _, kind, _, size, padding, _ = struct.unpack(">BBHHBB", data[:8])
        found += data[8:8 + size] if kind == STDOUT else b""
        data = data[8 + size + padding:]
    return found


def ask(method, target, remote, body=b"", folder=None, **params):
    """The reply, read as one of HTTP; `folder` is where the socket is, and params are more of CGI's."""
    told = {"REQUEST_METHOD": method, "REQUEST_URI": target, "QUERY_STRING": target.partition("?")[2],
            "CONTENT_LENGTH": str(len(body)) if method == "POST" else "", "REMOTE_ADDR": remote,
            "REQUEST_ID": "0" * 32} | params
    pairs = b"".join(pair(name.encode(), value.encode()) for name, value in told.items())
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as one:
        one.settimeout(20)
        one.connect(os.path.join(folder or os.environ["STAGE_DIR"], "api-1.sock"))
        one.sendall(record(BEGIN, 1, struct.pack(">HB5x", 1, 0)) + record(PARAMS, 1, pairs) + record(PARAMS, 1, b"")
                    + (record(STDIN, 1, body) if body else b"") + record(STDIN, 1, b""))
        answer = content_of(rest(one))
    return Got(b"HTTP/1.1 " + answer.removeprefix(b"Status: "))
