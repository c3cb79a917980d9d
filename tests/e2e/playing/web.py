"""One HTTP exchange over a UNIX socket or TCP, on a connection of its own."""
import dataclasses
import http.client
import json
import socket
import time


class Local(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


@dataclasses.dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float

    @property
    def type(self):
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def json(self):
        """The body as JSON; None where it is something else."""
        if not (self.type.endswith("json") and self.body):
            return None
        return json.loads(self.body)


class Server:
    def __init__(self, at):
        self.at = at or "localhost:8080"

    def ask(self, method, target, headers, body):
        connection = (Local(self.at) if "/" in self.at
                      else http.client.HTTPConnection(self.at, timeout=30))
        began = time.monotonic()
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value.encode("utf-8"))
            if body is not None or method in ("POST", "PUT", "PATCH"):
                connection.putheader("Content-Length", str(len(body or b"")))
            connection.endheaders(body)
            response = connection.getresponse()
            content = response.read()
            return Reply(response.status, response.headers, content, time.monotonic() - began)
        finally:
            connection.close()
