# Builds out of tree: build/ for use, build/test and build/SANITIZER for tests.

# build_in FOLDER [OPTIONS OF configure]
build_in() {
    folder=$1
    shift
    mkdir -p "$folder"
    wanted="$*"
    (
        # One build at a time makes ./configure and the Makefiles' templates.
        [ -x "$top/configure" ] || { say "preparing ./configure"; cd "$top" && ./autogen.sh; } >>"$log" 2>&1
        cd "$folder"
        if [ ! -f Makefile ] || [ "$wanted" != "$(cat configured 2>/dev/null)" ]; then
            say "configuring $folder"
            "$top/configure" --quiet "$@" >>"$log" 2>&1
            echo "$wanted" >configured
        fi
        say "compiling in $folder"
        make --silent -j"$(nproc)" all >>"$log" 2>&1
    ) || { tail -n 40 "$log" >&2; die "it does not build; all of it is in $log"; }
}
