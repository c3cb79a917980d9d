#!/bin/sh
# The rules of the database and the problems that callers hear of have the same names, both ways.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 99
. tests/tools/tap.sh

slugs=$(sed -n 's/^PROBLEM([A-Z_]*, *[0-9]*, *\([a-z_]*\),.*/\1/p' src/base/problem.def | sort -u)
# Those below the first heading are the domain's, and the database holds to them.
domain=$(sed -n '/^\/\* Cities/,$s/^PROBLEM([A-Z_]*, *[0-9]*, *\([a-z_]*\),.*/\1/p' src/base/problem.def | sort -u)

sql=$(sed 's/--.*//' db/migrations/*.sql)
refused=$(echo "$sql" | grep -oE "refuse\('[a-z_]+'" | sed "s/refuse('//; s/'//" | sort -u)
# The rules of an item of a batch are rows of a query: rank, problem, field.
items=$(echo "$sql" | grep -oE "SELECT [0-9]+, '[a-z_]+', '" | sed "s/[^']*'//; s/'.*//" | sort -u)
named=$(echo "$sql" | grep -oE "(CONSTRAINT|CREATE UNIQUE INDEX) [a-z_]+ " | sed 's/.* \([a-z_]*\) $/\1/' | sort -u)
inner=$(sed 's/ .*//' <<END | sort -u
city_slug_taken cities are opened by the operator's command
person_email people are entered, not made: it is never broken
skill_uri skills are taken in, not made: it is never broken
organisation_verification_open whoever asks twice hears wrong_state before
guardianship_one_open a new question takes the place of the one before
guardianship_one_standing a new consent takes the place of what stands between the two
signing_key_one_active keys are rotated by the operator's command
issuer_key_one_signs whoever makes a second one is given the first
signing_key_one_next keys are made by the operator's command
END
)
told=$(sed -n '/^-- .*Breaks /,/^[^-]/{/^--/p}' db/queries/*.sql | tr '\n' ' ' |
    grep -oE 'Breaks [^.]*' | grep -oE '\b[a-z]+_[a-z_]+\b' | sort -u)
# Judged by the program before the database is asked.
outside='calendar_url_not_allowed import_unreadable webhook_url_not_allowed issuer_not_allowed picture_unfit badge_host_not_allowed'

# strangers NAMES KNOWN...: the names that are not among the known.
strangers() {
    names=$1
    shift
    for name in $names; do echo "$*" | tr ' ' '\n' | grep -qx "$name" || echo "$name"; done
}

check "something was found to compare" "$([ "$(echo "$refused" | wc -l)" -gt 20 ] && [ "$(echo "$named" | wc -l)" -gt 15 ] &&
    [ "$(echo "$items" | wc -l)" -gt 10 ] && [ "$(echo "$told" | wc -l)" -gt 20 ] || echo "the patterns are out of date")"
check "every rule that a function refuses by is a problem" "$(strangers "$refused" $slugs)"
check "every rule of an item of a batch is a problem" "$(strangers "$items" $slugs)"
check "every named constraint is a problem, or nobody can break it" "$(strangers "$named" $slugs $inner)"
check "every problem of the domain is a rule of the database" \
    "$(strangers "$domain" $refused $items $named $outside)"
check "every problem that a query tells of is one" "$(strangers "$told" $slugs $inner)"
check "every constraint that is excused is there" "$(strangers "$inner" $named)"
finish
