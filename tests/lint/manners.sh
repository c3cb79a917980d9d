#!/bin/sh
# Layout and words: .clang-format is the authority, and the project speaks of itself only.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 99
. tests/tools/tap.sh

if command -v clang-format >/dev/null; then
    check "C is laid out as .clang-format says" \
        "$(find src tests -name '*.[ch]' -exec clang-format --dry-run -Werror {} + 2>&1 | grep -E 'error:')"
else
    skip "C is laid out as .clang-format says" "clang-format is not installed"
fi

texts() { find src db nginx tests docs dev README.md -type f 2>/dev/null | grep -vE '/node_modules/|\.(png|zip|gz)$|/corpus/|__pycache__'; }

check "no trailing blanks, no tabs in C" \
    "$(find src tests -name '*.[ch]' -exec grep -nE '[[:blank:]]$|	' {} + | cut -c1-120)"
check "nothing is left to be done later" \
    "$(texts | grep -v '^tests/lint/' | xargs grep -nE '\b(TODO|FIXME|XXX|HACK)\b' | cut -c1-160)"
check "no path of one particular machine" \
    "$(texts | grep -v '^tests/lint/' | xargs grep -nE '(^|[^A-Za-z0-9_.-])/(home|work|root|Users)/[a-z]' | cut -c1-160)"
check "scripts can be run" \
    "$(find dev nginx tests .ci -type f -exec grep -lE -m1 '^#!' {} + | while read -r file; do
        head -c 2 "$file" | grep -q '#!' && [ ! -x "$file" ] && echo "$file"; done)"
check "shell scripts are read by a plain shell" \
    "$(find dev nginx tests .ci -type f | while read -r file; do
        case $(head -n 1 "$file" 2>/dev/null | tr -d '\0') in
        '#!/bin/sh'*) sh -n "$file" 2>&1 ;;
        esac; done)"
check "Python is read by Debian's" \
    "$(find tests -type f | while read -r file; do
        case $file:$(head -n 1 "$file" | tr -d '\0') in
        *.py:* | *'#!/usr/bin/python3') /usr/bin/python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read())' "$file" 2>&1 ;;
        esac; done)"
finish
