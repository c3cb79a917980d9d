# ./dev up, down and psql: a private citylearn with a sample city.

port=${CITYLEARN_PORT:-8080}
portal_port=${CITYLEARN_PORTAL_PORT:-$((port + 2))} # the one between is the operator's where it is installed

# Where the cluster and the sockets are: in build/dev, unless PostgreSQL's own
# user cannot reach that (as root, below a closed folder) or the names of the
# sockets would be too long for the kernel.
choose_place() {
    own=$build/dev
    mkdir -p "$own"
    short=citylearn-$(id -u)-$(echo "$own" | cksum | cut -d' ' -f1)
    data=$own/data run=$own/run
    if ! as_database_user test -x "$own" 2>/dev/null; then
        data=/var/tmp/$short run=/tmp/$short
    elif [ ${#run} -gt 80 ]; then
        run=/tmp/$short
    fi
    own_folder "$run" 711
    [ "$data" = "$own/data" ] || own_folder "$data" 700
    take_place "$top" "$build" "$run" "$data"
    export CITYLEARN_BASE_URL="http://localhost:$port" CITYLEARN_KEY_FILE="$own/key"
    export CITYLEARN_WORKERS="${CITYLEARN_WORKERS:-2}" CITYLEARN_DRAIN_SECONDS=5
}

# A folder in a place that all may write to is used only if it is ours.
own_folder() {
    [ -d "$1" ] || mkdir -m "$2" "$1"
    case $(stat -c %U "$1") in
    "$(id -un)" | "$database_user") ;;
    *) die "$1 belongs to somebody else" ;;
    esac
}

# running: the process id of the ./dev up of this folder, if there is one.
running() {
    [ -s "$own/up.pid" ] && up=$(cat "$own/up.pid") && [ -d "/proc/$up" ] && echo "$up"
}

# check_port PORT NAME: NAME is the variable by which another one is chosen.
check_port() {
    "$top/tests/tools/port-is-free" "$1" && return
    who=$(ss -ltnpH "sport = :$1" 2>/dev/null | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/ by \1 (process \2)/p' | head -n 1)
    die "port $1 is taken$who; choose another one:  $2=8090 ./dev up"
}

up() {
    fresh=
    [ "${1:-}" != --fresh ] || fresh=yes
    install_packages up
    build_in "$build"
    choose_place
    ! running >/dev/null || die "it is up already, as process $(running); ./dev down stops it"
    check_port "$port" CITYLEARN_PORT
    check_port "$portal_port" CITYLEARN_PORTAL_PORT
    echo $$ >"$own/up.pid"
    trap stop_all EXIT
    trap 'exit 0' INT TERM HUP
    [ -z "$fresh" ] || start_over
    start_all
    [ -s "$own/told" ] || tell_story
    say_addresses
    stay
}

start_over() {
    say "starting over"
    stop_database immediate || :
    rm -rf "$data" "$own/key" "$own/told"
    find "$run" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
}

start_all() {
    # What a killed run left behind would be taken for a part that has started.
    rm -f "$run"/*.pid "$run"/*.sock
    if [ ! -s "$data/PG_VERSION" ]; then
        say "making a database"
        rm -f "$own/told"
        make_database
    fi
    stop_database fast 2>/dev/null || :
    start_database
    psql -qXAt -d postgres -c "SELECT 1 FROM pg_database WHERE datname = 'citylearn'" | grep -q 1 ||
        make_owner
    say "migrating"
    citylearn migrate up >>"$log" 2>&1 || fail_with "$log" "the database cannot be migrated"
    [ -s "$CITYLEARN_KEY_FILE" ] || citylearn keys init >>"$log" 2>&1 || fail_with "$log" "no keys"
    say "starting the receivers of webhooks and mails, the workers, the courier and nginx"
    start_receiver_again
    start_mail
    start_api
    start_courier
    start_nginx "127.0.0.1:$port" "127.0.0.1:$portal_port" RATE=2000r/s BURST=4000 CONNECTIONS=1000
}

# On the port that it had before, where endpoints in the database expect it.
start_receiver_again() {
    before=$(cat "$own/receiver.port" 2>/dev/null || echo 0)
    [ "$before" = 0 ] || "$top/tests/tools/port-is-free" "$before" || before=0
    start_receiver "$before"
    echo "$receiver_port" >"$own/receiver.port"
}

tell_story() {
    say "the story of a city, on a database of its own"
    STAGE_TOP=$top STAGE_SOCKET=localhost:$port \
        "$top/tests/e2e/play" --aloud --at "localhost:$port" --heard "$run/heard" \
        --name "receiver=https://localhost:$receiver_port" "$top/tests/e2e/main-story.http" ||
        die "the story has a fault; the logs are in $run"
    date >"$own/told"
}

say_addresses() {
    cat <<-ADDRESSES

	citylearn is up.
	  the API            http://localhost:$port/v1
	  its description    http://localhost:$port/v1/openapi.json
	  a portal with it   http://localhost:$portal_port
	  health, figures    curl --unix-socket $run/operations.sock http://localhost/health/ready
	  the database       ./dev psql
	  make an account    http://localhost:$port/account/sign-up
	  mails came to      http://localhost:$mail_port
	  webhooks came to   $run/heard
	  logs               $run/*.log
	a token for you    ./dev citylearn token --person you@example.net
	Ctrl-C stops it, or ./dev down from elsewhere. ./dev up --fresh starts over.
	ADDRESSES
}

stay() {
    while :; do
        for part in nginx api courier receiver mail; do
            is_up "$part" || fail_with "$run/$part.log" "$part has ended"
        done
        sleep 1 &
        wait $!
    done
}

stop_all() {
    trap - EXIT
    trap '' INT TERM HUP
    say "stopping"
    for one in nginx:QUIT courier:TERM api:TERM receiver:TERM mail:TERM; do
        end_part "${one%:*}" "${one#*:}" 10 || :
    done
    stop_database fast || :
    rm -f "$own/up.pid"
}

down() {
    choose_place
    if up=$(running); then
        kill -TERM "$up"
        while [ -d "/proc/$up" ]; do sleep 0.1; done
    elif [ -s "$data/postmaster.pid" ]; then
        stop_all
    else
        say "it is not up"
    fi
}

open_psql() {
    choose_place
    exec psql "$@"
}
