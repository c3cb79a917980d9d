#!/usr/bin/python3
"""Health and figures are for the operator, on a listener of their own; a busy caller is slowed down.

Stage: database api nginx
"""
import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from playing import scene, tap  # noqa: E402

LIMIT = 6000


def health(plan, operator):
    for path in ("/health/live", "/health/ready"):
        reply = operator.ask("GET", path)
        plan.same(f"{path} says that all is well", (reply.status, reply.json()), (200, {"status": "ok"}))
    for path in ("/v1", "/v1/cities", "/oauth2/token", "/problems/not_found", "/"):
        plan.same(f"{path} is not there for the operator", operator.ask("GET", path).status, 404)


def not_for_the_public(plan, public):
    for path in ("/metrics", "/health/live", "/health/ready", "/health", "/metrics/", "//metrics", "/%6detrics"):
        reply = public.ask("GET", path)
        plan.same(f"{path} is not there for the public", reply.status, 404)
        plan.holds("and that is a problem", scene.problem_fault(reply))


def figures(operator):
    """{name{labels}: value} of what /metrics says now."""
    reply = operator.ask("GET", "/metrics")
    lines = reply.body.decode().splitlines()
    return reply, dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


def metrics(plan, operator, public):
    before = figures(operator)[1]
    for _ in range(3):
        public.ask("GET", "/v1/cities/atlantis")
    public.ask("FOO", "/v1/cities")
    reply, after = figures(operator)
    name = 'citylearn_http_requests_total{method="GET",route="/v1/cities/{city*}",status="4xx"}'
    plan.same("requests are counted by route and status",
              int(after.get(name, 0)) - int(before.get(name, 0)), 3)
    plan.same("the database is up", after.get("citylearn_database_up"), "1")
    plan.same("they come as Prometheus reads them", reply.headers["Content-Type"],
              "text/plain; version=0.0.4")
    fell = [name for name in before if "_total" in name and float(after[name]) < float(before[name])]
    plan.same("no counter falls", fell, [])
    text = reply.body.decode()
    people = [word for word in ("@", "eyJ", "klaipeda") if word in text]
    plan.same("no address, token or name stands in them", people, [])
    judge(plan, reply.body)


def judge(plan, text):
    if not shutil.which("promtool"):
        print("# promtool is not there: apt-get install prometheus")
        return
    said = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, check=False)
    plan.holds("promtool finds nothing to say", (said.stdout + said.stderr).decode()
               or (said.returncode and f"it ended with {said.returncode}"))


def slowed_down(plan, public):
    token, other = (subprocess.run(["citylearn", "token", "--person", address], stdout=subprocess.PIPE,
                                   text=True, check=True).stdout.strip()
                    for address in ("busy@example.net", "calm@example.net"))
    reply = public.ask("GET", "/v1/me", token=token)
    plan.same("the limit is told", reply.headers["RateLimit-Limit"], str(LIMIT))
    plan.same("and what is left", int(reply.headers["RateLimit-Remaining"]), LIMIT - 1)
    # The minute may turn meanwhile, and the count with it; on a busy machine more than once.
    for _ in range(6 * LIMIT):
        reply = public.ask("GET", "/v1/me", token=token)
        if reply.status != 200:
            break
    found = reply.json()
    plan.same("who asks too much is told to wait", (reply.status, found.get("code")), (429, "rate_limited"))
    plan.holds("as a problem", scene.problem_fault(reply))
    plan.same("for as long as the minute lasts", (reply.headers["Retry-After"], reply.headers["RateLimit-Remaining"]),
              (reply.headers["RateLimit-Reset"], "0"))
    plan.same("others are not", public.ask("GET", "/v1/me", token=other).status, 200)
    plan.same("nor who has no token", public.ask("GET", "/v1/cities").status, 200)


def main():
    plan = tap.Plan()
    operator, public = scene.Line(os.environ["STAGE_OPERATIONS"]), scene.Line()
    health(plan, operator)
    not_for_the_public(plan, public)
    metrics(plan, operator, public)
    slowed_down(plan, public)
    plan.end()


main()
