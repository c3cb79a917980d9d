"""A FastCGI responder that stands in for a worker, to see nginx alone.

It writes down what reached it, and answers as the test says: answer(params,
body) gives the bytes of a CGI reply.
"""
import os
import socketserver
import struct
import threading

BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6


def lengths(data, at):
    if data[at] < 128:
        return data[at], at + 1
    return struct.unpack_from(">I", data, at)[0] & 0x7FFFFFFF, at + 4


def pairs(data):
    found, at = {}, 0
    while at < len(data):
        name, at = lengths(data, at)
        value, at = lengths(data, at)
        found[data[at:at + name].decode("latin-1")] = data[at + name:at + name + value].decode("latin-1")
        at += name + value
    return found


def record(kind, number, content):
    return struct.pack(">BBHHBB", 1, kind, number, len(content), 0, 0) + content


class Connection(socketserver.StreamRequestHandler):
    def handle(self):
        params, body, keep = b"", b"", False
        while head := self.rfile.read(8):
            _, kind, number, size, padding, _ = struct.unpack(">BBHHBB", head)
            content = self.rfile.read(size)
            self.rfile.read(padding)
            if kind == BEGIN:
                params, body, keep = b"", b"", bool(content[2] & 1)
            elif kind == PARAMS:
                params += content
            elif kind == STDIN and size:
                body += content
            elif kind == STDIN:
                self.reply(number, pairs(params), body)
                if not keep:
                    return

    def reply(self, number, params, body):
        with self.server.lock:
            self.server.reached.append((params, body))
        answer = self.server.answer(params, body)
        for at in range(0, len(answer), 32768):
            self.wfile.write(record(STDOUT, number, answer[at:at + 32768]))
        self.wfile.write(record(STDOUT, number, b"") + record(END, number, bytes(8)))
        self.wfile.flush()


class Responder(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path, answer):
        super().__init__(path, Connection)
        os.chmod(path, 0o666)
        self.answer, self.reached, self.lock = answer, [], threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A peer that went away is nothing to speak of."""


def stand_in(answer):
    """Takes the place of both workers of the stage; one record of what reached them."""
    first = Responder(os.path.join(os.environ["STAGE_DIR"], "api-1.sock"), answer)
    second = Responder(os.path.join(os.environ["STAGE_DIR"], "api-2.sock"), answer)
    second.reached = first.reached
    return first
