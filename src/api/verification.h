/*
 * verification: what anybody's badge is worth, for whoever asks.
 *
 * An award of this service is answered out of what stands here, in one statement (and one before it
 * when a credential was shown, to know whether it is the one that is kept). Anything else is
 * taken in, and judged by the courier, who alone speaks to strangers; meanwhile the answer is where
 * its address says. The learner's address is compared, and neither told nor kept.
 */
#pragma once

#include "api/api.h"
#include "judge/judge.h"

extern const struct shape verification_question, verification_form;
extern const char *const verification_types[]; /* of files, ended by NULL */
bool verification_takes(struct str type);      /* whether it is one of these */

struct reply verification_show(struct call *call);
struct reply verification_ask(struct call *call);

/* verification-page.c */
struct reply verification_form_show(struct call *call);
struct reply verification_form_send(struct call *call);
struct reply verification_page(struct call *call); /* verification-verdict.c */

/* What was asked, understood by verification-read.c. */
struct verification_asked {
    struct str email;           /* whose it may be, or STR_NONE */
    struct str award;           /* the id of one of ours, or STR_NONE */
    struct str endorsement;     /* the same */
    struct str document, token; /* of ours, what was shown: JSON, or a JWS */
    bool is_hosted;     /* shown was the older form of it, an assertion of Open Badges 2.0 */
    struct str content; /* what is to be judged, or its address */
    struct str name;    /* the credential's own id, or its address */
};

/* What the bytes are (judge_read), in a thread; false when there is too much to do. */
bool verification_recognise(struct call *call, struct str bytes, struct judge_reading *read);

/*
 * Understands an address, or the bytes of a badge in any form. `why` is a sentence about what is no
 * badge, where the problem is PROBLEM_BAD_INPUT.
 */
enum problem verification_read_url(struct call *call, struct str url,
                                   struct verification_asked *asked);
enum problem verification_read(struct call *call, struct str bytes,
                               struct verification_asked *asked, struct str *why);

/*
 * What was shown of an award of ours is taken out of the question when it is ours, though it is not
 * what is kept: what a wallet was given, which has the wallet's key in it, or the older form. Then
 * the award is what is left to be judged. Asks the database; refuses who has too much of it judged.
 */
enum problem verification_know(struct call *call, struct verification_asked *asked);
/* Takes in what is not an award of ours, or answers an endorsement of ours: a row's id and body. */
struct pg_answer verification_take_in(struct call *call, const struct verification_asked *asked);
/* Whether whoever has things judged for `who` has to wait (retry_after). */
bool verification_is_over(struct call *call, struct str who);

/* Of the question: whether whoever asks has to wait (retry_after), its hash, the address sealed. */
bool verification_waits(struct call *call, const struct verification_asked *asked);
struct str verification_hash(struct call *call, const struct verification_asked *asked);
struct str verification_sealed(struct call *call, struct str hash, struct str email);
