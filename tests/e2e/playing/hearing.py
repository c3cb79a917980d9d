"""Webhooks that the receiver wrote down, and the check of their signatures."""
import base64
import hashlib
import hmac
import json
import os
import time


def lines(path):
    """Of a file that somebody is writing: what of its last line is not there yet is left for the next time."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read().split("\n")[:-1]


def signed(delivery, secret):
    """Whether one of the signatures is the one that Standard Webhooks 1.0.0 asks for."""
    headers = delivery["headers"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f'{headers.get("webhook-id")}.{headers.get("webhook-timestamp")}.{delivery["body"]}'
    right = base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(one, f"v1,{right}") for one in given)


def timely(delivery):
    return abs(delivery["time"] - int(delivery["headers"].get("webhook-timestamp", 0))) <= 300


class Ear:
    def __init__(self, path):
        self.path = path
        self.heard = set()

    def deliveries(self):
        return [json.loads(line) for line in lines(self.path)] if self.path else []

    def listen(self, event, path, secret, fits, seconds):
        """The first delivery not heard before that is signed and fits, and else why there is none."""
        deadline = time.monotonic() + seconds
        while True:
            why = "nothing came"
            for index, delivery in enumerate(self.deliveries()):
                if index in self.heard or (path and delivery["path"] != path):
                    continue
                payload = json.loads(delivery["body"])
                if payload.get("type") != event:
                    continue
                why = self.wrong(delivery, payload, secret, fits)
                if why is None:
                    self.heard.add(index)
                    return delivery, None
            if time.monotonic() >= deadline:
                return None, why
            time.sleep(0.05)

    @staticmethod
    def wrong(delivery, payload, secret, fits):
        if not signed(delivery, secret):
            return "its signature is not ours"
        if not timely(delivery):
            return "its timestamp is not the time of the attempt"
        return fits(payload)
