/*
 * issue: what organisations sign, between the database and badge/: the award as a credential, and
 * the lists of revocations. Each is signed once, by whoever comes first, and kept byte for byte.
 *
 * The caller's door may be the API's or the courier's. What cannot be signed is logged here, since
 * the reason is a fault of ours, and answers PROBLEM_BROKEN. Texts live in the door's arena.
 */
#pragma once

#include "badge/holder.h"
#include "pg/pg.h"

/* What a process has opened: an RSA key takes 50 ms of a core, and all else of an award 2 ms. */
struct issue_keys;
struct issue_keys *issue_keys_open(struct arena *arena); /* ends with the arena */

struct issue_house {
    const struct pg_door *door;
    struct str seal; /* the operator's key */
    struct str base; /* address of the service */
    struct issue_keys *keys;
};

/* The signed credential and the VC-JWT; PROBLEM_NOT_FOUND when there is no such award. */
struct issue_credential {
    struct str document, token;
};
enum problem issue_award(const struct issue_house *house, struct str award,
                         struct issue_credential *credential);
/* The document alone, which is less to be fetched. */
enum problem issue_document(const struct issue_house *house, struct str award,
                            struct str *document);
/* The same as issue_award, of one that is known not to be signed yet. */
enum problem issue_new(const struct issue_house *house, struct str award,
                       struct issue_credential *made);

/*
 * Many of those at once, for who has time: one statement for what they say, and one to keep what
 * was signed. What cannot be signed is logged, and holds up none of the others. `arena` is the
 * set's own, and the door's is not used. Nobody but the set's task may use it.
 */
struct issue_set;
struct issue_set *issue_set_open(const struct issue_house *house, struct arena *arena,
                                 const struct str *awards, size_t count);
/* Signs one more, which is a millisecond of work; false when there is none. */
bool issue_set_sign(struct issue_set *set);
/* Keeps what is not kept yet, and ends the set. */
void issue_set_close(struct issue_set *set);

/*
 * The award bound to a wallet's key, whose did is given: the same credential but for its subject,
 * signed anew, and kept by the wallet alone.
 */
enum problem issue_bound(const struct issue_house *house, struct str award, struct str holder,
                         struct issue_credential *made);

/* An endorsement, signed by the endorser as an award is; PROBLEM_NOT_FOUND before it was given. */
enum problem issue_endorsement(const struct issue_house *house, struct str endorsement,
                               struct issue_credential *credential);
/*
 * Puts the endorsements that count into a document that is not signed: of a version of a badge, or
 * with 0 of anything else by its id.
 */
enum problem issue_endorsed(const struct issue_house *house, struct str id, int64_t version,
                            struct str *document);

/*
 * The id of an award, or of an endorsement, in one of its addresses here, as ids are counted (in
 * small letters); `base` is the address of the service. STR_NONE when it is none.
 */
struct str issue_award_of(struct arena *arena, struct str base, struct str url);
struct str issue_endorsement_of(struct arena *arena, struct str base, struct str url);

/* A list of revocations, signed as of now. */
enum problem issue_status(const struct issue_house *house, struct str list, struct str *document);

/* The documents of anybody's to see, which are not signed. */
enum problem issue_profile(const struct issue_house *house, struct str organisation,
                           struct str *document);
enum problem issue_did(const struct issue_house *house, struct str organisation,
                       struct str *document);
enum problem issue_achievement(const struct issue_house *house, struct str badge, int64_t version,
                               struct str *document);

/*
 * The keys that sign for an organisation: its own, with its Multikey as kid, and the `rsa` of the
 * service, both for as long as the door's arena. What there is none of is made, and what is NULL is
 * not wanted.
 */
struct issue_key {
    struct str kid, own;
    const struct sign_key *rsa;
};
enum problem issue_key(const struct issue_house *house, struct str organisation,
                       struct issue_key *own, struct issue_key *service);
/* Another one signs from now on; its name. */
enum problem issue_rotate(const struct issue_house *house, struct str organisation,
                          struct str *kid);

/*
 * Who signs what is said of an award: its issuer's DID and keys, old ones too, in the door's arena.
 * Whether one of them has signed a document, or (where that is STR_NONE) a VC-JWT. The latter asks
 * no database, and may take as long as a stranger's document does: it is for a thread.
 */
struct issue_signers {
    struct str issuer;
    struct pg_answer keys;
};
enum problem issue_signers(const struct issue_house *house, struct str award,
                           struct issue_signers *signers);
bool issue_have_signed(struct arena *arena, const struct issue_signers *signers,
                       struct str document, struct str token);
