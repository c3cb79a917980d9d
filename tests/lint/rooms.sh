#!/bin/sh
# Holds the house to its plan: who may include whom, which room opens which
# library, and how large things may grow.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 99
. tests/tools/tap.sh

# room: the rooms it may include, beside itself
while read -r room may; do
    room=${room%:}
    [ -d "src/$room" ] || continue
    found=$(grep -rnoE '^#include "[a-z]+/' "src/$room" --include='*.[ch]' | sed 's/#include "//; s|/$||' |
        awk -F: -v may=" $room $may " '{ if (index(may, " " $3 " ") == 0) print $1 ":" $2 " includes " $3 }')
    check "$room includes only: ${may:-itself}" "$found"
done <<'PLAN'
base:
loop:     base
json:     base
keys:     base
pg:       base loop
fetch:    base loop
http:     base json keys
sql:      base loop pg
fcgi:     base loop json http
token:    base json keys
page:     base
intake:   base json
pack:     base
feed:     base json
image:    base
ld:       base json
badge:    base json keys ld
judge:    base json image keys ld badge
issue:    base loop json pg keys sql ld badge
api:      base loop json pg keys fetch http sql token page intake pack feed image issue judge
courier:  base loop json pg keys fetch sql token page intake pack issue judge
ctl:      base loop json pg keys fetch http sql token page intake feed issue api
programs: base loop json pg keys fetch http sql fcgi token page intake feed issue api courier ctl
PLAN
check "every room is on the plan" "$(find src -mindepth 1 -maxdepth 1 -type d | sed 's|src/||' |
    while read -r room; do grep -q "^$room:" tests/lint/rooms.sh || echo "src/$room"; done)"

# header: the rooms that open it
while read -r header rooms; do
    found=$(grep -rnE "^#include <$header" src --include='*.[ch]' |
        awk -F/ -v rooms=" $rooms " '{ if (index(rooms, " " $2 " ") == 0) print }')
    check "<$header> is opened in $rooms only" "$found"
done <<'LIBRARIES'
json-c/ json
libpq-fe.h pg
curl/ fetch
fcgiapp.h fcgi
openssl/ keys
sodium keys
utf8proc keys
csv.h intake feed
libical/ intake feed
jwt.h token
png.h image
zlib.h badge image pack
qrencode.h image
libxml/ image
librsvg/ image
cairo image
ucontext.h loop
LIBRARIES

# Where objects live longer than a request, in one pair of functions each.
check "malloc and free live in the arena and in the rooms of long-lived objects" \
    "$(grep -rnE '(^|[^_a-z])(malloc|calloc|realloc|reallocarray|strdup|strndup|asprintf|free)\(' src --include='*.c' |
        grep -vE '^src/(base/arena|(loop|pg|fcgi|fetch|keys|token)/)')"
check "nothing prints but the log and the operator's command" \
    "$(grep -rnE '(^|[^_a-z])(v?f?printf|puts|fputs|perror|putchar)\(|(^|[^_a-z])(stdout|stderr)([^_a-z]|$)' src --include='*.c' |
        grep -vE '^src/(base/log\.c|ctl/|programs/)')"
check "no goto, no alloca, no function that cannot bound what it writes" \
    "$(grep -rnE '(^|[^_a-z"])(goto [a-z]|alloca\(|strcpy\(|strcat\(|sprintf\(|gets\(|atoi\(|atol\(|strtok\()' src --include='*.c')"
check "no function is longer than 40 lines" \
    "$(find src tests -name '*.c' -exec awk '
        FNR == 1 { start = 0 } /^\{/ { start = FNR } /^\}/ && start {
        if (FNR - start > 41) print FILENAME ":" start; start = 0 }' {} +)"
check "no source is longer than 250 lines, no header than 90 beside its comments" \
    "$(find src -name '*.c' -exec awk 'FNR == 251 { print FILENAME }' {} +
       find src -name '*.h' -exec awk '
        FNR == 1 { lines = 0 }
        !/^ *(\/\*|\*)/ && NF { if (++lines == 91) print FILENAME }' {} +)"
check "every header begins with what it is for, and is read once" \
    "$(find src -name '*.h' | while read -r file; do
        head -n 1 "$file" | grep -q '^/\*' && grep -q '^#pragma once' "$file" || echo "$file"; done)"
finish
