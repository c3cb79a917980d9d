"""Other hosts of badges, as good or as bad as a case wants them: each is a path of one server, which notes what it is asked."""
import dataclasses
import http.server
import json
import os
import ssl
import threading
import urllib.parse

OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/scope/"
OB2 = "https://purl.imsglobal.org/spec/ob/v2p1/scope/"


@dataclasses.dataclass
class Asked:
    method: str
    path: str
    query: dict
    headers: dict
    body: bytes

    def form(self):
        return dict(urllib.parse.parse_qsl(self.body.decode()))


class Host:
    """One that does all as it should; a case replaces what it answers, by the end of the path."""

    def __init__(self, server, name):
        self.base, self.name, self.asked = f"{server.home}/{name}" if name else server.home, name, []
        self.scopes = [OB3 + "credential.readonly", OB3 + "credential.upsert", "offline_access"]
        self.badges, self.answers, self.places, self.tokens = [], {}, {}, 0

    def place(self, name, path):
        return self.places.get(name, f"{self.base}{path}")

    def description(self):
        return {"openapi": "3.0.1", "info": {"title": self.name, "version": "1"}, "servers": [{"url": self.place("api", "/api")}],
                "components": {"securitySchemes": {"OAuth2ACG": {
                    "type": "oauth2", "x-imssf-registrationUrl": self.place("register", "/register"),
                    "x-imssf-revocationUrl": self.place("revoke", "/revoke"),
                    "flows": {"authorizationCode": {
                        "authorizationUrl": self.place("authorize", "/authorize"), "tokenUrl": self.place("token", "/token"),
                        "refreshUrl": self.place("refresh", "/token"), "scopes": {one: "" for one in self.scopes}}}}}}}

    def token(self, **more):
        self.tokens += 1
        return {"access_token": f"at-{self.name}-{self.tokens}", "refresh_token": f"rt-{self.name}-{self.tokens}",
                "token_type": "Bearer", "expires_in": 3600} | more

    def usual(self, asked):
        end = asked.path.removeprefix(f"/{self.name}" if self.name else "")
        if end == "/ims/ob/v3p0/discovery":
            return 200, self.description()
        if end == "/register":
            return 201, json.loads(asked.body) | {"client_id": f"client {self.name}", "client_secret": "s" * 40}
        if end == "/token":
            return 200, self.token()
        if end == "/api/credentials" and asked.method == "GET":
            first = int(asked.query["offset"])
            page = self.badges[first:first + int(asked.query["limit"])]
            return 200, {"credential": [one for one in page if isinstance(one, dict)],
                         "compactJwsString": [one for one in page if not isinstance(one, dict)]}
        if end == "/api/credentials":
            return 201, asked.body
        return (200, b"") if end == "/revoke" else (404, b"")

    def answer(self, asked):
        """Status, body and headers."""
        self.asked.append(asked)
        for end, what in self.answers.items():
            method, _, path = end.rpartition(" ")
            if asked.path.endswith(path) and asked.method == (method or asked.method):
                found = what(asked) if callable(what) else what
                return found if found is not None else self.usual(asked)
        return self.usual(asked)

    def times(self, method, end):
        return [one for one in self.asked if one.method == method and one.path.endswith(end)]


class Crowded(http.server.ThreadingHTTPServer):
    """Many hosts are read at once; who finds no place in the queue tries again after a second, and gives up."""

    daemon_threads = True
    request_queue_size = 128


class Server:
    """At localhost, by the certificate of the stage."""

    def __init__(self):
        outer, self.hosts, self.strays = self, {}, []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def respond(self):
                where = urllib.parse.urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked = Asked(self.command, where.path, dict(urllib.parse.parse_qsl(where.query)), dict(self.headers), body)
                host = outer.hosts.get(where.path.split("/")[1]) or outer.hosts.get("")
                if host is None:
                    outer.strays.append(asked)
                status, said, *more = host.answer(asked) if host else (404, b"")
                kind, said = ("application/json", json.dumps(said).encode()) if isinstance(said, (dict, list)) else ("text/plain", said)
                headers = {"Content-Type": kind, "Content-Length": str(len(said))} | (more[0] if more else {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(said)
                except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
                    self.close_connection = True

            do_GET = do_POST = respond

        self.server = Crowded(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{os.environ['STAGE_DIR']}/localhost.pem", f"{os.environ['STAGE_DIR']}/localhost.key")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.home = f"https://localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def host(self, name):
        self.hosts[name] = Host(self, name)
        return self.hosts[name]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
