#!/bin/sh
# The reference pages say of every problem and every setting what it is, and of none that is not.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 99
. tests/tools/tap.sh

problems=$(awk -F, '/^PROBLEM\(/ { gsub(/ /, "", $3); print $3 }' src/base/problem.def | sort -u)
settings=$(awk -F'[(,]' '/^SETTING\(/ { print $2 }' src/base/settings.def | sort -u)

# explained FILE NAME...: the names that have no heading or row of their own there.
unexplained() {
    page=$1
    shift
    for name in "$@"; do grep -qE "^(#+ |\| *)\`?$name\`?( |\$|\|)" "$page" || echo "$name"; done
}

for pair in problems:docs/reference/problems.md settings:docs/reference/settings.md; do
    page=${pair#*:}
    if [ ! -f "$page" ]; then
        skip "$page explains each of the ${pair%:*}" "the page does not exist yet"
    elif [ "${pair%:*}" = problems ]; then
        check "$page explains every problem" "$(unexplained "$page" $problems)"
    else
        check "$page explains every setting" "$(unexplained "$page" $settings)"
    fi
done

# Faults that want a person.
faults=$(grep -rhoE 'log_fault\("[a-z_]+"' src | sed 's/.*"\(.*\)"/\1/' | sort -u)
untold() { for name; do grep -q "\`$name\`" docs/how-to/operate.md || echo "$name"; done; }
check "the operator is told of every fault" "$(untold $faults)"

finish
