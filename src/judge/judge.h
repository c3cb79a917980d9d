/*
 * judge: what somebody's badge is worth (docs/explanation/verifying.md). Pure: no database, no net,
 * and the time is given.
 *
 * Read are JSON and compact JWS, as they are, in a PNG or in an SVG, or the address of one: Open
 * Badges 3.0, endorsements and CLR 2.0 on the data models 2.0 and 1.1 of verifiable credentials,
 * and Open Badges 2.0. What has to be looked up is asked of the caller: a judgement has wants, each
 * the address of a document; the caller fetches them, gives all of them back in one step, and there
 * may be wants again, until there are none. Addresses are chosen by whoever made the badge, so that
 * they are fetched through the wall; all begin with "https://".
 *
 *     struct judge *judge = judge_open(arena, bytes, &options);
 *     while ((wants = judge_wants(judge, &count)) != NULL) {
 *         ... fetch each, fill found[0] to found[count - 1] ...
 *         judge_step(judge, found, count);
 *     }
 *     outcome = judge_outcome(judge);
 *
 * All texts live in the arena, or are views of what was given, which has to stay where it is. A
 * step may take some hundred milliseconds of a core, so a worker does it in a thread. Proofs are
 * checked in arenas of their own; the given one should have room for JUDGE_MEMORY_MAX.
 */
#pragma once

#include "judge/outcome.h"

enum {
    JUDGE_BYTES_MAX = 8 << 20,    /* of a picture; */
    JUDGE_DOCUMENT_MAX = 1 << 20, /* of a document, and of an answer: more is as if not had */
    JUDGE_KEYS_MAX = 256 << 10,   /* of an answer that is asked for keys, or what a badge means */
    JUDGE_URL_MAX = 2048,         /* bytes */
    JUDGE_WANTS_MAX = 24,         /* documents in a judgement; what lies beyond is as if not had */
    JUDGE_CHILDREN_MAX = 50,      /* credentials in a CLR, and endorsements in a credential */
    JUDGE_PROOFS_MAX = 128,       /* that are checked in a judgement, */
    JUDGE_PROVEN_MAX = 8 << 20,   /* and bytes of what they are of, each counted by itself */
    JUDGE_STATUSES_MAX = 128,     /* that are looked up in it */
    JUDGE_LEEWAY_S = 60,          /* clocks may differ by this much when something begins */
    JUDGE_MEMORY_MAX = 1 << 30,   /* bytes of the arena */
};

/*
 * Recognises, and asks nothing. `text` is the credential itself, byte for byte as it was in its
 * picture: JSON, a JWS, or an address. `why` says in a sentence why it is no badge.
 */
struct judge_reading {
    enum judge_form form;
    enum judge_kind kind; /* JUDGE_NO_BADGE of an address, of which nothing is known yet */
    struct str text;
    struct str why;
    struct judge_facts facts;
};
struct judge_reading judge_read(struct arena *arena, struct str bytes);

enum judge_want_kind {
    JUDGE_WANT_BADGE,       /* what stands at a bare address: any form above */
    JUDGE_WANT_DID,         /* DID document, or another document that lists its owner's keys */
    JUDGE_WANT_JWK,         /* one bare JWK */
    JUDGE_WANT_JWKS,        /* /.well-known/jwks.json */
    JUDGE_WANT_STATUS_LIST, /* a credential: JSON or JWS */
    JUDGE_WANT_REVOCATIONS, /* of 1EdTech; of Open Badges 2.0 the issuer's revocationList */
    JUDGE_WANT_REFRESH,     /* the newest copy of the credential */
    JUDGE_WANT_ASSERTION_2,
    JUDGE_WANT_CLASS_2,
    JUDGE_WANT_ISSUER_2,
    JUDGE_WANT_KEY_2,
};
struct judge_want {
    enum judge_want_kind kind;
    struct str url;
};
const char *judge_want_accept(enum judge_want_kind kind); /* for the header Accept */

struct judge_found {
    struct str url; /* of the want, before any redirect */
    int status;     /* 0: nobody answered, or the wall refused it */
    struct str type, body;
};

struct judge_options {
    int64_t now;      /* seconds since 1970 */
    struct str email; /* is it this person's? STR_NONE: not asked */
};

struct judge;
struct judge *judge_open(struct arena *arena, struct str bytes,
                         const struct judge_options *options);
/* NULL once there is nothing more to ask. */
const struct judge_want *judge_wants(const struct judge *judge, size_t *count);
/* What is wanted and not among the found, was not had. */
void judge_step(struct judge *judge, const struct judge_found *found, size_t count);
const struct judge_outcome *judge_outcome(const struct judge *judge);
