"""Foreign credentials: read as linked data and written in canonical form, beside jsonld.js and rdf-canonize."""
import os
import pathlib
import shutil
import subprocess

TOP, BUILD = pathlib.Path(os.environ["STAGE_TOP"]), pathlib.Path(os.environ["STAGE_BUILD"])
FILES = [TOP / "tests/unit/ld" / f"{name}.json"
         for name in ("endorsement", "open-badge-3.0.3", "embedded-endorsement", "clr-2.0.1")]


def rates(*command):
    said = subprocess.run([*command, "2", *FILES], check=True, capture_output=True, text=True).stdout
    return [float(line.split()[-1]) for line in said.splitlines()]


def canonical():
    subprocess.run(["make", "--silent", "-C", BUILD, "tests/bench/canonical"], check=True, stdout=subprocess.DEVNULL)
    ours = rates(BUILD / "tests/bench/canonical")
    there = shutil.which("node") and os.path.isdir(f"{os.environ.get('node_packages', '')}/node_modules/jsonld")
    peers = rates("node", TOP / "tests/bench/canonical.mjs") if there else [None] * len(FILES)
    for file, rate, peer in zip(FILES, ours, peers):
        beside = f"; jsonld.js and rdf-canonize: {peer:.0f} ({rate / peer:.0f} times)" if peer else ""
        print(f"{'canonical ' + file.stem:34} {rate:9.0f} a second and core{beside}", flush=True)
