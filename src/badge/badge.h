/*
 * badge: awards as Open Badges 3.0 credentials, which software of others accepts
 * (docs/explanation/badges.md). Pure: no database, no net, no clock.
 *
 * An award is signed twice out of one model: with a proof inside the document (W3C Data
 * Integrity, eddsa-rdfc-2022), and as a VC-JWT (RS256). Each document is JSON text in the caller's
 * arena. Times are seconds since 1970, and credentials are dated to the whole second, since
 * "nbf" and "validFrom" have to be the same. What cannot be made answers STR_NONE.
 */
#pragma once

#include "keys/keys.h"
#include "ld/ld.h"

enum {
    BADGE_STATUS_BITS = 131072, /* of a status list: the least that the standard allows */
    BADGE_STATUS_TEXT_MAX = 64 << 10,
    BADGE_STATUS_BITS_MAX = 8 << 20, /* of somebody else's, unpacked: 1 MiB */
    BADGE_BASE58_MAX = 128,          /* bytes that are written so */
    BADGE_JWT_MAX = 1 << 20,         /* bytes */
};

/* base58btc without its prefix; STR_NONE of more than BADGE_BASE58_MAX bytes, or other letters. */
struct str badge_base58(struct arena *arena, struct str bytes);
struct str badge_from_base58(struct arena *arena, struct str text);

/* An Ed25519 public key as Multikey, "z6Mk..." (Controlled Identifiers 1.0 section 2.2.2). */
struct str badge_multikey(struct arena *arena, struct str public_half);
struct str badge_from_multikey(struct arena *arena, struct str text);

/* did:web of an organisation, for a service at `base` ("https://host:port/path"). */
struct str badge_did(struct arena *arena, struct str base, struct str organisation);

struct badge_skill {
    struct str name, uri;
};

/*
 * What a badge means; and what an organisation is. STR_NONE is left out where it may be. What this
 * room has no rule for is given as the JSON that the standard wants.
 */
struct badge_achievement {
    struct str id, name, description, criteria, criteria_url, type, language; /* the id is a uuid */
    struct str image_caption;
    struct str version; /* digits, or STR_NONE as the first one */
    const struct str *tags;
    const struct badge_skill *skills;
    size_t tag_count, skill_count;
    struct str alignments; /* beside the skills: a list of Alignment */
    struct str more;       /* an object, whose members it has as well */
};
struct badge_issuer {
    struct str id, name, url, description, legal_name;
};

struct badge_award {
    struct str base;                /* address of the service */
    struct str id, subject, holder; /* the last: the did that it is bound to, or STR_NONE */
    struct badge_issuer issuer;
    struct badge_achievement achievement;
    struct str recipient_hash, salt; /* SHA-256 in hexadecimal digits of address and salt */
    int64_t issued_at, expires_at;   /* 0: never */
    struct str list;                 /* of its status */
    int64_t place;                   /* in it */
    struct str more, evidence;       /* members of the subject, as an object; a list of Evidence */
};

/* The documents, without a proof. */
struct str badge_credential(struct arena *arena, const struct badge_award *award);
struct str badge_achievement(struct arena *arena, struct str base,
                             const struct badge_achievement *achievement,
                             const struct badge_issuer *issuer);
struct str badge_profile(struct arena *arena, struct str base, const struct badge_issuer *issuer);

/* A key of an issuer: a Multikey, or where `jwk` is given an RSA key under that name. */
struct badge_key {
    struct str name, jwk;
};
struct str badge_did_document(struct arena *arena, struct str did, const struct badge_key *keys,
                              size_t count);

/* What one organisation says of another, of a badge or of an award: `subject` is the id of that. */
struct badge_endorsement {
    struct str base, id; /* address of the service, and a uuid */
    struct badge_issuer issuer;
    struct str subject, name, comment;
    int64_t issued_at;
    struct str list; /* of its status */
    int64_t place;   /* in it */
};
struct str badge_endorsement_credential(struct arena *arena,
                                        const struct badge_endorsement *endorsement);
/* As badge_jwt does of an award. */
struct str badge_endorsement_jwt(struct arena *arena, struct str credential,
                                 const struct badge_endorsement *endorsement,
                                 const struct sign_key *key, struct str key_url);

/* W3C Bitstring Status List 1.0: one purpose, revocation. */
struct badge_status {
    struct str base, list, organisation; /* the latter two are uuids */
    int64_t signed_at;
    const uint32_t *revoked; /* places below BADGE_STATUS_BITS */
    size_t count;
};
struct str badge_status_credential(struct arena *arena, const struct badge_status *status);
/* "u" and base64url of gzip; what is in it, or STR_NONE; and whether the bit at `place` is set,
   false when there is none. */
struct str badge_status_encode(struct arena *arena, const uint32_t *places, size_t count);
struct str badge_status_bits(struct arena *arena, struct str encoded);
bool badge_status_bit(struct str bits, uint64_t place, bool *is_set);

/*
 * Adds the proof. `method` is the DID with "#" and the multikey of the private `key`. STR_NONE with
 * `fault` when the document holds what no context explains, and would so not be signed.
 */
struct badge_signer {
    struct str key, method;
    int64_t now;
};
struct str badge_prove(struct arena *arena, struct str document, const struct badge_signer *signer,
                       struct ld_fault *fault);

/*
 * VC-JWT (Open Badges 3.0 section 8.2): `key_url` is where the public key is, as one JWK.
 */
struct str badge_jwt(struct arena *arena, struct str credential, const struct badge_award *award,
                     const struct sign_key *key, struct str key_url);
