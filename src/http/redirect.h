/*
 * redirect: the addresses of apps that a browser is sent back to (RFC 6749
 * section 3.1.2, RFC 8252).
 *
 * An address is one that was registered, byte for byte. Only a program on the
 * reader's own machine is free in one thing, the port it listens on: it says
 * 127.0.0.1 or [::1], over http. Results live in the arena.
 */
#pragma once

#include "base/arena.h"

enum { REDIRECT_SIZE_MAX = 2048 }; /* bytes */

/* Whether `asked` is the address `registered`. */
bool redirect_fits(struct str registered, struct str asked);

/*
 * Whether it leads to a program on the reader's machine and not to a site: which
 * program that is nobody can tell, so its person is asked each time.
 */
bool redirect_is_native(struct str uri);

/* The same as a source of a Content-Security-Policy: "https://app.example", "com.example.app:". */
struct str redirect_source(struct arena *arena, struct str uri);

/* What a person knows it by: "app.example", or its scheme. */
struct str redirect_host(struct str uri);

/* `uri` with one more parameter in its query, percent-encoded; as it was when `value` is none. */
struct str redirect_add(struct arena *arena, struct str uri, const char *name, struct str value);
