# Installs the Debian packages that are missing; asks for root only then.

# packages_for COMMAND: what it needs, and what all need.
packages_for() {
    awk -v command="$1" '$1 == "up" || $1 == command { print $2 }' "$top/tests/tools/packages"
}

# missing_packages NAME...
missing_packages() {
    for package in "$@"; do
        case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) in
        installed) ;;
        *) echo "$package" ;;
        esac
    done
}

# Node that is new enough may come from elsewhere; then Debian's is not wanted.
without_node() {
    if node_is_new && command -v npm >/dev/null; then grep -vxE 'nodejs|npm'; else cat; fi
}

node_is_new() {
    major=$(node --version 2>/dev/null | sed 's/^v//; s/\..*//')
    [ "${major:-0}" -ge 20 ]
}

install_packages() {
    command -v dpkg-query >/dev/null || die "this needs Debian 12, or another system with its packages"
    missing=$(missing_packages $(packages_for "$1" | without_node))
    [ -n "$missing" ] || return 0
    say "installing $(echo $missing)"
    as_root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null ||
            die "packages are missing and there is no sudo: as root, run  apt-get install $(echo $missing)"
        as_root=sudo
    fi
    forbid_services
    $as_root apt-get update -qq >>"$log" 2>&1 || :
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing \
        >>"$log" 2>&1 || failed="yes"
    allow_services
    [ -z "${failed:-}" ] || { tail -n 20 "$log" >&2; die "apt-get could not install: $(echo $missing)"; }
}

# PostgreSQL and nginx of the system stay as they were: what is installed here is not started.
policy=/usr/sbin/policy-rc.d
forbid_services() {
    [ -e "$policy" ] && return
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod 755 "$policy"
    forbidden=yes
}

allow_services() {
    [ -z "${forbidden:-}" ] || $as_root rm -f "$policy"
    forbidden=
}
