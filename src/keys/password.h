/*
 * password: what is kept of a password, and which ones are taken.
 *
 * Kept is "v1$PEPPER$PHC": PHC is the Argon2id string (19 MiB, two passes, one lane: the
 * least that OWASP names) of an HMAC-SHA256 of the password under a pepper that stands in
 * no database; PEPPER names it. The password is normalised before (NFC, as RFC 8265 has it),
 * so that it does not matter which keyboard made its accents.
 *
 * Hashing takes some 30 ms of a core and 19 MiB: a job is prepared and read in the loop's
 * thread, and password_work runs in another. A job holds no password.
 */
#pragma once

#include "base/arena.h"
#include "keys/keys.h"

enum {
    PASSWORD_LETTERS_MIN = 15, /* code points: NIST SP 800-63B-4 for a password alone */
    PASSWORD_LETTERS_MAX = 128,
    PASSWORD_SIZE_MAX = 512, /* bytes */
    PASSWORD_MEMORY_KIB = 19456,
    PASSWORD_PASSES = 2,
    PASSWORD_STORED_MAX = 192, /* bytes, with the NUL */
};

enum password_fault {
    PASSWORD_FITS,
    PASSWORD_TOO_SHORT,
    PASSWORD_TOO_LONG,
    PASSWORD_TOO_COMMON, /* one of those that are guessed first */
    PASSWORD_LIKE_YOU,   /* made of the person's own address or name */
};

/* `email` and `name` may be STR_NONE. What is no UTF-8 is too short. */
enum password_fault password_judge(struct arena *arena, struct str password, struct str email,
                                   struct str name);

enum password_verdict {
    PASSWORD_WRONG,
    PASSWORD_RIGHT,
    PASSWORD_STALE,  /* right, but kept by an older measure: it is to be hashed anew */
    PASSWORD_FAILED, /* there was no memory for it */
};

struct password_job {
    unsigned char mac[KEYS_SHA256_SIZE];
    char pepper_name[9];
    bool is_check;
    char stored[PASSWORD_STORED_MAX]; /* what is checked against, or what was made */
    enum password_verdict verdict;    /* of a check; PASSWORD_RIGHT once a hash was made */
};

/* The pepper, made of the operator's key. */
struct str password_pepper(struct arena *arena, struct str seal);

/*
 * A job that hashes, or when `stored` is not STR_NONE checks. What is not as we keep it, and
 * the password of nobody (stored is STR("")), is checked at the same cost, and is wrong.
 */
void password_prepare(struct arena *arena, struct password_job *job, struct str pepper,
                      struct str password, struct str stored);
void password_work(void *job);                /* in any thread */
void password_wipe(struct password_job *job); /* once it was read */
