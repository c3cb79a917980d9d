"""Ports for programs that listen where they are told to."""
import socket


def hold():
    """A socket, and a port that is given to nobody else while it is kept: at it, who asks for it may still listen."""
    one = socket.socket()
    # Programs that listen set this as well; both may have the port then, since only one of them listens.
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.bind(("127.0.0.1", 0))
    return one, one.getsockname()[1]
