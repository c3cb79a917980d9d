/*
 * parts: what the files of this room know of each other, and nobody else.
 *
 * A judgement is worked out from the start after each step, as if all that is not had were missing.
 * Whoever misses a document notes it as a want, and while there are any the outcome is not used. So
 * nothing has to be kept of how far it was; only what is costly is: what was read, and proofs.
 */
#pragma once

#include "badge/check.h"
#include "judge/judge.h"
#include "judge/tree.h"

/* A credential that was read. Of a JWS `token` is not STR_NONE, and `tree` is its payload. */
struct judge_piece {
    struct str text, token;
    struct badge_jws jws;
    const struct json_tree *header, *tree; /* the former of a JWS */
    const struct json_tree *credential;    /* with what the claims of a JWS say, data model 1.1 */
    enum judge_kind kind;
    bool is_older_model;
    bool is_plain; /* badge_is_plain, of what is no JWS */
};

/* A document that was asked for. */
struct judge_paper {
    struct judge_want want;
    int status;
    bool is_had;
    struct str body;
    bool is_read; /* then `tree` and `piece` are known, which may be NULL */
    const struct json_tree *tree;
    const struct judge_piece *piece;
    bool is_unpacked[2]; /* then `bits` is known, of a status list; [1] of the older kind */
    struct str bits[2];
};

struct judge_proven {
    const void *what; /* the proof, or the bytes of a token */
    struct str key;
    enum badge_verdict verdict;
    struct ld_fault fault;
};

struct judge {
    struct arena *arena;
    struct judge_options options;
    struct judge_reading reading;
    const struct judge_piece *piece;
    struct judge_paper papers[JUDGE_WANTS_MAX];
    size_t paper_count, answered; /* those from `answered` on are wanted */
    struct judge_want wants[JUDGE_WANTS_MAX];
    struct judge_proven proven[JUDGE_PROOFS_MAX];
    struct {
        const char *at;                  /* of the text as it stands there */
        const struct judge_piece *piece; /* or NULL */
    } inner[JUDGE_PROOFS_MAX];           /* JWS within documents */
    size_t proven_count, inner_count;
    size_t proven_size, statuses; /* bytes, of all steps; looked up in this step */
    struct judge_outcome outcome;
};

/* One credential, that is being judged. */
enum { JUDGE_CHECKS_MAX = 24 };
struct judge_case {
    struct judge *judge;
    const struct judge_piece *piece;
    struct judge_outcome *out;
    struct judge_check *checks; /* of `out` */
    bool is_inner;              /* an endorsement, or in a CLR: nothing below it is judged */
};
void judge_note(struct judge_case *one, const char *name, enum judge_state state,
                const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Notes a failed check whose reason is that of the verdict, unless a graver one is there. */
void judge_settle(struct judge_case *one, const char *name, enum judge_verdict verdict,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));
struct str judge_shown(struct str text); /* no more of it than a sentence can bear */

/* ask.c: NULL when the document is yet to come, may not be asked for, or is one too many. */
struct judge_paper *judge_ask(struct judge *judge, enum judge_want_kind kind, struct str url);
/* Whether it was said that there is none, which is not the same as hearing nothing. */
bool judge_is_gone(const struct judge_paper *paper);
const struct json_tree *judge_paper_tree(struct judge *judge, struct judge_paper *paper);
const struct judge_piece *judge_paper_piece(struct judge *judge, struct judge_paper *paper);

/* read.c; NULL when it is neither JSON nor a JWS of JSON. */
const struct judge_piece *judge_piece_read(struct arena *arena, struct str text);
const struct judge_piece *judge_piece_of(struct arena *arena, const struct json_tree *tree);
struct str judge_trimmed(struct str text);
/* An id as ids are compared (Open Badges 3.0 section 10): without escapes, and blanks around it. */
struct str judge_id_meant(struct arena *arena, struct str id);
bool judge_is_url(struct str text); /* "https://", and nothing that no address has */

/* claims.c: a credential of data model 1.1 with what iss, jti, nbf, exp and sub say alone; and one
   of 2.0, which counts no longer than its token. */
const struct json_tree *judge_with_claims(struct arena *arena, const struct json_tree *payload,
                                          const struct json_tree *inner);
const struct json_tree *judge_with_end(struct arena *arena, const struct json_tree *payload);

/* facts.c */
struct judge_facts judge_facts_of(const struct judge_piece *piece);

/* tree.c: validFrom and validUntil, whatever the data model calls them; STR_NONE. */
struct str judge_since(const struct judge_piece *piece);
struct str judge_until(const struct judge_piece *piece);

/* shape.c: false when what no badge can be without is missing, and `why` is a sentence. */
bool judge_shape(struct arena *arena, const struct judge_piece *piece, struct str *why);
/* What others find fault with. */
void judge_shape_warnings(struct judge_case *one);

/* status.c, revocations.c, refresh.c, recipient.c, inner.c */
void judge_status(struct judge_case *one);
void judge_revocations(struct judge_case *one, const struct json_tree *entry);
const struct judge_piece *judge_refresh(struct judge_case *one);
void judge_recipient(struct judge_case *one);
void judge_endorsements(struct judge_case *one);
void judge_contents(struct judge_case *one);

/* ob2.c: all of an assertion of Open Badges 2.0; and whom it says that it was given to. */
void judge_older(struct judge_case *one);
void judge_recipient_2(struct judge_case *one, const struct json_tree *recipient);

/* credential.c: the order of the checks. */
void judge_credential(struct judge *judge, const struct judge_piece *piece, bool is_inner,
                      struct judge_outcome *out);
