"""Holds replies against the OpenAPI document, and every reply against the house rules."""
import json
import os
import re
import urllib.parse
import warnings

import jsonschema

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from jsonschema import RefResolver

# What nginx may answer to any request before a worker sees it.
NGINX = {"408", "413", "414", "429", "431", "502", "504", "505"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

formats = jsonschema.FormatChecker()
formats.checks("date-time")(lambda text: not isinstance(text, str) or bool(TIME.fullmatch(text)))


def read(path, seen=None):
    if not path or not os.path.exists(path):
        return Contract(None, None)
    with open(path, encoding="utf-8") as file:
        return Contract(json.load(file), seen)


def pointer(*parts):
    return "#/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)


class Contract:
    def __init__(self, document, seen):
        self.document, self.seen = document, seen
        self.routes = []
        if document:
            self.resolver = RefResolver("", document)
            servers = document.get("servers") or [{"url": ""}]
            self.prefix = urllib.parse.urlsplit(servers[0]["url"]).path.rstrip("/")
            self.routes = [(re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(self.prefix + path))),
                            path) for path in document["paths"]]
            # A literal segment wins over one that stands for anything.
            self.routes.sort(key=lambda route: route[1].count("{"))

    def broken(self, method, target, body, headers, reply):
        return (house_rules(target, reply)
                or (self.document and self.strays(method, target, body, headers, reply)) or None)

    def route(self, path):
        return next((found for pattern, found in self.routes if pattern.fullmatch(path)), None)

    def strays(self, method, target, body, headers, reply):
        split = urllib.parse.urlsplit(target)
        path = self.route(split.path)
        operation = path and self.document["paths"][path].get(method.lower())
        if not operation:
            # HEAD is GET without its body; nobody lists it.
            if method in ("HEAD", "OPTIONS") or reply.status >= 400 or not split.path.startswith("/v1"):
                return None
            return f"the OpenAPI document has no {method} {split.path}"
        self.remember(method, path, reply.status)
        return (self.strays_reply(path, method.lower(), operation, split.query, reply)
                or (reply.status < 400 and not rejected(reply)
                    and self.strays_request(path, method.lower(), operation, split.query, body, headers))
                or None)

    def strays_reply(self, path, method, operation, query, reply):
        status = str(reply.status)
        if status not in operation["responses"]:
            return None if status in NGINX else \
                f"the OpenAPI document has no {status} for {method.upper()} {path}"
        place = self.resolve(pointer("paths", path, method, "responses", status))
        content = place[1].get("content") or {}
        if not reply.body or reply.status == 304:
            return None
        if reply.type not in content:
            return f"{status} of {path} is documented as {sorted(content)}, not {reply.type}"
        if not reply.type.endswith("json") or "schema" not in content[reply.type]:
            return None
        where = place[0] + "/content/" + reply.type.replace("/", "~1") + "/schema"
        return self.invalid(where, reply.json(), f"the reply {status} of {path}",
                            "required" if "fields=" in query else None)

    def strays_request(self, path, method, operation, query, body, headers):
        parameters = [self.resolved(one) for one in
                      self.document["paths"][path].get("parameters", []) + operation.get("parameters", [])]
        known = {one["name"] for one in parameters if one["in"] == "query"}
        for name, _ in urllib.parse.parse_qsl(query, keep_blank_values=True):
            if name not in known:
                return f"the OpenAPI document has no parameter {name} for {path}"
        kind = headers.get("Content-Type", "")
        if body is None or not kind.endswith(("/json", "+json")):
            return None
        where, found = self.resolve(pointer("paths", path, method, "requestBody")) \
            if "requestBody" in operation else (None, {})
        if kind not in found.get("content", {}):
            return f"the OpenAPI document has no body of {kind} for {method.upper()} {path}"
        where += "/content/" + kind.replace("/", "~1") + "/schema"
        return self.invalid(where, json.loads(body), f"the accepted request to {path}")

    def resolved(self, value):
        return self.resolve(value["$ref"])[1] if "$ref" in value else value

    def resolve(self, place):
        """Follows references; answers where the thing itself stands, and the thing."""
        _, found = self.resolver.resolve(place)
        return self.resolve(found["$ref"]) if "$ref" in found else (place, found)

    def invalid(self, where, value, what, but=None):
        """The first fault; `but`: a keyword that does not count, as where fields= leaves members out."""
        judge = jsonschema.Draft202012Validator({"$ref": where}, resolver=self.resolver,
                                                format_checker=formats)
        faults = (one for one in judge.iter_errors(value) if one.validator != but)
        fault = min(faults, key=lambda one: len(one.path), default=None)
        if fault is None:
            return None
        place = "/" + "/".join(str(part) for part in fault.absolute_path)
        return f"{what} strays from the OpenAPI document at {place}: {fault.message[:300]}"

    def remember(self, method, path, status):
        if self.seen:
            with open(self.seen, "a", encoding="utf-8") as file:
                file.write(f"{method} {self.prefix}{path} {status}\n")


def rejected(reply):
    """How many items of a batch did not fit: it is answered, and yet was no documented request."""
    found = reply.json()
    return found.get("counts", {}).get("rejected") if isinstance(found, dict) else None


def house_rules(target, reply):
    """What holds for every reply, documented or not."""
    request = reply.headers.get("X-Request-Id")
    if not request:
        return "X-Request-Id is missing"
    if target.startswith("/v1") and "API-Version" not in reply.headers:
        return "API-Version is missing"
    if reply.headers.get("X-Content-Type-Options") != "nosniff":
        return "X-Content-Type-Options is missing"
    for name in ("Content-Type", "ETag", "Cache-Control", "X-Request-Id", "API-Version", "Retry-After"):
        if len(reply.headers.get_all(name, [])) > 1:
            return f"{name} is sent more than once"
    oauth = target.startswith(("/oauth2/", "/ims/", "/openid4vci/"))
    usual = "text/html" if target.startswith(("/a/", "/b/", "/badges/", "/issuers/", "/embed/")) else "application/problem+json"
    if reply.status == 410 and target.startswith("/ob2/"):
        usual = reply.type  # Open Badges 2.0 says there that an award was revoked
    if reply.status >= 400 and reply.body and not oauth and reply.type != usual:
        return f"an error came as {reply.type}"
    if reply.type != "application/problem+json" or not reply.body:
        return None
    problem = reply.json()
    missing = [name for name in ("type", "title", "status", "detail", "instance", "code", "requestId")
               if name not in problem]
    if missing:
        return f"the problem does not say its {missing[0]}"
    if problem["status"] != reply.status or problem["requestId"] != request:
        return "the problem speaks of another status or request"
    return None
