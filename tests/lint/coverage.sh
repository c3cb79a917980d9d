#!/bin/sh
# Every route of the OpenAPI document is walked by some story, to a good end.
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
    check "every route has a story" "$(echo "$routes" | while read -r route; do
        echo "$seen" | grep -qE "^$(echo "$route" | sed 's/[{}.]/\\&/g') [23]" || echo "$route"; done)"
fi
finish
