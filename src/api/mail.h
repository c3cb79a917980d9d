/*
 * mail: mails on their way: what the API shows of them, and the links that they carry.
 */
#pragma once

#include "api/api.h"

/*
 * A new link to a page of ours that nobody but the reader of a mail may know: a secret is its
 * "token". It is sealed about the mail's id, which is therefore chosen here. `hash`, of the
 * secret, and `sealed` are inputs of a query (pg_bytes). Texts live in the call's arena.
 */
struct mail_link {
    struct str hash, mail, sealed;
};
struct mail_link mail_link(struct call *call, const char *page);

/* The address in small letters, or STR_NONE when it is none. */
struct str mail_address(struct call *call, struct str text);

struct reply mail_show(struct call *call);
struct reply mail_resend(struct call *call);
