/*
 * oauth: what the courier says where it is a client: to a city's provider of identities, and to
 * other hosts of badges. For the files of this room only.
 */
#pragma once

#include "courier/parts.h"

enum { OAUTH_ANSWER_MAX = 64 << 10 }; /* bytes of what is answered to a form */

/* A header line: client_secret_basic (RFC 6749 section 2.3.1). */
struct str oauth_basic(struct arena *arena, struct str client, struct str secret);

/* Posts a form; an answer in JSON is asked for, and redirects are not followed. */
struct fetch_reply oauth_post(const struct courier *courier, struct arena *arena, struct str url,
                              struct str authorization, struct str form);

/* Asks for a document in JSON, of at most `body_max` bytes; redirects are not followed. */
struct fetch_reply oauth_get(const struct courier *courier, struct arena *arena, struct str url,
                             size_t body_max);

/* Of the form "a=b&c=d", one more member; nothing when the value is STR_NONE. */
void oauth_add(struct text *form, const char *name, struct str value);
