"""What was kept under a name, put in and taken out; and whether a reply fits."""
import datetime
import json
import re

INSERTED = re.compile(r"\{([a-z][\w.-]*?)\}")
MOMENT = re.compile(r"\{(today|now)(?:([+-]\d+)([smhd]?))?\}")
KEPT = re.compile(r"\{([a-z][\w.-]*)=\}")
TODAY = datetime.datetime.now(datetime.timezone.utc)  # of a whole story, though midnight comes meanwhile
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "": "days"}


class Unknown(Exception):
    """A name that nothing was kept under."""


def moment(found):
    when = TODAY if found[1] == "today" else datetime.datetime.now(datetime.timezone.utc)
    if found[2]:
        when += datetime.timedelta(**{UNITS[found[3]]: int(found[2])})
    return when.strftime("%Y-%m-%d" if found[1] == "today" else "%Y-%m-%dT%H:%M:%SZ")


def insert(text, names, quoted=False):
    """`quoted`: the text is JSON, so a value's own quotes and backslashes are escaped."""
    def value(found):
        if found[1] not in names:
            raise Unknown(f"nothing was kept as {{{found[1]}}}")
        kept = names[found[1]]
        if not isinstance(kept, str):
            return json.dumps(kept)
        return json.dumps(kept, ensure_ascii=False)[1:-1] if quoted else kept
    return INSERTED.sub(value, MOMENT.sub(moment, text))


def fits_text(want, got, names):
    """A text in which "{name=}" stands for anything, which is kept."""
    if want == "*":
        return True
    pattern, at = "", 0
    for found in KEPT.finditer(want):
        pattern += re.escape(want[at:found.start()]) + f"(?P<{found[1]}>.+?)"
        at = found.end()
    match = re.fullmatch(pattern + re.escape(want[at:]), got, re.DOTALL)
    if match:
        names.update(match.groupdict())
    return bool(match)


def misfit(want, got, names, where=""):
    """Why `got` does not fit, or None. What does fit on the way is kept."""
    here = where or "the reply"
    if want == "*":
        return None if got is not None else f"{here} is null"
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return f"{here} is {shown(got)}, not an object"
        return misfit_members(want, got, names, where)
    if isinstance(want, list):
        if not isinstance(got, list):
            return f"{here} is {shown(got)}, not a list"
        return misfit_items(want, got, names, where)
    if isinstance(want, str) and KEPT.fullmatch(want):
        names[KEPT.fullmatch(want)[1]] = got
        return None if got is not None else f"{here} is null"
    if isinstance(want, str) and isinstance(got, str):
        return None if fits_text(want, got, names) else f"{here} is {shown(got)}, not {shown(want)}"
    same = want == got and isinstance(want, bool) == isinstance(got, bool)
    return None if same else f"{here} is {shown(got)}, not {shown(want)}"


def misfit_members(want, got, names, where):
    for name, value in want.items():
        if value == "absent":
            if name in got:
                return f"{where}/{name} is there: {shown(got[name])}"
            continue
        if name not in got:
            return f"{where}/{name} is missing"
        why = misfit(value, got[name], names, f"{where}/{name}")
        if why:
            return why
    return None


def misfit_items(want, got, names, where):
    may_go_on = bool(want) and want[-1] == "..."
    want = want[:-1] if may_go_on else want
    if len(got) < len(want) or (len(got) > len(want) and not may_go_on):
        return f"{where or 'the reply'} has {len(got)} items, not {len(want)}"
    for index, value in enumerate(want):
        why = misfit(value, got[index], names, f"{where}/{index}")
        if why:
            return why
    return None


def shown(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else text[:200] + "..."
