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

#include "base/arena.h"

enum {
    JUDGE_BYTES_MAX = 8 << 20,    /* of a picture; */
    JUDGE_DOCUMENT_MAX = 1 << 20, /* of a document, and of an answer: more is as if not had */
    JUDGE_URL_MAX = 2048,         /* bytes */
    JUDGE_WANTS_MAX = 24,         /* documents in a judgement; what lies beyond is as if not had */
    JUDGE_CHILDREN_MAX = 50,      /* credentials in a CLR, and endorsements in a credential */
    JUDGE_PROOFS_MAX = 128,       /* that are checked in a judgement */
    JUDGE_MEMORY_MAX = 256 << 20, /* bytes of the arena */
};

/* How it came, and what it is. */
enum judge_form { JUDGE_UNREADABLE, JUDGE_JSON, JUDGE_JWS, JUDGE_PNG, JUDGE_SVG, JUDGE_URL };
enum judge_kind {
    JUDGE_NO_BADGE,
    JUDGE_BADGE, /* AchievementCredential of Open Badges 3.0 */
    JUDGE_ENDORSEMENT,
    JUDGE_CLR,
    JUDGE_HOSTED_2, /* Open Badges 2.0: an Assertion that is hosted, */
    JUDGE_SIGNED_2, /* and one that is signed */
};
const char *judge_form_name(enum judge_form form); /* "json", "jws", "png", "svg", "url" */
const char *judge_kind_name(enum judge_kind kind); /* "badge", "endorsement", "clr", ... */

/*
 * What the badge says of itself, for people and for lists; STR_NONE where it says nothing, and
 * nobody vouches for any of it before the verdict. Nothing of the learner is here.
 */
struct judge_facts {
    struct str id;                /* of the credential or assertion */
    struct str name, description; /* of the achievement; of a CLR or an endorsement its own */
    struct str achievement;       /* its id; of an endorsement the id of what is endorsed */
    struct str image;             /* address, or "data:" */
    struct str criteria;          /* Markdown */
    struct str criteria_url;
    struct str comment;             /* of an endorsement */
    struct str issuer, issuer_name; /* the former is its id */
    struct str issuer_url;
    struct str issued, expires; /* RFC 3339, as they stand */
    bool is_older_model;        /* data model 1.1 of verifiable credentials */
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

enum judge_verdict {
    JUDGE_VALID,
    JUDGE_EXPIRED,
    JUDGE_REVOKED, /* or suspended */
    JUDGE_SUPERSEDED,
    JUDGE_TAMPERED,       /* the signature is of another text */
    JUDGE_UNKNOWN_ISSUER, /* the key is not one of the issuer's */
    JUDGE_NOT_VERIFIABLE, /* now: something could not be had, or is not read here */
    JUDGE_NOT_A_BADGE,
};
const char *judge_verdict_name(enum judge_verdict verdict); /* "valid", "unknown_issuer", ... */

enum judge_state { JUDGE_PASSED, JUDGE_FAILED, JUDGE_WARNED, JUDGE_SKIPPED };
const char *judge_state_name(enum judge_state state); /* "passed", "failed", ... */
struct judge_check {
    const char *name; /* "form", "shape", "key", "proof", "refresh", "status", "period", ... */
    enum judge_state state;
    struct str reason; /* a whole sentence */
};

enum judge_answer { JUDGE_NOT_ASKED, JUDGE_YES, JUDGE_NO };
const char *judge_answer_name(enum judge_answer answer);

struct judge_outcome {
    enum judge_form form;
    enum judge_kind kind;
    enum judge_verdict verdict;
    struct str reason; /* of the verdict: a whole sentence */
    const struct judge_check *checks;
    size_t check_count;
    struct judge_facts facts;
    struct str text;             /* that was judged: what the refresh service gave, if it did */
    bool is_refreshed;           /* then the verdict and the facts are of the newer copy */
    enum judge_answer recipient; /* whether it is that person's */
    /* The verdict does not depend on these; they have none of their own below them. */
    const struct judge_outcome *endorsements, *contents; /* the latter of a CLR */
    size_t endorsement_count, content_count;
};

struct judge;
struct judge *judge_open(struct arena *arena, struct str bytes,
                         const struct judge_options *options);
/* NULL once there is nothing more to ask. */
const struct judge_want *judge_wants(const struct judge *judge, size_t *count);
/* What is wanted and not among the found, was not had. */
void judge_step(struct judge *judge, const struct judge_found *found, size_t count);
const struct judge_outcome *judge_outcome(const struct judge *judge);
