/*
 * outcome: what is said of a badge, and what it says of itself; included by judge.h.
 */
#pragma once

#include "base/arena.h"

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
