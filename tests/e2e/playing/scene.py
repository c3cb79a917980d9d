"""For tests in Python that begin where setting.http ends."""
import http.client
import json
import os
import socket
import subprocess
import tempfile
import uuid

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def set_up(story="setting.http"):
    """Plays the story; what it kept, by name."""
    with tempfile.NamedTemporaryFile(mode="r", dir=os.environ["STAGE_DIR"]) as kept:
        told = subprocess.run([os.path.join(HERE, "play"), "--keep", kept.name,
                               os.path.join(HERE, story)], stdout=subprocess.PIPE, text=True, check=False)
        faults = [line for line in told.stdout.split("\n") if line.startswith("not ok")]
        if told.returncode or faults:
            raise SystemExit(f"Bail out! {story}: {faults or told.stdout[-500:]}")
        return json.load(kept)


class Reply:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()
        self.type = (self.headers.get("Content-Type") or "").split(";")[0]

    def json(self):
        return json.loads(self.body) if self.type.endswith("json") and self.body else None


class Line(http.client.HTTPConnection):
    """A connection to the stage that is kept from request to request."""

    def __init__(self, path=None):
        super().__init__("localhost", timeout=30)
        self.path = path or os.environ["STAGE_SOCKET"]

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)

    def ask(self, method, target, body=None, token=None, **headers):
        """`body` is sent as JSON when it is no bytes; a POST has a new Idempotency-Key."""
        sent = {"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}
        if body is not None:
            sent["Content-Type"] = "application/merge-patch+json" if method == "PATCH" else "application/json"
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        if token:
            sent["Authorization"] = f"Bearer {token}"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in sent.items() if value is not None}
        self.request(method, target, body, sent)
        return Reply(self.getresponse())


def active_badge(line, names):
    """One that the library awards."""
    badge = line.ask("POST", f"/v1/organisations/{names['library']}/badges",
                     {"template": "took-part", "language": "lt", "name": "Buvau"}, names["partner"]).json()["id"]
    line.ask("POST", f"/v1/badges/{badge}/activation", None, names["partner"])
    return badge


def publish(line, names, count):
    """So many activities of the library."""
    items = [{"externalId": str(number), "learningForm": "informal", "mode": "online", "type": "course",
              "category": "languages", "title": f"Nr. {number}", "description": "A.",
              "onlineUrl": "https://a.example/"} for number in range(count)]
    line.ask("POST", f"/v1/organisations/{names['library']}/activities/_batch",
             {"publish": True, "items": items}, names["partner"])


def problem_fault(reply):
    """What the reply lacks to be a problem as every problem is; None when it is one."""
    found = reply.json()
    if reply.type != "application/problem+json" or not isinstance(found, dict):
        return f"{reply.status} came as {reply.type}: {reply.body[:200]!r}"
    missing = {"type", "title", "status", "detail", "instance", "code", "requestId"} - found.keys()
    if missing or found["status"] != reply.status:
        return f"a problem without {missing or 'its own status'}: {found}"
    return None
