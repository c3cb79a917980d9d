#!/bin/sh
# The tables of contexts say what the documents say that they were made of, where these are at hand.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 99
. tests/tools/tap.sh

documents=
for folder in ../shared/specs/contexts ../../shared/specs/contexts; do
    [ ! -d "$folder" ] || documents=$folder
done

for table in src/ld/contexts/*.txt; do
    address=$(sed -n 's/^context //p' "$table")
    digest=$(sed -n 's/^sha256 //p' "$table")
    title="$(basename "$table" .txt) is as its document says"
    document=$([ -z "$documents" ] || sha256sum "$documents"/* | sed -n "s/^$digest  //p")
    if [ -z "$documents" ]; then
        skip "$title" "the documents are not here"
    elif [ -z "$document" ]; then
        check "$title" "no document has the SHA-256 $digest"
    else
        check "$title" "$(tests/tools/context-table "$address" "$document" | diff - "$table")"
    fi
done

# Whoever reads a credential looks for members by one name, and src/badge/plain.c refuses what it knows as
# others: whole addresses, names of types, and "uid". "signature" is the value of a proof, and not in the graph.
known='^(uid|signature)$'
check "nothing has two names that a member may have" "$(awk -v known="$known" '
    $2 ~ /^[:=]$/ && $1 !~ /^[A-Z0-9]/ && $1 !~ known {
        if (name[$3] != "" && name[$3] != $1) print $3 " is " $1 " and " name[$3]
        name[$3] = $1 }' src/ld/contexts/*.txt | sort -u)"
check "every table is built in" "$(for table in src/ld/contexts/*.txt; do
    grep -q "contexts/$(basename "$table")" src/ld/room.mk || echo "$table"; done)"
finish
