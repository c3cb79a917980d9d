/*
 * browser: what only browsers send: cookies (RFC 6265), and where they are.
 */
#pragma once

#include "base/arena.h"

/*
 * The value of a cookie in a Cookie header; STR_NONE when it is not there, and
 * when it is there twice, since then somebody else may have put one of them.
 */
struct str cookie_named(struct str header, struct str name);

/*
 * The part of an address that tells places apart and no person: "192.0.2.0/24"
 * or "2001:db8:1::/48", for what is kept; STR("") when it is no IP address.
 */
struct str network_of(struct arena *arena, struct str address);

/* Whom a limit is for: an IPv4 address whole, of IPv6 the /64, since a house has 2^64 of those. */
struct str neighbour_of(struct arena *arena, struct str address);
