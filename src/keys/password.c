#include "keys/password-parts.h"

#include "keys/wipe.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define KEPT_AS "v1$"

enum { PEPPER_LETTERS = 8 };

struct str
password_normalised(struct arena *arena, struct str password)
{
    utf8proc_uint8_t *made = NULL;
    utf8proc_ssize_t size;
    struct str copy;

    if (password.size > PASSWORD_SIZE_MAX)
        return STR_NONE;
    size = utf8proc_map((const utf8proc_uint8_t *)password.at, (utf8proc_ssize_t)password.size,
                        &made, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (size < 0)
        return STR_NONE;
    copy = wipe_later(arena, arena_copy(arena, (struct str){(char *)made, (size_t)size}));
    sodium_memzero(made, (size_t)size);
    free(made);
    return copy;
}

static void
name_pepper(struct arena *arena, struct str pepper, char name[PEPPER_LETTERS + 1])
{
    struct str mac = keys_hmac_sha256(arena, pepper, STR("name"));

    sodium_bin2hex(name, PEPPER_LETTERS + 1, (const unsigned char *)mac.at, PEPPER_LETTERS / 2);
}

/* The hash of nobody's password, of the same measure as a real one. */
static const char nobody[crypto_pwhash_argon2id_STRBYTES] =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXRoaW5nIHNhbHR5IQ$"
    "bm9ib2R5IGhhcyB0aGlzIHBhc3N3b3JkIGFueXdoZXI";

/* The PHC string of what is kept; nobody's, and false, when it is not of our making. */
static bool
read_phc(const struct password_job *job, char phc[crypto_pwhash_argon2id_STRBYTES])
{
    const size_t head = sizeof(KEPT_AS) - 1 + PEPPER_LETTERS;
    struct str stored = str_of(job->stored);
    bool is_ours = str_starts(stored, STR(KEPT_AS)) && stored.size > head + 1 &&
                   stored.size - head < crypto_pwhash_argon2id_STRBYTES &&
                   memcmp(stored.at + sizeof(KEPT_AS) - 1, job->pepper_name, PEPPER_LETTERS) == 0;

    memset(phc, 0, crypto_pwhash_argon2id_STRBYTES);
    if (is_ours)
        memcpy(phc, stored.at + head, stored.size - head);
    else
        memcpy(phc, nobody, sizeof(nobody));
    return is_ours;
}

struct str
password_pepper(struct arena *arena, struct str seal)
{
    return keys_hmac_sha256(arena, seal, STR("passwords"));
}

void
password_prepare(struct arena *arena, struct password_job *job, struct str pepper,
                 struct str password, struct str stored)
{
    struct str text = password_normalised(arena, password);
    struct str mac = keys_hmac_sha256(arena, pepper, text.at == NULL ? STR("") : text);

    *job = (struct password_job){.is_check = stored.at != NULL};
    memcpy(job->mac, mac.at, sizeof(job->mac));
    name_pepper(arena, pepper, job->pepper_name);
    if (stored.size < sizeof(job->stored) && stored.size > 0)
        memcpy(job->stored, stored.at, stored.size);
}

static void
check(struct password_job *job)
{
    const unsigned long long passes = PASSWORD_PASSES;
    const size_t memory = (size_t)PASSWORD_MEMORY_KIB * 1024;
    char phc[crypto_pwhash_argon2id_STRBYTES];
    bool is_ours = read_phc(job, phc);
    bool fits =
        crypto_pwhash_argon2id_str_verify(phc, (const char *)job->mac, sizeof(job->mac)) == 0;

    job->verdict = PASSWORD_WRONG;
    if (is_ours && fits)
        job->verdict = crypto_pwhash_argon2id_str_needs_rehash(phc, passes, memory) == 0
                           ? PASSWORD_RIGHT
                           : PASSWORD_STALE;
}

static void
make(struct password_job *job)
{
    char phc[crypto_pwhash_argon2id_STRBYTES];

    job->verdict = PASSWORD_FAILED;
    if (crypto_pwhash_argon2id_str(phc, (const char *)job->mac, sizeof(job->mac), PASSWORD_PASSES,
                                   (size_t)PASSWORD_MEMORY_KIB * 1024) != 0)
        return;
    memcpy(job->stored, KEPT_AS, sizeof(KEPT_AS) - 1);
    memcpy(job->stored + sizeof(KEPT_AS) - 1, job->pepper_name, PEPPER_LETTERS);
    memcpy(job->stored + sizeof(KEPT_AS) - 1 + PEPPER_LETTERS, phc, strlen(phc) + 1);
    job->verdict = PASSWORD_RIGHT;
}

void
password_work(void *who)
{
    struct password_job *job = who;

    if (job->is_check)
        check(job);
    else
        make(job);
}

void
password_wipe(struct password_job *job)
{
    sodium_memzero(job, sizeof(*job));
}
