#!/bin/sh
# Every route has a story, and every noun its own files on the floors that it lives on.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
. "$top/tests/tools/tap.sh"
build=${build:-$PWD}

if [ ! -s "$build/openapi.json" ] || [ -z "$(ls "$build/tests/seen" 2>/dev/null)" ]; then
    skip "every route has a story" "no story was told in this build"
else
    routes=$(jq -r '(.servers[0].url // "" | sub("^https?://[^/]+"; "") | sub("/$"; "")) as $prefix
        | .paths | to_entries[] | .key as $path | .value | keys[]
        | select(IN("get", "post", "put", "patch", "delete")) | ascii_upcase + " " + $prefix + $path' \
        "$build/openapi.json" | sort -u)
    seen=$(cat "$build"/tests/seen/* | sort -u)
    check "every route answers well in some story" "$(echo "$routes" | while read -r route; do
        echo "$seen" | grep -qE "^$(echo "$route" | sed 's/[{}.]/\\&/g') [23]" || echo "$route"; done)"
    check "every route refuses something in some story" "$(echo "$routes" | while read -r route; do
        echo "$seen" | grep -qE "^$(echo "$route" | sed 's/[{}.]/\\&/g') [4]" || echo "$route"; done)"
fi

cd "$top" || exit 99
check "a noun with queries has a file in sql/ or a story" "$(find db/queries -name '*.sql' 2>/dev/null |
    sed 's|.*/||; s|\.sql$||' | while read -r noun; do
        ls tests/sql/"$noun"*.sql tests/e2e/"$noun"*.http >/dev/null 2>&1 ||
            grep -rqsE "sql_${noun}_" src/courier src/api || echo "$noun"; done)"
finish
