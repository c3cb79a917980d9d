# ./dev test: builds, runs every test, and counts.

run_tests() {
    name= sanitizer=
    while [ $# -gt 0 ]; do
        case $1 in
        --sanitizer=*) sanitizer=${1#*=} ;;
        --long) export LONG=yes ;;
        -*) die "./dev test [NAME] [--sanitizer=address,undefined] [--long]" ;;
        *) name=$1 ;;
        esac
        shift
    done
    install_packages test
    choose_build
    install_node_packages
    choose_tests
    play_tests
    count_tests
}

choose_build() {
    case $sanitizer in
    '') where=$build/test; build_in "$where" --enable-werror ;;
    *address*) where=$build/asan; build_in "$where" --with-sanitizer="$sanitizer" CFLAGS='-O1 -g' ;;
    *) where=$build/$sanitizer; build_in "$where" --with-sanitizer="$sanitizer" CFLAGS='-O1 -g' ;;
    esac
    export ASAN_OPTIONS=detect_stack_use_after_return=0:abort_on_error=0
    export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
    export LSAN_OPTIONS=suppressions="$top/tests/tools/leaks":print_suppressions=0
    export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:suppressions="$top/tests/tools/races"
}

# Tools of others that check our work; without them the tests that need them are skipped by name.
install_node_packages() {
    export node_packages="$build/node"
    [ -z "$sanitizer" ] && node_is_new || return 0
    cmp -s "$top/tests/node/package.json" "$node_packages/installed.json" && return
    say "fetching the packages of tests/node"
    mkdir -p "$node_packages"
    cp "$top/tests/node/package.json" "$node_packages/"
    if npm install --prefix "$node_packages" --ignore-scripts --no-audit --no-fund \
        --no-package-lock --loglevel=error >>"$log" 2>&1; then
        cp "$top/tests/node/package.json" "$node_packages/installed.json"
    else
        rm -rf "$node_packages/node_modules"
        say "the packages of tests/node cannot be fetched: their tests are skipped"
    fi
}

# All, or those that NAME fits; with a sanitizer only what runs our programs.
choose_tests() {
    tests=$(make --silent -C "$where" list-tests)
    [ -z "$sanitizer" ] || tests=$(echo "$tests" | grep -E '^tests/(unit|fuzz)/|\.http$|^tests/e2e/.*\.py$')
    [ -z "$name" ] || tests=$(echo "$tests" | grep -F -e "${name#./}") || die "no test is called $name"
}

play_tests() {
    say "$(echo "$tests" | wc -l) test files"
    find "$where/tests" \( -name '*.trs' -o -name '*.log' \) -delete 2>/dev/null || :
    : >"$where/check.log"
    # Not check itself: there, one test that does not compile keeps all others from being played.
    make --silent -C "$where" -k -j2 $(echo "$tests" | sed 's/\.[a-z]*$//; s/$/.log/') \
        LOG_DRIVER="$top/tests/tools/one-line $top/build-aux/tap-driver.sh" \
        >>"$where/check.log" 2>&1 &
    making=$!
    trap 'kill "$making" 2>/dev/null; exit 130' INT TERM
    tail --pid="$making" -n +1 -s 0.2 -f "$where/check.log" 2>/dev/null |
        grep --line-buffered -E '^  (ok|FAULT|skip) |error:|Error [0-9]|No rule' || :
    wait "$making" || :
}

count_tests() {
    results=$(cat $(find "$where/tests" -name '*.trs') /dev/null | sed -n 's/^:test-result: \([A-Z]*\).*/\1/p')
    passed=$(echo "$results" | grep -cE '^(PASS|XFAIL)$' || :)
    failed=$(echo "$results" | grep -cE '^(FAIL|XPASS|ERROR)$' || :)
    skipped=$(echo "$results" | grep -c '^SKIP$' || :)
    # A file that left no result, since it could not even be built or started, is a failure as well.
    for one in $tests; do
        [ -s "$where/${one%.*}.trs" ] || [ -s "$where/$one.trs" ] || { say "no result: $one"; failed=$((failed + 1)); }
    done
    [ "$failed" = 0 ] || [ "$passed" != 0 ] || tail -n 20 "$where/check.log"
    echo "$passed passed, $failed failed$([ "$skipped" = 0 ] || echo ", $skipped skipped")"
    [ "$failed" = 0 ]
}
