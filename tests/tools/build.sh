# Builds out of tree: build/ for use, build/test and build/SANITIZER for tests.

# build_in FOLDER [OPTIONS OF configure]
build_in() {
    folder=$1
    shift
    mkdir -p "$folder"
    make_configure && configure_in "$folder" "$@" && compile_in "$folder" ||
        { tail -n 40 "$log" >&2; die "it does not build; all of it is in $log"; }
}

make_configure() {
    # Made last of all, so that it tells whether the others were made.
    [ ! -s "$top/Makefile.in" ] || return 0
    say "preparing ./configure"
    (cd "$top" && ./autogen.sh) >>"$log" 2>&1
}

configure_in() {
    [ ! -f "$1/Makefile" ] || [ "$*" != "$(cat "$1/configured" 2>/dev/null)" ] || return 0
    say "configuring $1"
    words=$*
    (cd "$1" && shift && "$top/configure" --quiet "$@") >>"$log" 2>&1 && echo "$words" >"$1/configured"
}

compile_in() {
    say "compiling in $1"
    make --silent -C "$1" -j"$(nproc)" all >>"$log" 2>&1
}
