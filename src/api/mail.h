/*
 * mail: mails on their way: what the API shows of them, and the links that they carry.
 */
#pragma once

#include "api/api.h"

/*
 * A mail whose link nobody but its reader may know: sealed about the mail's id, which the
 * caller therefore chooses. `sealed` is an input of a query (pg_bytes).
 */
struct mail_letter {
    struct str id, sealed;
};
struct mail_letter mail_seal(struct call *call, struct str link);

struct reply mail_show(struct call *call);
struct reply mail_resend(struct call *call);
