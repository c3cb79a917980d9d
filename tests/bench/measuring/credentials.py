"""Awards signed twice, beside OpenSSL's bare signatures; and foreign credentials in canonical form,
or verified, beside jsonld.js."""
import os
import pathlib
import re
import shutil
import subprocess
import time

from . import front, meter

TOP, BUILD = pathlib.Path(os.environ["STAGE_TOP"]), pathlib.Path(os.environ["STAGE_BUILD"])
FILES = [TOP / "tests/unit/ld" / f"{name}.json"
         for name in ("endorsement", "open-badge-3.0.3", "embedded-endorsement", "clr-2.0.1")]
FILES.append(TOP / "tests/unit/badge/by-others.json")  # which has a key beside it, and is verified as well
AWARDS = int(os.environ.get("BENCH_AWARDS", "10000"))
GIVEN = """INSERT INTO award (badge, organisation, recipient_email)
SELECT a.badge, a.organisation, 'signed' || n || '@example.net'
  FROM (SELECT badge, organisation FROM award LIMIT 1) AS a, generate_series(1, %d) AS n"""

# One session waits, since to begin one costs as much as to sign some awards; by the index of what is not
# signed yet, or else it would read all the rest each time.
ALL_SIGNED = """DO $$BEGIN
    PERFORM set_config('enable_seqscan', 'off', false);
    WHILE EXISTS (SELECT FROM award_credential WHERE document IS NULL) LOOP COMMIT; PERFORM pg_sleep(0.05); END LOOP;
END$$"""


def psql(statement):
    return subprocess.run(["psql", "-XAtqc", statement], check=True, capture_output=True, text=True,
                          timeout=600).stdout.strip()


def bare_signatures():
    """Pairs of an Ed25519 and an RSA-2048 signature that one core makes in a second."""
    said = subprocess.run(["openssl", "speed", "-seconds", "2", "ed25519", "rsa2048"], check=True,
                          capture_output=True, text=True).stdout
    rsa = float(re.search(r"^rsa +2048 bits +\S+ +\S+ +([\d.]+)", said, re.M)[1])
    ed25519 = float(re.search(r"\(Ed25519\) +\S+ +\S+ +([\d.]+)", said)[1])
    return 1 / (1 / rsa + 1 / ed25519)


def signing():
    """Awards that nobody has signed, until the courier has signed the last of them."""
    psql(GIVEN % AWARDS)
    courier = subprocess.Popen(["citylearn-courier"], stderr=subprocess.DEVNULL)
    began = time.monotonic()
    try:
        with meter.Meter({"courier": [courier.pid], "postgres": [front.postmaster()]}) as spent:
            psql(ALL_SIGNED)
            rate = AWARDS / (time.monotonic() - began)
    finally:
        courier.terminate()
        courier.wait(20)
    bare = bare_signatures()
    cost = {part: spent.spent[part] / 1000 / AWARDS for part in spent.spent}
    print(f"{'awards signed twice':34} {rate:9.0f} a second; one costs {cost['courier']:.0f} us in the courier and "
          f"{cost['postgres']:.0f} us in PostgreSQL; OpenSSL's two signatures alone: {bare:.0f} a second and core "
          f"({rate / bare:.2f} of it, {1e6 / cost['courier'] / bare:.2f} by the courier's CPU); "
          f"load {os.getloadavg()[0]:.2f}", flush=True)


def rates(*command):
    said = subprocess.run([*command, "2", *FILES], check=True, capture_output=True, text=True).stdout
    return [float(line.split()[-1]) for line in said.splitlines()]


def canonical():
    subprocess.run(["make", "--silent", "-C", BUILD, "tests/bench/canonical"], check=True, stdout=subprocess.DEVNULL)
    ours = rates(BUILD / "tests/bench/canonical")
    there = shutil.which("node") and os.path.isdir(f"{os.environ.get('node_packages', '')}/node_modules/jsonld")
    peers = rates("node", TOP / "tests/bench/canonical.mjs") if there else [None] * len(FILES)
    for file, rate, peer in zip(FILES, ours, peers):
        beside = f"; jsonld.js, rdf-canonize: {peer:.0f} ({rate / peer:.0f} times)" if peer else ""
        work = "verified " if file.with_suffix(".key").exists() else "canonical "
        print(f"{work + file.stem:34} {rate:9.0f} a second and core{beside}", flush=True)
