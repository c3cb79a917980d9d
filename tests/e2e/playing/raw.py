"""Bytes to nginx and bytes back, for requests that no HTTP library would send."""
import json
import os
import socket


class Got:
    """A reply, read without trust in what sent it."""

    def __init__(self, data):
        self.data = data
        head, _, self.body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        first = lines[0].split(" ")
        self.status = int(first[1]) if len(first) > 1 and first[0].startswith("HTTP/") else 0
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers.setdefault(name.lower(), []).append(value.strip())
        if self.one("transfer-encoding") == "chunked":
            self.body = unchunked(self.body)

    def one(self, name):
        return ", ".join(self.headers.get(name, [])) or None

    def problem(self):
        """The body as a problem, or None."""
        if self.one("content-type") != "application/problem+json":
            return None
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def unchunked(data):
    out = b""
    while data:
        size, _, data = data.partition(b"\r\n")
        length = int(size.split(b";")[0] or b"0", 16)
        if length == 0:
            break
        out, data = out + data[:length], data[length + 2:]
    return out


def connect(path=None):
    one = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    one.settimeout(20)
    one.connect(path or os.environ["STAGE_SOCKET"])
    return one


def rest(one):
    """All that comes until the other side has no more; nginx may cut off who still sends."""
    data = b""
    try:
        while part := one.recv(65536):
            data += part
    except (ConnectionResetError, socket.timeout):
        pass
    return data


def exchange(sent, path=None):
    with connect(path) as one:
        try:
            one.sendall(sent)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return Got(rest(one))


def get(target, *headers, method="GET", path=None):
    lines = "".join(f"{line}\r\n" for line in headers)
    return exchange(f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    f"{lines}\r\n".encode("latin-1"), path)
