#!/usr/bin/python3
"""What the operator's command does, on a database that begins empty.

Stage: database mail
"""
import base64
import json
import os
import shutil
import stat
import subprocess
import sys

sys.dont_write_bytecode = True
from playing import tap  # noqa: E402

TOP, RUN = os.environ["STAGE_TOP"], os.environ["STAGE_DIR"]
KEY = f"{RUN}/operator.key"
MIGRATIONS = sorted(name for name in os.listdir(f"{TOP}/db/migrations") if name.endswith(".sql"))
LAST = len(MIGRATIONS)
HOSTS = "https://purl.imsglobal.org/spec/ob/v3p0/scope/"
SCOPE = " ".join(["learner:read learner:write"] + [HOSTS + what for what in (
    "credential.readonly", "credential.upsert", "profile.readonly", "profile.update")])


class Answer:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def lacks(self, status, *words):
        """What is wrong with it: the exit status, or words that neither stream holds."""
        said = self.out + self.err
        missing = [word for word in words if word not in said]
        if self.status == status and not missing:
            return None
        return f"exit {self.status}, not {status}; missing {missing}\n{said}"


def environment(database, **more):
    at = os.environ["CITYLEARN_DATABASE"].replace("dbname=citylearn", f"dbname={database}")
    return {**os.environ, "CITYLEARN_DATABASE": at, "CITYLEARN_KEY_FILE": KEY, **more}


def citylearn(*words, database="operator", **more):
    done = subprocess.run(["citylearn", *words], env=environment(database, **more), text=True,
                          capture_output=True, timeout=120)
    return Answer(done.returncode, done.stdout, done.stderr)


def sql(text, database="operator"):
    done = subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", text],
                          text=True, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def make_database(name):
    sql(f"CREATE DATABASE {name} OWNER citylearn_owner", "citylearn")


def migrating(plan):
    make_database("operator")
    got = citylearn("migrate", "status")
    plan.holds("an empty database has everything pending", got.lacks(0, "0001  pending", "migrate up"))
    plan.same("each migration is listed", len(got.out.splitlines()), LAST)
    plan.holds("a dry run tells what it would do",
               citylearn("migrate", "up", "--dry-run").lacks(0, "would apply 0001 ground", "is at 0"))
    plan.same("and does nothing", sql("SELECT to_regclass('schema_migration') IS NULL"), "t")
    plan.holds("other commands wait for the schema",
               citylearn("keys", "list").lacks(1, f"at 0, this program needs {LAST}", "migrate up"))
    got = citylearn("migrate", "up")
    plan.holds("up applies all of them", got.lacks(0, "applied 0001 ground", f"the schema is at {LAST}"))
    plan.same("and hears no notices", got.err, "")
    plan.same("a second time there is nothing to do", citylearn("migrate", "up").out,
              f"the schema is at {LAST}\n")
    plan.holds("the status says when", citylearn("migrate", "status").lacks(0, "Z  ground"))


def migrating_together(plan):
    make_database("together")
    both = [subprocess.Popen(["citylearn", "migrate", "up"], env=environment("together"), text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    said = [one.communicate(timeout=120) for one in both]
    plan.same("two at once both succeed", [one.returncode for one in both], [0, 0])
    plan.same("and each migration is applied once",
              sum(out.count("applied ") for out, _ in said), LAST)


def refusing(plan):
    changed = "UPDATE schema_migration SET checksum = reverse(checksum) WHERE number = 3"
    sql(changed)
    plan.holds("a changed migration is refused by name",
               citylearn("migrate", "up").lacks(1, "Migration 0003 people-and-organisations"))
    plan.holds("and shown", citylearn("migrate", "status").lacks(1, "0003  changed"))
    plan.holds("and the doctor sees it", citylearn("doctor").lacks(1, "FAIL  schema: Migration 0003"))
    sql(changed)
    sql(f"INSERT INTO schema_migration (number, name, checksum) VALUES ({LAST + 1}, 'later', repeat('0', 64))")
    words = (f"at {LAST + 1}, this program knows {LAST}", "update the program")
    for command in (("migrate", "up"), ("migrate", "status"), ("keys", "list")):
        plan.holds(f"{' '.join(command)} on a newer schema is refused politely",
                   citylearn(*command).lacks(1, *words))
    sql(f"DELETE FROM schema_migration WHERE number > {LAST}")
    plan.holds("a missing database is told how to make",
               citylearn("migrate", "up", database="nowhere").lacks(
                   1, "createuser --createrole citylearn_owner", "createdb -O citylearn_owner nowhere"))
    make_database("crowded")
    sql("CREATE TABLE city (id int)", "crowded")
    plan.holds("a migration that fails is named",
               citylearn("migrate", "up", database="crowded").lacks(
                   1, "applied 0001", "Migration 0002 cities was refused", '"city" already exists'))
    plan.same("and nothing of it is kept, but what came before is",
              sql("SELECT string_agg(number::text, ',') || ' ' || (to_regtype('city_state') IS NULL)"
                  " FROM schema_migration", "crowded"), "1 true")


def keys():
    return {row["state"]: row["kid"] for row in json.loads(citylearn("keys", "list", "--json").out)
            if row["algorithm"] == "ES256"}


def signing(plan):
    plan.holds("a token needs the key file", citylearn("token", "--learner", "a@b.lt").lacks(1, KEY))
    plan.holds("the doctor misses it", citylearn("doctor").lacks(1, "FAIL  key_file", "keys init"))
    plan.holds("keys init makes all of it", citylearn("keys", "init").lacks(0, "active", "next"))
    plan.same("the key file is closed to others", stat.S_IMODE(os.stat(KEY).st_mode), 0o640)
    first = keys()
    plan.holds("a second time it makes nothing", citylearn("keys", "init").lacks(0, "in place"))
    plan.same("and the keys are the same", keys(), first)
    sql("UPDATE signing_key SET created_at = now() + interval '1 hour'")  # however slow the machine is
    plan.holds("a key that workers may not know cannot sign yet",
               citylearn("keys", "rotate").lacks(1, "--now"))
    plan.holds("but with --now it can", citylearn("keys", "rotate", "--now").lacks(0, first["next"]))
    second = keys()
    plan.same("the next key became the active one", second["active"], first["next"])
    plan.same("and the active one is retired", second["retired"], first["active"])
    sql("UPDATE signing_key SET created_at = now() - interval '11 seconds'")
    plan.holds("an older key signs without --now", citylearn("keys", "rotate").lacks(0, second["next"]))


def part(token, index):
    text = token.split(".")[index]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def tokens(plan):
    got = citylearn("token", "--learner", "Rasa@Pavyzdys.lt", CITYLEARN_BASE_URL="https://a.example")
    plan.same("a token stands alone", (got.status, len(got.out.split())), (0, 1))
    head, claims = part(got.out, 0), part(got.out, 1)
    plan.same("its head", head, {"alg": "ES256", "typ": "at+jwt", "kid": keys()["active"]})
    plan.same("its claims", {name: claims[name] for name in ("iss", "aud", "client_id", "scope")},
              {"iss": "https://a.example", "aud": "https://a.example", "client_id": "citylearn-operator",
               "scope": SCOPE})
    plan.same("its subject is the person",
              claims["sub"], sql("SELECT id FROM person WHERE email = 'rasa@pavyzdys.lt'"))
    plan.same("its life", claims["exp"] - claims["iat"], 600)
    again = part(citylearn("token", "--person", "rasa@pavyzdys.lt").out, 1)
    plan.same("the same person is the same subject", again["sub"], claims["sub"])
    plan.holds("and a person may do more", None if "city:manage" in again["scope"] else again["scope"])
    for words in ((), ("--learner", "a@b.lt", "--person", "a@b.lt"), ("--learner", "nobody")):
        plan.holds(f"token {' '.join(words)} is misuse", citylearn("token", *words).lacks(2, "help token"))


def cities(plan):
    kit = ("--starter-kit", f"{TOP}/db/starter-kit")
    create = ("city", "create", *kit, "--from", f"{TOP}/db/sample-city/city.json")
    plan.holds("a city opens with its administrators",
               citylearn(*create, "--administrator", "meras@pavyzdys.lt", "--administrator", "b@c.lt").lacks(
                   0, "opened the city klaipeda", "meras@pavyzdys.lt is city_admin", "b@c.lt is city_admin"))
    plan.same("and with the starter kit",
              sql("SELECT count(*) > 5 FROM category") + sql("SELECT count(*) FROM badge_template"), "t3")
    plan.holds("a second time its slug is taken", citylearn(*create).lacks(1, "A city with this slug is here already"))
    flags = ("--slug", "palanga", "--country=LT", "--time-zone", "Europe/Vilnius", "--language", "lt,en",
             "--centre", "55.92,21.07", "--name", "lt=Palanga", "--name", 'en=Palanga "by the sea"')
    plan.holds("a city opens by flags too", citylearn("city", "create", *kit, *flags, "--open", "--consent-age", "14").lacks(
        0, "palanga"))
    plan.same("with what they say",
              sql("SELECT concat(approval, consent_age, lat, translations->'en'->>'name') FROM city WHERE slug = 'palanga'"),
              'open1455.92Palanga "by the sea"')
    plan.holds("a flag that is missing is named", citylearn("city", "create", *kit, "--slug", "x").lacks(1, "--country"))
    plan.holds("a file and flags are too much", citylearn(*create, "--open").lacks(2, "--open"))
    with open(f"{RUN}/bad.json", "w", encoding="utf-8") as file:
        file.write('{"slug": "a", "slug": "b"}')
    plan.holds("a file that is no JSON is told where",
               citylearn("city", "create", *kit, "--from", f"{RUN}/bad.json").lacks(1, "bad.json", "at byte"))
    plan.holds("the age of consent is one that the law knows", citylearn("city", "create", *kit, *flags, "--consent-age", "12").lacks(2, "13, 14, 15 or 16"))
    plan.holds("and changes later", citylearn("city", "change", "palanga", "--consent-age", "13").lacks(0, "age of 13"))
    plan.holds("to no other", citylearn("city", "change", "palanga", "--consent-age", "17").lacks(2, "13, 14, 15 or 16"))
    plan.holds("in a city that is there", citylearn("city", "change", "atlantis", "--consent-age", "13").lacks(1, "no city atlantis"))
    admit = ("city", "admit", "--role", "city_viewer", "c@d.lt", "--city")
    plan.holds("a viewer is admitted", citylearn(*admit, "palanga").lacks(0, "c@d.lt is city_viewer of palanga"))
    plan.holds("not to a city that is not there", citylearn(*admit, "atlantis").lacks(1, "no city atlantis"))
    plan.holds("nor to another role", citylearn("city", "admit", "--city", "palanga", "--role", "king",
                                                "a@b.lt").lacks(2, "city_admin or city_viewer"))


def imported(folder, *more):
    got = citylearn("skills", "import", folder, "--framework", "city", "--json", *more)
    if got.status != 0:
        raise RuntimeError(got.err)
    return json.loads(got.out)


def tally(got):
    return [got[name] for name in ("concepts", "languages", "added", "changed", "unchanged", "retired")]


def edit(path, change):
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(change(text))


def skills(plan):
    folder = f"{RUN}/skills"
    shutil.copytree(f"{TOP}/db/skills", folder)
    plan.same("the small table is taken in", tally(imported(folder)), [69, 3, 207, 0, 0, 0])
    plan.same("and what is narrower than what", sql("SELECT count(*) > 60 FROM skill_broader"), "t")
    plan.same("again: nothing has changed", tally(imported(folder)), [69, 3, 0, 0, 207, 0])
    edit(f"{folder}/skills_en.csv", lambda text: text.replace("handle everyday digital tools", '"handle\nmany tools"'))
    plan.same("a label that changed changes one", tally(imported(folder)), [69, 3, 0, 1, 206, 0])
    plan.same("and the label is there", sql("SELECT count(*) FROM skill_label WHERE label = 'many tools'"), "1")
    for tag in "en", "lt", "uk":
        edit(f"{folder}/skills_{tag}.csv", lambda text: text[:text.rindex("KnowledgeSkillCompetence")])
    plan.same("a concept that is gone is retired", tally(imported(folder)), [68, 3, 0, 0, 204, 1])
    plan.same("once", tally(imported(folder)), [68, 3, 0, 0, 204, 0])
    plan.same("and comes back", tally(imported(f"{TOP}/db/skills")), [69, 3, 0, 2, 205, 0])
    plan.same("one language alone", tally(imported(f"{TOP}/db/skills", "--language", "lt")), [69, 1, 0, 0, 69, 0])
    edit(f"{folder}/skills_en.csv", lambda text: text + "K,u:1,knowledge\r\n")
    plan.holds("a broken file is told where", citylearn("skills", "import", folder).lacks(
        1, "skills_en.csv", "row 69 has 3 cells"))
    open(f"{RUN}/esco.zip", "w", encoding="utf-8").close()
    plan.holds("a packed one has to be unpacked",
               citylearn("skills", "import", f"{RUN}/esco.zip").lacks(1, f"unzip {RUN}/esco.zip -d FOLDER"))
    plan.holds("nowhere is nothing", citylearn("skills", "import", "/nowhere").lacks(1, "/nowhere cannot be opened"))


def checkup(plan):
    got = citylearn("doctor", "--json")
    found = json.loads(got.out)
    plan.same("the doctor is content", [one for one in found if one["state"] != "OK"], [])
    plan.same("and says so", got.status, 0)
    plan.holds("he warns of loopback", citylearn("doctor", CITYLEARN_WEBHOOK_LOOPBACK="yes").lacks(
        0, "WARN  webhook_loopback"))
    plan.holds("he refuses a public address without TLS",
               citylearn("doctor", CITYLEARN_BASE_URL="http://city.example").lacks(1, "FAIL  base_url"))
    plan.holds("and a run_dir that is not there",
               citylearn("doctor", CITYLEARN_RUN_DIR="/nowhere").lacks(1, "FAIL  run_dir"))
    os.chmod(KEY, 0o644)
    plan.holds("and a key file that is open", citylearn("doctor").lacks(1, "FAIL  key_file", "chmod 0640"))
    os.chmod(KEY, 0o640)
    os.rename(KEY, KEY + ".away")
    with open(KEY, "w", encoding="utf-8", opener=lambda path, how: os.open(path, how, 0o600)) as file:
        file.write("0" * 64)
    plan.holds("and another key than what was sealed with",
               citylearn("doctor").lacks(1, "FAIL  signing keys: the active key for ES256 cannot be unsealed"))
    plan.holds("with which no token is signed", citylearn("token", "--learner", "a@b.lt").lacks(1, "unsealed"))
    os.rename(KEY + ".away", KEY)
    sql("DROP VIEW queue_figures")
    plan.holds("and a schema that was changed by hand",
               citylearn("doctor").lacks(1, "FAIL  queries", "queue_figures"))


def apps(plan):
    portal = citylearn("client", "create", "--name", "Portal", "--confidential", "--scope", "openid", "--scope", "learner:read",
                       "--redirect-uri", "https://portal.example/back")
    plan.holds("an app of the platform gets an id and a secret", portal.lacks(0, "client_id", "client_secret  cs_"))
    identity = portal.out.split()[1]
    secret = portal.out.split()[3]
    plan.same("of which the hash alone is kept", sql(
        f"SELECT kind, grants, registered, (SELECT hash = sha256('{secret}') FROM client_secret AS s WHERE s.client = c.id) "
        f"FROM service_client AS c WHERE id = '{identity}'"), "confidential|{authorization_code,refresh_token}|f|t")
    pocket = citylearn("client", "create", "--name", "Pocket", "--public", "--scope", "openid", "--redirect-uri",
                       "com.example.pocket:/back")
    plan.holds("one that can keep no secret gets none", pocket.lacks(0, "client_id") or ("secret" in pocket.out and pocket.out))
    listed = citylearn("client", "list")
    plan.holds("they are listed", listed.lacks(0, identity, "platform", "Portal", "Pocket", "never used"))
    plan.holds("an address may be bad", citylearn("client", "create", "--name", "X", "--public", "--scope", "openid",
                                                  "--redirect-uri", "http://x.example/").lacks(1, "cannot be led back"))
    plan.holds("both kinds at once are refused", citylearn("client", "create", "--name", "X", "--public", "--confidential", "--scope",
                                                           "openid").lacks(2, "either"))
    plan.holds("it needs a name", citylearn("client", "create", "--public", "--scope", "openid").lacks(2, "--name"))
    plan.holds("it ends", citylearn("client", "delete", identity).lacks(0, "Portal"))
    plan.holds("once", citylearn("client", "delete", identity).lacks(1, "cannot be ended"))
    plan.holds("by its id", citylearn("client", "delete", "Portal").lacks(2, "id of a client"))
    plan.same("its tokens are revoked", sql(f"SELECT count(*) FROM revocation WHERE subject = '{identity}'"), "1")


def misuse(plan):
    plan.holds("help lists the commands", citylearn("help").lacks(0, "migrate up", "skills import"))
    plan.holds("and explains one", citylearn("keys", "rotate", "--help").lacks(0, "--now"))
    for words, told in ((("migrat", "up"), '"migrate up" is the nearest'), (("keys",), "keys init"),
                        (("doctor", "--jsn"), "--json is the nearest"), (("keys", "list", "x"), "options only"),
                        (("skills", "import"), "takes PATH"), (("zebra",), "citylearn help")):
        got = citylearn(*words)
        plan.holds(f"{' '.join(words)}: {told}", got.lacks(2, told) or got.out)
    secret = os.environ["CITYLEARN_DATABASE"] + " password=hidden"
    got = citylearn("config", "show", CITYLEARN_DATABASE=secret)
    plan.holds("config show hides passwords", got.lacks(0, "password=***") or ("hidden" in got.out) and got.out)
    plan.holds("config check", citylearn("config", "check").lacks(0, "in order"))
    plan.holds("config check names a fault",
               citylearn("config", "check", CITYLEARN_LOG_LEVEL="loud").lacks(1, "log_level"))


def main():
    plan = tap.Plan()
    for chapter in (migrating, migrating_together, refusing, signing, tokens, cities, apps, skills, checkup, misuse):
        chapter(plan)
    plan.end()


main()
