#!/usr/bin/python3
"""The reference pages say what the program and its database say of themselves.

Stage: database
"""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
from playing import tap  # noqa: E402

TOP = os.environ["STAGE_TOP"]


def page(name):
    with open(os.path.join(TOP, "docs/reference", name), encoding="utf-8") as file:
        return file.read()


def source(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        return file.read()


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def rows(query):
    return [line.split("|") for line in output("psql", "-qXAt", "-c", query).splitlines()]


def missing(text, wanted):
    return "\n".join(one for one in wanted if one not in text)


def missing_rows(text, wanted):
    """Of tables: what stands between the bars, without marks."""
    plain = [[cell.strip().strip("`") for cell in line.strip("|").split(" |")]
             for line in text.splitlines() if line.startswith("|")]
    return "\n".join(" ".join(row) for row in wanted if not any(line[:len(row)] == row for line in plain))


def table(path, name):
    """The rows of a table of macros, each as its words and texts."""
    pattern = rf'^{name}\((.*)\)$'
    return [[cell.strip().strip('"').replace('\\"', '"')
             for cell in re.findall(r'\s*("(?:[^"\\]|\\.)*"|[^,"]+),?', line)]
            for line in re.findall(pattern, source(path), re.MULTILINE)]


def problems():
    text = page("problems.md")
    told = table("src/base/problem.def", "PROBLEM")
    return missing(text, [f"### {slug}\n**{status}** {title}." for _, status, slug, title, _ in told] +
                   [f"*Way out:* {way_out}" for *_, way_out in told])


def settings():
    return missing_rows(page("settings.md"), [row[:2] for row in table("src/base/settings.def", "SETTING")])


def routes():
    wanted = []
    for line in output("citylearn", "routes").splitlines():
        method, path, who, scope, role, what = line.split(None, 5)
        wanted.append([method, path, who, scope.strip("-"), role.strip("-"), what.strip()])
    return missing_rows(page("roles.md"), wanted)


def roles():
    told = re.search(r"<!-- citylearn roles -->\n(.*)<!-- end -->", page("roles.md"), re.DOTALL)
    return "" if told and told[1] == output("citylearn", "roles") else "between its marks stands something else"


def commands():
    text = page("commands.md")
    names = [line[2:18].strip() for line in output("citylearn", "help").splitlines() if line.startswith("  ")]
    found = []
    for name in names:
        usage, about, *options = output("citylearn", "help", *name.split()).splitlines()
        found += [f"## {name}\n`{usage}`\n\n{about}"]
        found += [re.match(r" +(--[a-z-]+)", option)[1] for option in options]
    return missing(text, found)


def events():
    return missing_rows(page("events.md"), rows("SELECT name FROM event_type"))


def states():
    text = page("states.md")
    faults = []
    for noun in ("organisation", "activity", "badge", "invitation", "endpoint", "job"):
        part = text.split(f"## {noun.capitalize()}\n")[1].split("\n## ")[0]
        wanted = rows(f"SELECT state, action, next_state FROM transition WHERE noun = '{noun}'")
        faults.append(missing_rows(part, wanted))
        faults += [] if part.count("\n| ") == len(wanted) else [f"{noun}: other transitions"]
    faults += [noun for noun, in rows("SELECT DISTINCT noun FROM transition")
               if f"## {noun.capitalize()}\n" not in text]
    return "\n".join(filter(None, faults))


def main():
    plan = tap.Plan()
    plan.holds("problems.md has each problem's status, title and way out", problems())
    plan.holds("settings.md has each setting and what it usually is", settings())
    plan.holds("roles.md has each address and who may use it", routes())
    plan.holds("roles.md has what each role may, and nothing else", roles())
    plan.holds("commands.md has each command and its options", commands())
    plan.holds("events.md has each type of event", events())
    plan.holds("states.md has each transition, and no other", states())
    plan.end()


main()
