#!/usr/bin/python3
"""What the pages say to type can be typed, and what they show as the answer comes.

Stage: database api courier receiver mail nginx

Each page of PAGES is read from top to bottom. Its ```sh blocks run in one shell,
in an empty folder that holds db/, nginx/ and src/ of the sources, after the main story
was told, as ./dev up does it. A block that is followed by a ```json block has to print
JSON with those members; a text there may hold "…", which stands for anything.
A reply of 400 and above is a fault, unless that JSON has its status. What
cannot run here, such as apt-get, stands in ```console blocks.
"""
import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from playing import tap  # noqa: E402

TOP = os.environ["STAGE_TOP"]
RUN = os.environ["STAGE_DIR"]
PAGES = ["README.md", "docs/tutorial/first-hour.md", "docs/how-to/install.md",
         "docs/how-to/open-a-city.md", "docs/how-to/import-skills.md",
         "docs/how-to/connect-a-partner.md", "docs/how-to/import-activities.md",
         "docs/how-to/show-the-offer.md", "docs/how-to/harvest-the-offer.md",
         "docs/how-to/embed-the-offer.md",
         "docs/how-to/verify-an-award.md", "docs/how-to/share-an-award.md",
         "docs/how-to/take-a-badge-to-a-wallet.md", "docs/how-to/move-badges.md",
         "docs/how-to/endorse-a-badge.md", "docs/how-to/replace-an-award.md",
         "docs/how-to/give-a-badge-a-picture.md",
         "docs/how-to/sign-in-with-citylearn.md",
         "docs/how-to/invite-members.md", "docs/how-to/operate.md"]

# The pages say http://localhost:8080 and, for the operator, 127.0.0.1:8081.
CURL = """#!/bin/sh
socket=$STAGE_SOCKET
case "$*" in *127.0.0.1:8081*) socket=$STAGE_OPERATIONS ;; esac
status=0
"$REAL_CURL" --unix-socket "$socket" ${MAY_FAIL---fail-with-body} "$@" || status=$?
[ "$status" = 0 ] || echo "curl ended with $status: $*" >>"$FAULTS"
exit $status
"""


@dataclasses.dataclass
class Block:
    line: int
    text: str
    answer: object = None  # the JSON that is shown below it


def read_blocks(page):
    """The sh blocks of a page, each with the json block that is the next one after it."""
    blocks, fence, lines, start, last = [], None, [], 0, None
    with open(os.path.join(TOP, page), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            mark = re.match(r"```(\w*)\s*$", line)
            if fence is None and mark:
                fence, lines, start = mark[1] or "text", [], number
            elif fence is not None and mark:
                text = "".join(lines)
                if fence == "sh":
                    blocks.append(Block(start, text))
                elif fence == "json" and last == "sh":
                    blocks[-1].answer = json.loads(text)
                last, fence = fence, None
            else:
                lines.append(line)
    return blocks


def misfit(got, want, where="the answer"):
    """Where `got` lacks what is shown, or None. Of a list each shown item is looked for in its place."""
    if isinstance(want, dict) and isinstance(got, dict):
        for name, value in want.items():
            if name not in got:
                return f"{where} has no {name}"
            found = misfit(got[name], value, f"{where}, {name}")
            if found:
                return found
        return None
    if isinstance(want, list) and isinstance(got, list):
        if len(got) < len(want):
            return f"{where} has {len(got)} items, not {len(want)}"
        return next(filter(None, (misfit(*pair, where) for pair in zip(got, want))), None)
    if isinstance(want, str) and isinstance(got, str) and "…" in want:
        pattern = ".*".join(re.escape(part) for part in want.split("…"))
        return None if re.fullmatch(pattern, got, re.DOTALL) else f"{where} is {got!r}, not {want!r}"
    return None if got == want else f"{where} is {got!r}, not {want!r}"


def expects_problem(block):
    return isinstance(block.answer, dict) and block.answer.get("status", 0) in range(400, 600)


def session(folder, blocks):
    """One script of all blocks: each leaves its output, and a mark when it came to its end."""
    lines = ["set -eu"]
    for n, block in enumerate(blocks):
        with open(os.path.join(folder, f".block-{n}"), "w", encoding="utf-8") as file:
            file.write(block.text)
        lines += ["export MAY_FAIL=" if expects_problem(block) else "unset MAY_FAIL",
                  f"export FAULTS={folder}/.faults-{n}",
                  f". {folder}/.block-{n} >{folder}/.out-{n} 2>{folder}/.err-{n}",
                  f": >{folder}/.done-{n}"]
    return "\n".join(lines) + "\n"


def content(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def fault_of(folder, n, block):
    out, err = content(f"{folder}/.out-{n}"), content(f"{folder}/.err-{n}")
    if not os.path.exists(f"{folder}/.done-{n}"):
        if not os.path.exists(f"{folder}/.out-{n}"):
            return "it was not reached"
        return f"it failed\n{err}\n{out}"
    if os.path.exists(f"{folder}/.faults-{n}"):
        return content(f"{folder}/.faults-{n}") + err + out
    if block.answer is None:
        return None
    try:
        found = misfit(json.loads(out), block.answer)
    except json.JSONDecodeError:
        found = "it printed something else than JSON"
    return f"{found}\n{out}{err}" if found else None


def play(plan, page, environment):
    blocks = read_blocks(page)
    folder = os.path.join(RUN, "docs-" + os.path.basename(page))
    os.mkdir(folder)
    for name in ("db", "nginx", "src"):
        os.symlink(os.path.join(TOP, name), os.path.join(folder, name))
    try:
        subprocess.run(["sh"], input=session(folder, blocks), text=True, cwd=folder, timeout=300,
                       env=environment, capture_output=True, check=False)
    except subprocess.TimeoutExpired:
        print(f"# {page} took too long")
    for n, block in enumerate(blocks):
        title = next((line for line in block.text.splitlines() if line.strip()), "")
        plan.holds(f"{page}, line {block.line}: {title[:60]}", fault_of(folder, n, block))


def surroundings():
    """As a reader has it, but with a curl that reaches the stage."""
    tools = os.path.join(RUN, "docs-tools")
    os.mkdir(tools)
    with open(os.path.join(tools, "curl"), "w", encoding="utf-8") as file:
        file.write(CURL)
    os.chmod(file.name, 0o755)
    return os.environ | {"REAL_CURL": shutil.which("curl"), "RUN": RUN,
                         "PATH": tools + ":" + os.environ["PATH"]}


def tell_story():
    """What ./dev up has in its database when it says that it is up."""
    told = subprocess.run([os.path.join(TOP, "tests/e2e/play"), os.path.join(TOP, "tests/e2e/main-story.http")],
                          capture_output=True, text=True, check=False)
    faults = [line for line in told.stdout.splitlines() if line.startswith("not ok")]
    return "\n".join(faults) or (told.stderr if told.returncode else None)


def dead_links(page):
    """Links of a page to files that are not there."""
    folder = os.path.dirname(os.path.join(TOP, page))
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", content(os.path.join(TOP, page)))
    return [link for link in links
            if "://" not in link and not os.path.exists(os.path.join(folder, link))]


def pages():
    found = [name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
             if os.path.exists(os.path.join(TOP, name))]
    for folder, _, files in sorted(os.walk(os.path.join(TOP, "docs"))):
        found += [os.path.relpath(os.path.join(folder, name), TOP)
                  for name in sorted(files) if name.endswith(".md")]
    return found


def main():
    missing = [name for name in ("curl", "jq", "openssl") if shutil.which(name) is None]
    if missing:
        print(f"1..0 # SKIP {' and '.join(missing)} cannot be found")
        return
    plan = tap.Plan()
    plan.holds("the story that the pages go on from", tell_story())
    environment = surroundings()
    for page in PAGES:
        play(plan, page, environment)
    unlisted = [page for page in pages() if page not in PAGES and read_blocks(page)]
    plan.holds("no page with commands is left out", ", ".join(unlisted))
    plan.holds("links lead somewhere",
               "\n".join(f"{page}: {link}" for page in pages() for link in dead_links(page)))
    plan.end()


main()
