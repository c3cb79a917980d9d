#!/bin/sh
# Makes what nginx answers on its own: one problem (RFC 9457) a file, STATUS.json,
# from the table that the workers answer from.
#
#     nginx/problems.sh FOLDER
#
# THIS-REQUEST becomes the id of the request when the file is sent.
set -eu
table=$(dirname "$0")/../src/base/problem.def
mkdir -p "$1"

awk -F'"' -v folder="$1" '
    BEGIN {
        wanted = " malformed_request not_allowed not_found wrong_method too_slow precondition_failed too_large address_too_long" \
                 " rate_limited headers_too_large broken not_implemented no_answer busy late_answer http_version "
    }
    /^PROBLEM\(/ {
        split($1, head, /, */)
        status = head[2]; slug = head[3]
        if (index(wanted, " " slug " ") == 0) next
        way_out = $0
        sub(/^[^"]*"[^"]*", "/, "", way_out); sub(/"\)$/, "", way_out)
        printf "{\"type\":\"/problems/%s\",\"title\":\"%s\",\"status\":%s,\"detail\":\"%s\"," \
               "\"instance\":\"urn:request:THIS-REQUEST\",\"code\":\"%s\",\"requestId\":\"THIS-REQUEST\"}\n", \
               slug, $2, status, way_out, slug > (folder "/" status ".json")
    }' "$table"
