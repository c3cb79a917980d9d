"""PostgreSQL alone: the statement of a route, out of the C that is compiled, asked by pgbench."""
import ast
import os
import pathlib
import re
import subprocess

from . import front, meter

BUILD = pathlib.Path(os.environ["STAGE_BUILD"])


class Limit:
    def __init__(self, rate, cost):
        self.rate, self.cost = rate, cost


def statement(noun, name):
    text = (BUILD / f"src/sql/{noun}.c").read_text(encoding="utf-8")
    found = re.search(rf'query_{name} = {{\n    .name = "{name}",\n    .sql =\n((?:        ".*\n)+)', text)
    lines = re.findall(r'        (".*")', found[1])
    return "".join(ast.literal_eval(line) for line in lines)


def alone(noun, name, values, seconds):
    """As the workers' role and with their settings, on four connections."""
    sql = re.sub(r"\$(\d+)::", lambda at: f":v{at[1]}::" if values[int(at[1]) - 1] is not None else "NULL::",
                 statement(noun, name))
    path = front.RUN / "pgbench.sql"
    path.write_text(sql + ";\n", encoding="utf-8")
    path.chmod(0o644)
    given = [word for number, value in enumerate(values) if value is not None
             for word in ("-D", f"v{number + 1}={value}")]
    enters = {"PGOPTIONS": "-c TimeZone=UTC -c citylearn.base_url=http://localhost "
                           "-c citylearn.person= -c citylearn.organisation= -c citylearn.needs=viewer",
              "PGUSER": "citylearn_api"}
    command = ["pgbench", "-n", "-M", "prepared", "-c", "4", "-j", "1", "-T", str(max(1, round(seconds))),
               "-f", str(path), *given]
    with meter.Meter({"postgres": [front.postmaster()]}) as spent:
        said = subprocess.run(command, capture_output=True, text=True, env=os.environ | enters, check=False)
    if said.returncode != 0:
        raise RuntimeError(said.stderr[-2000:])
    count = int(re.search(r"actually processed: (\d+)", said.stdout)[1])
    rate = float(re.search(r"tps = ([\d.]+)", said.stdout)[1])
    return Limit(rate, spent.cost(count)["postgres"])
