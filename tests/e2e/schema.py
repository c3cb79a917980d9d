#!/usr/bin/python3
"""db/schema.sql shows the schema that the migrations make, for people to read.

Stage: database
./dev schema writes it anew.
"""
import difflib
import os
import subprocess
import sys

top = os.environ["STAGE_TOP"]
made = subprocess.run([f"{top}/tests/tools/dump-schema"], capture_output=True, text=True, check=True).stdout
with open(f"{top}/db/schema.sql", encoding="utf-8") as file:
    kept = file.read()

print("1..1")
if made == kept:
    print("ok 1 - db/schema.sql is what the migrations make")
    sys.exit()
print("not ok 1 - db/schema.sql is what the migrations make")
for line in list(difflib.unified_diff(kept.splitlines(), made.splitlines(), "db/schema.sql",
                                      "the migrations", lineterm="", n=1))[:40]:
    print("#", line)
print("# ./dev schema writes it anew")
