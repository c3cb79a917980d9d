#!/usr/bin/python3
"""What callers should not send, case by case: each is refused as a problem, none breaks anything.

Stage: database api nginx
"""
import json
import sys
import time

sys.dont_write_bytecode = True
from playing import raw, scene, tap  # noqa: E402

NONE = "019f0000-0000-7000-8000-000000000000"
GOOD = {"learningForm": "formal", "mode": "online", "type": "course", "category": "languages"}


def deep(depth):
    return b'{"title":' + b"[" * depth + b"]" * depth + b"}"


def titled(literal):
    """A body whose title is these bytes, as they are."""
    return json.dumps(GOOD)[:-1].encode() + b',"title":' + literal + b"}"


# What it is, method, address, headers, status, code. {library} and the like are put in.
ADDRESSES = [
    ("an address that is not there", "GET", "/v1/nothing", {}, 404, "not_found"),
    ("a method that is not known", "FOO", "/v1/cities", {}, 501, "not_implemented"),
    ("a method with a long name", "A" * 200, "/v1/cities", {}, 501, "not_implemented"),
    ("a method that is not for here", "PATCH", "/v1/cities", {}, 405, "wrong_method"),
    ("line ends in a path", "GET", "/v1/cities/%0d%0aX-Evil:%20yes", {}, 404, "not_found"),
    ("doubled slashes", "GET", "//v1//cities", {}, 404, "not_found"),
    ("an id that is none", "GET", "/v1/activities/abc", {}, 404, "not_found"),
    ("an id of 2^64", "GET", "/v1/activities/18446744073709551616", {}, 404, "not_found"),
    ("an id in quotes", "GET", "/v1/activities/'%20or%201=1--", {}, 404, "not_found"),
    ("an id in braces", "GET", "/v1/activities/%7B019f0000-0000-7000-8000-000000000000%7D", {}, 404, "not_found"),
    ("a slug that is not UTF-8", "GET", "/v1/cities/%ff%fe", {}, 404, "not_found"),
    ("a slug of 4,000 letters", "GET", "/v1/cities/" + "a" * 4000, {}, 404, "not_found"),
    ("only XML is accepted", "GET", "/v1/cities", {"Accept": "text/xml"}, 406, "not_acceptable"),
    ("nothing is accepted", "GET", "/v1/cities", {"Accept": "*/*;q=0"}, 406, "not_acceptable"),
    ("a stranger's headers change nothing", "GET", "/v1/me",
     {"X_User_Id": NONE, "X-User-Id": NONE, "X-Forwarded-For": "1.2.3.4", "Proxy": "http://evil.example"},
     401, "unauthenticated"),
    ("another method in a header", "GET", f"/v1/activities/{NONE}", {"X-HTTP-Method-Override": "DELETE"},
     404, "not_found"),
    ("an expectation that nobody meets", "GET", "/v1/nothing", {"Expect": "foo"}, 404, "not_found"),
    ("five hundred ranges", "GET", "/v1/nothing",
     {"Range": "bytes=" + ",".join(f"{n}-{n}" for n in range(500))}, 404, "not_found"),
    ("a cursor of NUL bytes", "GET", "/v1/cities?cursor=%00%00", {}, 400, None),
    ("a parameter that is not UTF-8", "GET", "/v1/activities?q=%ff%fe%fd", {}, 400, "bad_input"),
    ("a parameter with NUL", "GET", "/v1/activities?q=ab%00cd", {}, 400, "bad_input"),
    ("a broken escape in a parameter", "GET", "/v1/activities?q=%zz%", {}, None, None),
    ("a parameter without a name", "GET", "/v1/activities?=x", {}, 400, "bad_input"),
    ("a parameter with an odd name", "GET", "/v1/activities?%00%0d%0a=x", {}, 400, "bad_input"),
    ("a thousand parameters", "GET", "/v1/activities?" + "&".join(f"p{n}=1" for n in range(500)), {}, 400, "bad_input"),
    ("the same filter twice", "GET", "/v1/activities?city=a1&city=b2", {}, 400, "bad_input"),
    ("an order that is none", "GET", "/v1/activities?sort=password_hash", {}, 400, "bad_input"),
    ("limit=0", "GET", "/v1/activities?limit=0", {}, 400, "bad_input"),
    ("limit=-1", "GET", "/v1/activities?limit=-1", {}, 400, "bad_input"),
    ("limit=101", "GET", "/v1/activities?limit=101", {}, 400, "bad_input"),
    ("limit=1e3", "GET", "/v1/activities?limit=1e3", {}, 400, "bad_input"),
    ("limit=0x10", "GET", "/v1/activities?limit=0x10", {}, 400, "bad_input"),
    ("limit=", "GET", "/v1/activities?limit=", {}, 400, "bad_input"),
    ("limit=2^64", "GET", "/v1/activities?limit=18446744073709551616", {}, 400, "bad_input"),
    ("a time that is infinity", "GET", "/v1/activities?startsAfter=infinity", {}, 400, "bad_input"),
    ("the year 294277", "GET", "/v1/activities?startsAfter=294277-01-01T00:00:00Z", {}, 400, "bad_input"),
    ("the 30th of February", "GET", "/v1/activities?startsAfter=2024-02-30T00:00:00Z", {}, 400, "bad_input"),
    ("a time without an offset", "GET", "/v1/activities?startsAfter=2027-01-01T00:00:00", {}, 400, "bad_input"),
    ("an offset of a hundred hours", "GET", "/v1/activities?startsAfter=2027-01-01T00:00:00%2B99:99", {},
     400, "bad_input"),
    ("a point beyond the pole", "GET", "/v1/activities?near=90.1,0", {}, 400, "bad_input"),
    ("a point in hexadecimal", "GET", "/v1/activities?near=0x1p3,0", {}, 400, "bad_input"),
    ("a point of nothing", "GET", "/v1/activities?near=,", {}, 400, "bad_input"),
    ("a radius of 2^53", "GET", "/v1/activities?near=0,0&radius=9007199254740992", {}, 400, "bad_input"),
    ("a language of 40 letters", "GET", "/v1/cities?lang=" + "a" * 40, {}, 400, "bad_input"),
    ("a hundred members to show", "GET", "/v1/cities?fields=" + ",".join(["id"] * 100), {}, 400, "bad_input"),
]

# What is sent where JSON is expected: the bytes, the status, the code, and the code of the first error.
BODIES = [
    ("nothing", b"", "bad_syntax"),
    ("a body that breaks off", b'{"a":', "bad_syntax"),
    ("bytes after it", b"{} x", "bad_syntax"),
    ("two documents", b"{}{}", "bad_syntax"),
    ("a byte order mark", b"\xef\xbb\xbf{}", None),
    ("a comment", b"{/* a */}", "bad_syntax"),
    ("single quotes", b"{'a':1}", "bad_syntax"),
    ("a comma at the end", b'{"a":1,}', "bad_syntax"),
    ("NaN", titled(b"NaN"), "bad_syntax"),
    ("-Infinity", titled(b"-Infinity"), "bad_syntax"),
    ("01", titled(b"01"), "bad_syntax"),
    ("+1", titled(b"+1"), "bad_syntax"),
    ("0x10", titled(b"0x10"), "bad_syntax"),
    ("1.", titled(b"1."), "bad_syntax"),
    (".5", titled(b".5"), "bad_syntax"),
    ("1e", titled(b"1e"), "bad_syntax"),
    ("True", titled(b"True"), "bad_syntax"),
    ("a raw control character", titled(b'"a\x01b"'), None),
    ("a raw line end", titled(b'"a\nb"'), None),
    ("\\x41", titled(b'"\\x41"'), "bad_syntax"),
    ("half a surrogate pair", titled(b'"\\ud800"'), None),
    ("a surrogate pair the wrong way round", titled(b'"\\udc00\\ud800"'), None),
    ("the byte FF", titled(b'"\xff"'), "bad_encoding"),
    ("an overlong slash", titled(b'"\xc0\xaf"'), "bad_encoding"),
    ("an encoded surrogate", titled(b'"\xed\xa0\x80"'), "bad_encoding"),
    ("beyond Unicode", titled(b'"\xf5\x80\x80\x80"'), "bad_encoding"),
    ("a letter that breaks off", titled(b'"\xc4"'), "bad_encoding"),
    ("a name twice", b'{"title":"a","title":"b"}', "doubled_name"),
    ("a name twice, once escaped", b'{"title":"a","\\u0074itle":"b"}', "doubled_name"),
    ("\\u0000 in a value", titled(b'"a\\u0000b"'), "nul_character"),
    ("\\u0000 in a name", b'{"a\\u0000b":1}', "nul_character"),
    ("a raw NUL", titled(b'"a\0b"'), None),
    ("a depth of 33", deep(33), "too_deep"),
    ("a depth of 200,000", deep(200000), "too_deep"),
    ("200,001 values", b'{"a":[' + b"1," * 200001 + b"1]}", "too_many"),
    ("513 members", b"{" + b",".join(b'"a%d":1' % n for n in range(513)) + b"}", "too_many"),
    ("a name of 64 kB", b'{"' + b"a" * 65536 + b'":1}', None),
    ("1e999", titled(b"1e999"), None),
    ("2^53", titled(b"9007199254740992"), None),
    ("thirty digits", titled(b"1" * 30), None),
]

# What a field may not hold: the members instead of the good ones, and which pointer is named.
FIELDS = [
    ("a missing field", {"category": ...}, "/category", "required"),
    ("null for what is required", {"category": None}, "/category", "wrong_type"),
    ("a text for a number", {"capacity": "5"}, "/capacity", "wrong_type"),
    ("a number for a text", {"title": 5}, "/title", "wrong_type"),
    ("a list for a text", {"title": ["a"]}, "/title", "wrong_type"),
    ("an object for a list", {"sessions": {}}, "/sessions", "wrong_type"),
    ("yes for a truth", {"publish": "yes"}, "/publish", "wrong_type"),
    ("an empty text", {"title": ""}, "/title", None),
    ("a title of 201 letters", {"title": "a" * 201}, "/title", "too_long"),
    ("a title of a thousand marks", {"title": "a" + "\u0301" * 199}, "/title", "bad_format"),
    ("a title that nobody sees", {"title": "\u200b \u2060\u3000"}, "/title", None),
    ("a title that turns the writing", {"title": "abc\u202egnp.exe"}, "/title", "bad_format"),
    ("a title with a bell", {"title": "a\u0007"}, "/title", "bad_format"),
    ("half a number for a count", {"capacity": 1.5}, "/capacity", "wrong_type"),
    ("2^53 - 1 for a count", {"capacity": 2 ** 53 - 1}, "/capacity", "too_large"),
    ("-0 for a count", {"capacity": -0.0}, "/capacity", "too_small"),
    ("the 30th of February", {"visibleFrom": "2024-02-30T00:00:00Z"}, "/visibleFrom", "bad_format"),
    ("the year 294277", {"visibleFrom": "294277-01-01T00:00:00Z"}, "/visibleFrom", "bad_format"),
    ("infinity", {"visibleFrom": "infinity"}, "/visibleFrom", "bad_format"),
    ("an address that is none", {"onlineUrl": "javascript:alert(1)"}, "/onlineUrl", "bad_format"),
    ("an address with a user", {"onlineUrl": "https://user:word@x.example/"}, "/onlineUrl", "bad_format"),
    ("an address with a line end", {"onlineUrl": "https://x.example/\r\nX: y"}, "/onlineUrl", "bad_format"),
    ("a latitude of 91", {"place": {"name": "P", "lat": 91, "lon": 0}}, "/place/lat", "too_large"),
    ("an amount of three digits", {"price": {"amount": "1.000", "currency": "EUR"}}, "/price/amount", "bad_format"),
    ("a negative amount", {"price": {"amount": "-1.00", "currency": "EUR"}}, "/price/amount", "bad_format"),
    ("a word that is not of the list", {"mode": "astral"}, "/mode", "not_in_list"),
    ("a member that is not known", {"titel": "a"}, "/titel", "unknown_field"),
    ("an id", {"id": NONE}, "/id", "unknown_field"),
    ("another's organisation", {"organisation": NONE}, "/organisation", "unknown_field"),
    ("a state", {"state": "published"}, "/state", "unknown_field"),
    ("__proto__", {"__proto__": {"admin": True}}, "/__proto__", "unknown_field"),
    ("a name with slashes and tildes", {"a/b~c": 1}, "/a~1b~0c", "unknown_field"),
    ("201 sessions", {"sessions": [{"startsAt": "2027-01-01T00:00:00Z", "endsAt": "2027-01-01T01:00:00Z"}] * 201},
     "/sessions", "too_long"),
    ("41 languages", {"translations": {f"a{chr(97 + n // 26)}{chr(97 + n % 26)}": {} for n in range(41)}},
     "/translations", "too_long"),
    ("a language that is none", {"translations": {"../": {"title": "a"}}}, "/translations/..~1", None),
    ("an external id of 201 letters", {"externalId": "a" * 201}, "/externalId", "too_long"),
]

EMAILS = ["nobody", "a@", "@example.net", "a@b", "a b@example.net", "a@example.net\r\nBcc: x@example.net",
          "a@[127.0.0.1]", "a@127.0.0.1", "\u0430@example.net", ".a@example.net", "a" * 65 + "@example.net",
          "a@" + "b" * 250 + ".net", "a@example.net,b@example.net", "<a@example.net>"]

# Rules that only the database knows: the members, the status, the code.
RULES = [
    ("a heading that is not there", {"category": "astrology"}, 400, "unknown_category"),
    ("a skill that is not there", {"skills": ["https://x.example/none"]}, 400, "unknown_skill"),
    ("a time zone that is none", {"timeZone": "Mars/Olympus"}, 400, "unknown_time_zone"),
    ("a time zone that is a path", {"timeZone": "../../etc/passwd"}, 400, "unknown_time_zone"),
    ("a language that the city lacks", {"translations": {"ja": {"title": "a"}}}, 400, "unknown_language"),
    ("an end before the start",
     {"sessions": [{"startsAt": "2027-01-01T10:00:00Z", "endsAt": "2027-01-01T09:00:00Z"}]}, 400, "session_ends_first"),
    ("an age range upside down", {"ageMin": 9, "ageMax": 8}, 400, "age_range"),
    ("an external id that is taken", {"externalId": "taken"}, 409, "external_id_taken"),
]


def fault(reply, status, code):
    """Why the reply is not this refusal; a refusal is a problem and never our own fault."""
    if reply.status >= 500 and reply.status != status:
        return f"{reply.status} {reply.body[:300]!r}"
    if reply.status < 400:
        return None if status is None else f"it was taken: {reply.status} {reply.body[:200]!r}"
    if status is not None and reply.status != status:
        return f"{reply.status}, not {status}: {reply.body[:300]!r}"
    return scene.problem_fault(reply) or (code and reply.json()["code"] != code and
                                          f"{reply.json()['code']}, not {code}")


def first_error(reply, pointer=None, code=None):
    first = (reply.json().get("errors") or [{}])[0]
    if (pointer is not None and first.get("pointer") != pointer) or (code and first.get("code") != code):
        return f"the first error is {first}"
    return None


def addresses(plan, line, names):
    for title, method, target, headers, status, code in ADDRESSES:
        reply = line.ask(method, target, **headers)
        plan.holds(title, fault(reply, status, code) or (reply.headers["X-Evil"] and "a header came through"))
    bare = raw.exchange("GET /v1/cities/klaip\u0117da HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    plan.same("letters beyond ASCII in an address", (bare.status, bare.problem()["code"]), (400, "malformed_request"))
    elsewhere = raw.exchange(b"GET http://evil.example/v1/cities HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    plan.same("an address elsewhere is ours, and so are the links",
              (elsewhere.status, b"evil" in elsewhere.body), (200, False))


def bodies(plan, line, names):
    target = f"/v1/organisations/{names['library']}/activities"
    for title, body, code in BODIES:
        began = time.monotonic()
        reply = line.ask("POST", target, body, names["partner"])
        plan.holds(f"JSON with {title}", fault(reply, 400, None) or (code and first_error(reply, None, code)))
        if "200,000" in title:
            print(f"# {(time.monotonic() - began) * 1000:.1f} ms")
    for body in (b"[]", b'"text"', b"7", b"null", b"true"):
        plan.holds(f"JSON that is {body.decode()}",
                   fault(line.ask("POST", target, body, names["partner"]), 400, "bad_input"))
    reply = line.ask("POST", target, b"{" + b" " * (1 << 20) + b"}", names["partner"])
    plan.holds("a body beyond the limit", fault(reply, 413, "too_large"))
    line.close()


def fields(plan, line, names):
    target = f"/v1/organisations/{names['library']}/activities"
    for title, members, pointer, code in FIELDS:
        body = {name: value for name, value in (GOOD | members).items() if value is not ...}
        reply = line.ask("POST", target, body, names["partner"])
        plan.holds(title, fault(reply, 400, "bad_input") or first_error(reply, pointer, code))
    many = line.ask("POST", target, {f"x{n}": 1 for n in range(300)}, names["partner"])
    plan.holds("three hundred unknown members", fault(many, 400, "bad_input")
               or (len(many.json()["errors"]) > 100 and "more than a hundred errors are listed"))


def rules(plan, line, names):
    target = f"/v1/organisations/{names['library']}/activities"
    line.ask("POST", target, GOOD | {"externalId": "taken"}, names["partner"])
    for title, members, status, code in RULES:
        plan.holds(title, fault(line.ask("POST", target, GOOD | members, names["partner"]), status, code))
    for email in EMAILS:
        reply = line.ask("POST", "/v1/awards", {"badge": NONE, "recipient": {"email": email}}, names["partner"])
        plan.holds(f"the address {ascii(email[:40])}", fault(reply, 400, "bad_input") or
                   first_error(reply, "/recipient/email"))
    for words in ("' OR 1=1--", "%%", "__", "\\", "(a+)+$" * 10, "'; DROP TABLE award; --", "{}[]", "a" * 100):
        reply = line.ask("GET", "/v1/activities?" + "q=" + "".join(f"%{byte:02x}" for byte in words.encode()))
        plan.same(f"a search for {words[:30]!r} is a search", (reply.status < 500, reply.status != 200
                  and reply.json()["code"]), (True, False) if len(words) > 1 else (True, "bad_input"))


def preconditions(plan, line, names):
    target = f"/v1/organisations/{names['library']}"
    for title, tag, status, code in [
            ("no If-Match", None, 428, "precondition_required"), ("a stale one", '"999-0"', 412, "precondition_failed"),
            ("one without quotes", "1-0", 412, "precondition_failed"),
            ("an empty one", '""', 412, "precondition_failed"),
            ("one of a negative version", '"-1-0"', 412, "precondition_failed"),
            ("one of 2^64", '"18446744073709551616-0"', 412, "precondition_failed")]:
        reply = line.ask("PATCH", target, {"website": None}, names["director"], If_Match=tag)
        plan.holds(f"{title} in a change", fault(reply, status, code))
    reply = line.ask("PATCH", f"/v1/activities/{NONE}", {"capacity": 1}, names["partner"], If_Match="*")
    plan.holds("* for what is not there", fault(reply, 404, "not_found"))
    for title, key in [("no key", None), ("an empty key", ""), ("a key of 15 letters", "a" * 15),
                       ("a key of 65 letters", "a" * 65), ("a key with a blank", "a" * 8 + " " + "a" * 8),
                       ("a key beyond ASCII", "\u00e9" * 16)]:
        reply = line.ask("POST", f"{target}/badges", {}, names["partner"], Idempotency_Key=key)
        plan.holds(f"{title} where one is needed", fault(reply, 400, "bad_idempotency_key"))


def still_well(plan, line):
    plan.same("after all that the service is well", line.ask("GET", "/v1/health").status, 200)


def main():
    plan = tap.Plan()
    names = scene.set_up()
    for part in (addresses, bodies, fields, rules, preconditions):
        part(plan, scene.Line(), names)
    still_well(plan, scene.Line())
    plan.end()


main()
