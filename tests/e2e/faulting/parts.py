"""Hands on the parts of a stage: whom to kill, whom to stop, what the table holds."""
import os
import pathlib
import pwd
import shlex
import signal
import subprocess
import time

from . import load

RUN = pathlib.Path(os.environ["STAGE_DIR"])
DATA = os.environ["STAGE_DATA"]
LONG = os.environ.get("STAGE_LONG", os.environ.get("LONG")) in ("1", "yes")


class Courier:
    """One of its own, beside or in place of that of the stage."""

    def __init__(self):
        with open(RUN / "couriers.log", "ab") as log:
            self.process = subprocess.Popen(["citylearn-courier"], stderr=log)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


def is_sanitized():
    """Then memory that was let go is held for a while, and system calls are others."""
    program = os.path.join(os.environ["STAGE_BUILD"], "citylearn-api")
    return "san" in subprocess.run(["ldd", program], capture_output=True, text=True, check=False).stdout


def master():
    return int((RUN / "api.pid").read_text())


def workers(of=None):
    """The workers of the api, or of another master, in the order of their birth."""
    of = of or master()
    return [int(pid) for pid in pathlib.Path(f"/proc/{of}/task/{of}/children").read_text().split()]


def until(holds, seconds=30.0):
    """Whether it held within that time, and after how many seconds."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            return None
        time.sleep(0.02)
    return time.monotonic() - began


def kill(pid, how=signal.SIGKILL):
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        pass


def is_there(pid):
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def sql(words):
    return subprocess.run(["psql", "-qXAt", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", words],
                          capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def rows(words):
    return [tuple(line.split("\t")) for line in sql(words).split("\n") if line]


def operations(path):
    """The status of a question to the operator's listener."""
    return load.Connection(os.environ["STAGE_OPERATIONS"]).ask("GET", path).status


def pg_ctl(*words):
    command = ["pg_ctl", f"--pgdata={DATA}", f"--log={RUN}/database.log", "--wait", *words]
    owner = pwd.getpwuid(os.stat(DATA).st_uid).pw_name
    if os.getuid() == 0 and owner != "root":
        command = ["runuser", "-u", owner, "--", *command]
    subprocess.run(command, cwd="/", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60)


def database_options():
    """What the server was started with; pg_ctl adds the place of its data."""
    words = shlex.split(pathlib.Path(DATA, "postmaster.opts").read_text())[1:]
    return shlex.join(words[2:] if words[0] == "-D" else words)


def make_durable():
    """Stages are quick and forget the last moments when the server dies. Not here: then nothing could be lost."""
    sql("ALTER DATABASE citylearn SET synchronous_commit = on")
    terminate("true")
    time.sleep(0.3)
    until(lambda: all(operations("/health/ready") == 200 for _ in range(6)))


def terminate(which):
    sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
        f"AND datname = 'citylearn' AND {which}")


def restart_database():
    pg_ctl("--mode=immediate", f"--options={database_options()}", "restart")


def kill_database():
    """kill -9 of the postmaster; its sessions notice that by themselves, and then it is started again."""
    options = database_options()
    kill(int(pathlib.Path(DATA, "postmaster.pid").read_text().split()[0]))
    if until(lambda: started(options), 30) is None:
        raise RuntimeError("PostgreSQL does not start again")


def started(options):
    """False while sessions of the one before still hold its memory."""
    try:
        pg_ctl(f"--options={options}", "start")
    except subprocess.CalledProcessError:
        return False
    return True


def kill_session():
    """kill -9 of one session of the api or of the courier, after which the server ends all and recovers."""
    kill(int(sql("SELECT pid FROM pg_stat_activity WHERE usename LIKE 'citylearn%' ORDER BY random() LIMIT 1")))
    until(database_answers, 30)


def database_answers():
    try:
        return sql("SELECT 1") == "1"
    except subprocess.CalledProcessError:
        return False


def database_away(mode, seconds):
    options = database_options()
    pg_ctl(f"--mode={mode}", "stop")
    time.sleep(seconds)
    pg_ctl(f"--options={options}", "start")


def log_lines(part, word):
    return [line for line in (RUN / f"{part}.log").read_text(errors="replace").split("\n") if word in line]
