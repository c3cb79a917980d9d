"""nginx for the bench: citylearn's own site on a port, and beside it one that answers by itself and hands on to the peer."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

from playing import ports

RUN = pathlib.Path(os.environ["STAGE_DIR"])
TOP = pathlib.Path(os.environ["STAGE_TOP"])
PACKAGES = os.environ.get("node_packages", "")

BESIDE = """
upstream peer { server unix:%(run)s/peer.sock; keepalive 64; keepalive_requests 100000; }
server {
    listen 127.0.0.1:%(port)d;
    access_log off;
    location / { return 200 "hello"; }
    location /peer/ {
        proxy_pass http://peer/;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
    }
}
"""
FRAME = """
daemon off; worker_processes 1; pid %(run)s/bench.pid; error_log %(run)s/nginx.log warn; %(user)s
events { worker_connections 2048; }
http {
    client_body_temp_path %(run)s/body; fastcgi_temp_path %(run)s/fastcgi; proxy_temp_path %(run)s/proxy;
    uwsgi_temp_path %(run)s/uwsgi; scgi_temp_path %(run)s/scgi;
    include %(run)s/site.conf; include %(run)s/beside.conf;
}
"""


class Front:
    def __init__(self):
        (self.held, self.port), (self.kept, self.plain) = ports.hold(), ports.hold()
        self.peer = None

    def __enter__(self):
        subprocess.run([TOP / "nginx/problems.sh", RUN / "problems"], check=True)
        site = subprocess.run([TOP / "nginx/site", f"LISTEN=127.0.0.1:{self.port}",
                               f"OPERATIONS_LISTEN=unix:{RUN}/operations.sock", f"RUN={RUN}", "WORKERS=2",
                               f"CACHE={RUN}/cache", f"PROBLEMS={RUN}/problems",
                               f"ACCESS_LOG={RUN}/access.log citylearn buffer=32k flush=1s",
                               "RATE=1000000r/s", "BURST=1000000", "CONNECTIONS=10000"],
                              check=True, capture_output=True, text=True).stdout
        (RUN / "site.conf").write_text(site)
        (RUN / "beside.conf").write_text(BESIDE % {"run": RUN, "port": self.plain})
        (RUN / "bench.conf").write_text(FRAME % {"run": RUN, "user": "user root;" if os.getuid() == 0 else ""})
        self.nginx = subprocess.Popen(["nginx", "-e", RUN / "nginx.log", "-c", RUN / "bench.conf"])
        self.start_peer()
        for port in (self.port, self.plain):
            wait_for(lambda port=port: socket.create_connection(("127.0.0.1", port), 1).close())
        return self

    def __exit__(self, *_):
        for one in (self.nginx, self.peer):
            if one is not None:
                one.send_signal(signal.SIGTERM)
                one.wait(10)

    def start_peer(self):
        if not shutil.which("node") or not os.path.isdir(f"{PACKAGES}/node_modules/fastify"):
            print("· without the peer: it needs Node 20 and the packages of tests/node")
            return
        shutil.copy(TOP / "tests/bench/peer.mjs", RUN / "peer.mjs")
        (RUN / "node_modules").symlink_to(f"{PACKAGES}/node_modules")
        os.chmod(RUN, 0o711)
        self.peer = subprocess.Popen(["node", RUN / "peer.mjs"], stdout=subprocess.DEVNULL)
        wait_for(lambda: os.stat(RUN / "peer.sock"))

    def peer_is_there(self):
        return self.peer is not None

    def pids(self):
        found = {"nginx": [self.nginx.pid], "workers": [int((RUN / "api.pid").read_text())],
                 "postgres": [postmaster()]}
        if self.peer is not None:
            found["workers"].append(self.peer.pid)
        return found


def postmaster():
    return int(pathlib.Path(os.environ["STAGE_DATA"], "postmaster.pid").read_text().split()[0])


def wait_for(there, seconds=10):
    deadline = time.monotonic() + seconds
    while True:
        try:
            return there()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
