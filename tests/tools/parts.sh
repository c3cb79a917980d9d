# The parts of a running citylearn, started and stopped one by one. For
# tests/stage and ./dev, which call take_place before anything else.
#
# Each part leaves its process id in $run/PART.pid, and says all it has to say
# in $run/PART.log.

# take_place TOP BUILD RUN DATA: the sources, the programs; sockets, pids and
# logs; the cluster of PostgreSQL.
take_place() {
    top=$1 build=$2 run=$3 data=$4
    postgres_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    PATH=$build:${postgres_bin:+$postgres_bin:}$PATH:/usr/sbin:/sbin
    export PATH PGHOST="$run/pg" PGPORT=5432 PGUSER=postgres PGDATABASE=citylearn
    export CITYLEARN_DATABASE="host=$run/pg port=5432 dbname=citylearn"
    export CITYLEARN_RUN_DIR="$run" CITYLEARN_CONFIG=/dev/null
    # Without a sink of their own, mails go nowhere.
    export CITYLEARN_SMTP_URL=smtp://127.0.0.1:1
}

# PostgreSQL refuses to run as root, so then it runs as the user that its package made.
database_user=$(id -un)
[ "$(id -u)" != 0 ] || database_user=$(id -un postgres 2>/dev/null || echo nobody)
as_database_user() {
    if [ "$(id -u)" != 0 ]; then "$@"; else (cd / && runuser -u "$database_user" -- "$@"); fi
}

make_database() {
    mkdir -p "$data"
    chmod 700 "$data"
    [ "$(id -u)" != 0 ] || chown "$database_user" "$data"
    as_database_user initdb --pgdata="$data" --username=postgres --auth=trust --encoding=UTF8 \
        --locale=C.UTF-8 --no-sync >"$run/initdb.log" || { cat "$run/initdb.log" >&2; return 1; }
}

# start_database [FURTHER OPTIONS OF THE SERVER]
start_database() {
    mkdir -p "$run/pg"
    touch "$run/database.log"
    [ "$(id -u)" != 0 ] || chown "$database_user" "$run/pg" "$run/database.log"
    as_database_user pg_ctl --pgdata="$data" --log="$run/database.log" --wait --options="-c port=5432 \
        -c unix_socket_directories=$run/pg -c unix_socket_permissions=0700 -c listen_addresses= $*" \
        start >/dev/null || { tail -n 20 "$run/database.log" >&2; return 1; }
}

# As an operator does once: see docs/how-to/install.md.
make_owner() {
    psql -qX -d postgres -c 'CREATE ROLE citylearn_owner LOGIN CREATEROLE' \
        -c 'CREATE DATABASE citylearn OWNER citylearn_owner'
}

# stop_database fast|immediate
stop_database() {
    [ ! -s "$data/postmaster.pid" ] || as_database_user pg_ctl --pgdata="$data" --mode="$1" --wait stop >/dev/null
}

# wait_for PART FILE: until the part has made it, for half a minute, or the part has ended.
wait_for() {
    for _ in $(seq 600); do
        [ ! -S "$2" ] && [ ! -s "$2" ] || return 0
        is_up "$1" || break
        sleep 0.05
    done
    echo "$1 does not start:" >&2
    tail -n 20 "$run/$1.log" >&2
    return 1
}

# A process that has ended and whose status nobody asked for is not up.
is_up() {
    [ -s "$run/$1.pid" ] && grep -q '^State:[[:space:]][^ZX]' "/proc/$(cat "$run/$1.pid")/status" 2>/dev/null
}

# start_part PART COMMAND...
start_part() {
    part=$1
    shift
    # In a session of its own, so that Ctrl-C reaches only who started it.
    setsid "$@" >"$run/$part.out" 2>>"$run/$part.log" </dev/null &
    echo $! >"$run/$part.pid"
}

start_api() {
    start_part api citylearn-api
    for worker in $(seq "${CITYLEARN_WORKERS:-2}"); do
        wait_for api "$run/api-$worker.sock" || return 1
    done
}

start_courier() { start_part courier citylearn-courier; }

# start_receiver [PORT]
start_receiver() {
    [ -s "$run/ca.pem" ] || "$top/tests/e2e/certificate.sh" "$run"
    start_part receiver "$top/tests/e2e/receiver" --certificate "$run/localhost.pem" \
        --key "$run/localhost.key" --heard "$run/heard" --port "${1:-0}"
    wait_for receiver "$run/receiver.out" || return 1
    receiver_port=$(cat "$run/receiver.out")
    export CITYLEARN_WEBHOOK_LOOPBACK=yes CITYLEARN_WEBHOOK_PORTS="443 8443 $receiver_port"
    export CITYLEARN_WEBHOOK_CA_FILE="$run/ca.pem"
}

# start_mail [SMTP-PORT WEB-PORT]: a server for mails that keeps them, and shows them on a page.
start_mail() {
    start_part mail "$top/tests/tools/mail-sink" --mails "$run/mails" --smtp "${1:-0}" --web "${2:-0}"
    wait_for mail "$run/mail.out" || return 1
    read -r smtp_port mail_port <"$run/mail.out"
    export CITYLEARN_SMTP_URL="smtp://127.0.0.1:$smtp_port"
}

# start_nginx LISTEN PORTAL-LISTEN [NAME=VALUE of nginx/site]...
start_nginx() {
    listen=$1
    portal_listen=$2
    shift 2
    "$top/nginx/problems.sh" "$run/problems"
    "$top/nginx/site" LISTEN="$listen" OPERATIONS_LISTEN="unix:$run/operations.sock" RUN="$run" \
        WORKERS="${CITYLEARN_WORKERS:-2}" CACHE="$run/cache" PROBLEMS="$run/problems" \
        ACCESS_LOG="$run/access.log citylearn" CACHE_STATUS='$upstream_cache_status' "$@" \
        >"$run/site.conf" || return 1
    portal_site "$portal_listen" >>"$run/site.conf"
    nginx_frame >"$run/nginx.conf"
    rm -f "$run/operations.sock" "$run/web.sock" "$run/portal.sock"
    start_part nginx nginx -e "$run/nginx.log" -c "$run/nginx.conf"
    wait_for nginx "$run/operations.sock"
}

# portal_site LISTEN: tests/portal, a page of another origin with a policy as strict as portals have them.
portal_site() {
    citylearn_at=${CITYLEARN_BASE_URL:-http://localhost}
    mkdir -p "$run/portal"
    for file in "$top"/tests/portal/*; do
        sed "s|@CITYLEARN@|$citylearn_at|g" "$file" >"$run/portal/${file##*/}"
    done
    cat <<-NGINX
	server {
	    listen $1;
	    server_name _;
	    access_log off;
	    root $run/portal;
	    types { text/html html; text/css css; }
	    charset utf-8;
	    add_header Cache-Control no-store;
	    add_header Content-Security-Policy "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src $citylearn_at; connect-src $citylearn_at; frame-src $citylearn_at; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
	}
	NGINX
}

nginx_frame() {
    [ "$(id -u)" != 0 ] || echo 'user root;'
    cat <<-NGINX
	daemon off;
	worker_processes ${NGINX_WORKERS:-1};
	pid $run/nginx-own.pid;
	error_log $run/nginx.log warn;
	events { worker_connections 2048; }
	http {
	    client_body_temp_path $run/body;
	    fastcgi_temp_path $run/fastcgi;
	    proxy_temp_path $run/proxy;
	    uwsgi_temp_path $run/uwsgi;
	    scgi_temp_path $run/scgi;
	    include $run/site.conf;
	}
	NGINX
}

# end_part PART SIGNAL SECONDS: asks it to end, and insists after SECONDS; its exit status.
end_part() {
    [ -s "$run/$1.pid" ] || return 0
    pid=$(cat "$run/$1.pid")
    kill "-$2" "$pid" 2>/dev/null || :
    for _ in $(seq $(($3 * 20))); do
        is_up "$1" || break
        sleep 0.05
    done
    if is_up "$1"; then
        echo "it did not end within $3 seconds of $2" >>"$run/$1.log"
        kill -KILL "$pid"
    fi
    rm -f "$run/$1.pid"
    wait "$pid" 2>/dev/null
}
