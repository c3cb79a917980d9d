#!/usr/bin/python3
"""The receivers that a page shows take what is ours, once, and nothing else.

Stage: database api courier receiver nginx

Each program is taken out of docs/how-to/receive-webhooks.md as it stands there, behind an nginx with what the page
says of it, and hears a real courier: first with the secret of its endpoint, then with the public key alone.
"""
import base64
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import uuid

sys.dont_write_bytecode = True
from faulting import city, parts  # noqa: E402
from playing import hearing, ports, scene, tap  # noqa: E402

PAGE = pathlib.Path(os.environ["STAGE_TOP"], "docs/how-to/receive-webhooks.md").read_text(encoding="utf-8")
RUN = parts.RUN
LANGUAGES = {  # how a file is called, how it is run, and how its work is done when nobody asks it to
    "python": ("receive.py", ["/usr/bin/python3", "{file}"], None),
    "js": ("receive.mjs", ["node", "{file}"], None),
    "php": ("receive.php", ["php", "-q", "-S", "127.0.0.1:{port}", "{file}"], ["php", "{file}"]),
}


def block(language):
    return re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)[1]


class Front:
    """nginx, as the page says, on a port for each program."""

    def __init__(self):
        self.held = [ports.hold() for _ in range(2 * len(LANGUAGES))]
        free = iter(port for _, port in self.held)
        self.ports = {language: (next(free), next(free)) for language in LANGUAGES}
        sites = "".join(
            f"server {{ listen 127.0.0.1:{ours} ssl; ssl_certificate {RUN}/localhost.pem; "
            f"ssl_certificate_key {RUN}/localhost.key; {block('nginx').replace('9000', str(own))} }}\n"
            for ours, own in self.ports.values())
        temporary = "".join(f"{kind}_temp_path {RUN}/front-{kind};" for kind in (
            "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (RUN / "front.conf").write_text(
            f"daemon off; {'user root;' if os.geteuid() == 0 else ''} pid {RUN}/front.pid; events {{}}\n"
            f"http {{ access_log off; {temporary}\n{sites} }}\n")
        self.process = subprocess.Popen(["nginx", "-e", RUN / "front.log", "-c", RUN / "front.conf"])

    def end(self):
        self.process.terminate()
        self.process.wait(10)


class Program:
    """One of the page's, with a folder of its own that it keeps from start to start."""

    def __init__(self, language, outside, inside):
        self.name, self.run, self.work = LANGUAGES[language]
        self.outside, self.inside = outside, inside
        self.folder = RUN / f"kept-{language}"
        self.folder.mkdir()
        self.file, self.out = RUN / self.name, RUN / f"{language}.out"
        self.file.write_text(block(language), encoding="utf-8")
        self.process = None

    def words(self, words):
        return [word.format(file=self.file, port=self.inside) for word in words]

    def begin(self, *keys):
        self.environment = os.environ | {"KEYS": " ".join(keys), "FOLDER": str(self.folder), "PORT": str(self.inside)}
        self.process = subprocess.Popen(self.words(self.run), env=self.environment, stdout=open(self.out, "ab"),
                                        stderr=open(RUN / f"{self.name}.errors", "ab"))
        seconds(self.listens)

    def listens(self):
        try:
            socket.create_connection(("127.0.0.1", self.inside), 5).close()
        except OSError:
            return False
        return True

    def end(self):
        self.process.kill()
        self.process.wait()

    def done(self):
        """The lines of its work: of types, subjects and seqs."""
        if self.work:
            subprocess.run(self.words(self.work), env=self.environment, stdout=open(self.out, "ab"), check=True)
        return [tuple(line.split()) for line in hearing.lines(self.out)]

    def post(self, headers, body):
        context = ssl.create_default_context(cafile=f"{RUN}/ca.pem")
        line = http.client.HTTPSConnection("localhost", self.outside, timeout=20, context=context)
        line.request("POST", "/citylearn", body, headers)
        reply = line.getresponse()
        return reply.status, reply.read()


def signed(key, body, identity=None, age=0, scheme="v1"):
    """Headers as of a courier that has this key."""
    identity, moment = identity or f"msg_{uuid.uuid4().hex}", str(int(time.time()) - age)
    mark = hmac.new(key, f"{identity}.{moment}.".encode() + body, hashlib.sha256).digest()
    return {"webhook-id": identity, "webhook-timestamp": moment,
            "webhook-signature": f"{scheme},{base64.b64encode(mark).decode()}"}


def message(seq, subject, kind="activity.updated"):
    return json.dumps({"type": kind, "seq": seq, "subject": subject, "data": {"challenge": "ch_ours"}}).encode()


class House:
    def __init__(self):
        self.city, self.line = city.City(), scene.Line()
        self.hooks, self.token = f"{self.city.home}/webhook-endpoints", self.city.clients[0].token

    def ask(self, method, path, body=None, **headers):
        return self.line.ask(method, path, body, self.token, **headers).json()

    def endpoint(self, port):
        return self.ask("POST", self.hooks, {"url": f"https://localhost:{port}/citylearn", "types": ["activity.*"]})

    def change(self, activity):
        self.ask("PATCH", f"/v1/activities/{activity}", {"capacity": 40}, If_Match="*")


def seconds(holds):
    return parts.until(holds, 30)


def told(plan, house, program, endpoint, how):
    """What happened comes, each once, in the order of seq; what is sent again does nothing."""
    before = len(program.done())
    activity = house.city.post(f"heard by {how}")
    seconds(lambda: len(program.done()) > before)
    house.change(activity)
    seconds(lambda: len(program.done()) > before + 1)
    want = [("activity.published", activity), ("activity.updated", activity)]
    plan.same(f"{how}: what happened is worked on", [one[:2] for one in program.done()[before:]], want)
    sent = house.ask("GET", f"{house.hooks}/{endpoint}/deliveries?type=activity.*")["items"]
    for one in sent:
        house.ask("POST", f"{house.hooks}/{endpoint}/deliveries/{one['event']}/retry")
    seconds(lambda: parts.sql(f"SELECT count(*) FROM delivery WHERE endpoint = '{endpoint}' AND state <> 'delivered'") == "0")
    plan.same(f"{how}: each delivery is answered 204, again too", parts.sql(
        "SELECT string_agg(DISTINCT status::text, ' ') FROM delivery_attempt AS a JOIN event AS e ON e.id = a.event "
        f"WHERE endpoint = '{endpoint}' AND status <> 502 AND type <> 'webhook.ping'"), "204")
    plan.same(f"{how}: and worked on once", [one[:2] for one in program.done()[before:]], want)


def forged(plan, program, secret, how):
    """What somebody else sends, or sends again much later."""
    own, body = base64.b64decode(secret.removeprefix("whsec_")), message(1, str(uuid.uuid4()))
    good = signed(own, body)
    cases = {
        "nothing of a signature": ({}, body),
        "another key": (signed(b"k" * 32, body), body),
        "an empty key": (signed(b"", body), body),
        "another body": (good, body + b" "),
        "another id": (good | {"webhook-id": "msg_other"}, body),
        "another moment": (good | {"webhook-timestamp": str(int(good["webhook-timestamp"]) + 1)}, body),
        "six minutes ago": (signed(own, body, age=360), body),
        "in six minutes": (signed(own, body, age=-360), body),
        "no moment": (good | {"webhook-timestamp": "now"}, body),
        "another scheme": (signed(own, body, scheme="v2"), body),
        "a secret as if it were a public key": (signed(own, body, scheme="v1a"), body),
        "an empty signature": (good | {"webhook-signature": "v1,"}, body),
        "an empty public signature": (good | {"webhook-signature": "v1a,"}, body),
        "what is no signature": (good | {"webhook-signature": ", v1 v1a, ,v1 =="}, body),
        "a challenge of a stranger": (signed(b"k" * 32, message(1, "x", "webhook.ping")), message(1, "x", "webhook.ping")),
    }
    before = program.done()
    answers = {name: program.post(*case)[0] for name, case in cases.items()}
    plan.same(f"{how}: what is forged or stale is refused", {name: one for name, one in answers.items() if one != 401}, {})
    plan.same(f"{how}: and does nothing", program.done(), before)


def repeated(plan, program, secret, how):
    """What is good, but was there already, or is older than what is known."""
    own, subject = base64.b64decode(secret.removeprefix("whsec_")), str(uuid.uuid4())
    new, old, newer = message(5, subject), message(4, subject), message(6, subject)
    headers, before = signed(own, new), len(program.done())
    statuses = [program.post(headers, new)[0] for _ in range(3)]
    seconds(lambda: len(program.done()) > before)
    # By its id alone it is known, whatever is said of its seq.
    again = message(9, subject)
    statuses += [program.post(signed(own, again, headers["webhook-id"]), again)[0],
                 program.post(signed(own, old), old)[0], program.post(signed(own, newer), newer)[0]]
    seconds(lambda: len(program.done()) > before + 1)
    plan.same(f"{how}: all of what is good is taken", set(statuses), {204})
    plan.same(f"{how}: what came before, and what is older, is not worked on", program.done()[before:],
              [("activity.updated", subject, "5"), ("activity.updated", subject, "6")])
    two = signed(own, newer)
    two["webhook-signature"] = signed(b"k" * 32, newer)["webhook-signature"] + " " + two["webhook-signature"]
    plan.same(f"{how}: one signature of two is enough", program.post(two, newer)[0], 204)


def with_public_key(plan, house, program, endpoint, secret, how):
    keys = [one["publicKey"] for one in house.ask("GET", f"{house.hooks}/{endpoint}/keys")["items"]]
    program.end()
    program.begin(*keys)
    told(plan, house, program, endpoint, how)
    body = message(1, str(uuid.uuid4()))
    public = base64.b64decode(keys[0].removeprefix("whpk_"))
    statuses = [program.post(signed(key, body, scheme=scheme), body)[0] for key, scheme in (
        (public, "v1"), (public, "v1a"), (base64.b64decode(secret.removeprefix("whsec_")), "v1"))]
    plan.same(f"{how}: a public key is no secret to sign with", statuses, [401, 401, 401])


def listens(plan, house, program, language):
    made = house.endpoint(program.outside)
    program.begin(made["secret"])
    state = seconds(lambda: house.ask("GET", f"{house.hooks}/{made['id']}")["state"] == "enabled")
    plan.holds(f"{language}: the challenge is echoed", None if state is not None else "the endpoint is not enabled")
    for each in (forged, repeated):
        each(plan, program, made["secret"], language)
    told(plan, house, program, made["id"], language)
    with_public_key(plan, house, program, made["id"], made["secret"], f"{language} with the public key")
    errors = (RUN / f"{program.name}.errors").read_text()
    plan.holds(f"{language}: nothing went wrong in it", errors if re.search("Traceback|Error|Warning|Fatal", errors) else None)
    program.end()
    house.ask("DELETE", f"{house.hooks}/{made['id']}")


def main():
    plan = tap.Plan()
    house, front = House(), Front()
    for language, (_, words, _) in LANGUAGES.items():
        if shutil.which(words[0]):
            listens(plan, house, Program(language, *front.ports[language]), language)
        else:
            plan.holds(f"the receiver in {language} # SKIP {words[0]} cannot be found")
    front.end()
    plan.end()


main()
