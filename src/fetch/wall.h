/*
 * wall: which addresses in the world may be spoken to (against server-side
 * request forgery). Default deny: IPv4 without its special ranges (IANA's
 * special-purpose registry), IPv6 only inside 2000::/3 without its tunnels and
 * documentation; any other family is refused.
 */
#pragma once

#include "base/str.h"

#include <sys/socket.h>

struct wall {
    bool loopback;     /* let 127.0.0.0/8 and ::1 through: development */
    const char *ports; /* that an address may name, as "443 8443"; NULL: any */
};

/* Judged at each connect, after names were resolved. */
bool wall_lets(const struct wall *wall, const struct sockaddr *address);

/*
 * Judged when an address is given: https, a public host name (no literal
 * address, no single label, no localhost, .local, .internal or trailing dot,
 * ASCII only), no user, no fragment, a port of `ports`, at most 2048 bytes.
 * With `loopback`, also "localhost" and 127.0.0.1 on any port.
 */
bool wall_lets_url(const struct wall *wall, struct str url);
