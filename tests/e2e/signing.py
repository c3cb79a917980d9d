#!/usr/bin/python3
"""Awards are signed in sets: what cannot be said, signed or kept of one holds up none of the others, and a courier
that is killed in the middle of a set loses nothing.

Stage: database api nginx
"""
import json
import sys

sys.dont_write_bytecode = True
from faulting import city, parts  # noqa: E402
from playing import hearing, tap  # noqa: E402

SET, COUNT, MORE = 20, 60, 400
UNSAID, UNSIGNED, UNKEPT = 5, SET + 5, 2 * SET + 5  # one in each set
EVIDENCE = {UNSAID: [{"public": "perhaps"}], UNSIGNED: [{"public": True, "url": "not an address"}]}


def name(number):
    return f"019f0000-0000-7000-8000-{number:012}"


def give(badges, numbers):
    """As rows, since what is wrong with some of them is what the API does not let through."""
    rows = [f"('{name(n)}', '{badges[n % 2][1]}', '{badges[n % 2][0]}', 'learner{n}@example.net', "
            f"'{json.dumps(EVIDENCE.get(n, []))}')" for n in numbers]
    parts.sql(f"INSERT INTO award (id, badge, organisation, recipient_email, evidence) VALUES {', '.join(rows)}")


def left():
    return [int(one[0][-12:]) for one in
            parts.rows("SELECT award FROM award_credential WHERE document IS NULL ORDER BY award")]


def claims(token):
    return ("convert_from(decode(rpad(translate(split_part({0}, '.', 2), '-_', '+/'), "
            "(length(split_part({0}, '.', 2)) + 3) / 4 * 4, '='), 'base64'), 'UTF8')::jsonb").format(token)


def mistaken():
    """Awards whose documents are of another one, or of another one's key."""
    return parts.rows(f"""
SELECT a.id FROM award AS a JOIN award_credential AS k ON k.award = a.id JOIN issuer_key AS i ON i.kid = k.kid,
       LATERAL (SELECT k.document::jsonb AS said, {claims("k.token")} AS claimed) AS documents
 WHERE said->>'id' <> 'http://localhost/ob/awards/' || a.id OR claimed->>'jti' <> said->>'id'
    OR i.organisation <> a.organisation OR claimed->>'sub' <> 'urn:uuid:' || k.subject
    OR said#>>'{{credentialSubject,id}}' <> claimed->>'sub'
    OR said#>>'{{credentialSubject,achievement,id}}' <> 'http://localhost/ob/badges/' || a.badge
    OR said#>>'{{proof,0,verificationMethod}}' NOT LIKE '%:' || a.organisation || '#' || k.kid""")


def refuse_to_keep(number):
    parts.sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
              "$$BEGIN RAISE EXCEPTION 'this one is not kept'; END$$")
    parts.sql("CREATE TRIGGER refuse BEFORE UPDATE OF document ON award_credential FOR EACH ROW "
              f"WHEN (NEW.award = '{name(number)}') EXECUTE FUNCTION refuse()")


def slowly():
    """A hundredth of a second for each that is kept, or else all might be, before anybody has looked."""
    parts.sql("CREATE FUNCTION rest() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END$$")
    parts.sql("CREATE TRIGGER rest BEFORE UPDATE OF document ON award_credential FOR EACH ROW EXECUTE FUNCTION rest()")


def make_badge(home, organisation, client):
    made = home.write("POST", f"/v1/organisations/{organisation}/badges", client.headers, {
        "template": "took-part", "translations": {"lt": {"name": "Buvau čia"}},
        "skills": ["https://citylearn.example/skills/smartphone-use"]})["id"]
    home.write("POST", f"/v1/badges/{made}/activation", client.headers, {})
    return organisation, made


def told():
    return sorted(json.loads(line)["award"] for line in hearing.lines(parts.RUN / "couriers.log") if '"award_not_signed"' in line)


def is_kept_of(badges, plan):
    give(badges, range(1, COUNT + 1))
    refuse_to_keep(UNKEPT)
    courier = parts.Courier()
    parts.until(lambda: left() == [UNSAID, UNSIGNED, UNKEPT] and len(told()) == 3, 60)
    plan.same("all are signed but one that cannot be said, one that cannot be signed and one that is not kept",
              left(), [UNSAID, UNSIGNED, UNKEPT])
    plan.same("of these the log tells", told(), [name(one) for one in (UNSAID, UNSIGNED, UNKEPT)])
    plan.same("each says what it was given for, and is signed by its own organisation", mistaken(), [])
    plan.same("the courier ends well", courier.end(), 0)


def is_taken_up(badges, plan):
    give(badges, range(COUNT + 1, COUNT + MORE + 1))
    slowly()
    courier = parts.Courier()
    parts.until(lambda: len(left()) < MORE, 60)
    courier.kill()
    parts.sql("DROP TRIGGER rest ON award_credential")
    kept = dict(parts.rows("SELECT award, md5(document || token) FROM award_credential WHERE document IS NOT NULL"))
    plan.holds("a courier is killed with some kept and some not",
               None if COUNT - 3 < len(kept) < COUNT + MORE - 3 else f"{len(kept)} were kept")
    parts.sql("UPDATE award_credential SET begun_at = begun_at - interval '2 minutes'")
    courier = parts.Courier()
    parts.until(lambda: left() == [UNSAID, UNSIGNED, UNKEPT], 60)
    plan.same("what it had begun is done by another", left(), [UNSAID, UNSIGNED, UNKEPT])
    now = dict(parts.rows("SELECT award, md5(document || token) FROM award_credential WHERE document IS NOT NULL"))
    plan.same("and what was kept stays as it was", {one for one in kept if now[one] != kept[one]}, set())
    plan.same("each is what it says", mistaken(), [])
    courier.end()


def main():
    plan = tap.Plan()
    home = city.City()
    other = home.register("laikrodziu-muziejus", "Laikrodžių muziejus", "990310430")
    badges = [make_badge(home, home.library, home.clients[0]),
              make_badge(home, other, home.client("other", f"/v1/organisations/{other}"))]
    is_kept_of(badges, plan)
    is_taken_up(badges, plan)
    plan.end()


main()
