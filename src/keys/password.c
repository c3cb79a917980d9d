#include "keys/password.h"

#include "base/utf8.h"
#include "keys/wipe.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define KEPT_AS "v1$"

enum { PEPPER_LETTERS = 8 };

/* NFC; STR_NONE when it is no UTF-8 or too large to look at. */
static struct str
normalised(struct arena *arena, struct str password)
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

void
password_prepare(struct arena *arena, struct password_job *job, struct str pepper,
                 struct str password, struct str stored)
{
    struct str text = normalised(arena, password);
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

/* Small letters of ASCII, without blanks and marks: how people vary what they know. */
static struct str
bare(struct arena *arena, struct str text)
{
    char *at = arena_take(arena, text.size + 1, 1);
    size_t size = 0;

    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (strchr(" -_.,:;!?/\\'\"()+", c) == NULL || c == '\0')
            at[size++] = c;
    }
    return (struct str){at, size};
}

/* The shortest piece that it is a repetition of, as "abc" of "abcabcab". */
static size_t
period_of(struct str text)
{
    for (size_t period = 1; period < text.size; period++)
        if (memcmp(text.at, text.at + period, text.size - period) == 0)
            return period;
    return text.size;
}

/* Rows of keyboards, alphabets and counting, there and back, as far as one goes. */
static bool
is_a_row(struct str text)
{
    static const char *const rows[] = {
        "01234567890123456789012345678901234567890",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnmqwertyuiopasdfghjklzxcvbnm",
        "1q2w3e4r5t6y7u8i9o0p",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
        "qazwsxedcrfvtgbyhnujmikolp",
        "98765432109876543210",
        "zyxwvutsrqponmlkjihgfedcbazyxwvutsrqponmlkjihgfedcba",
        "azertyuiopqsdfghjklmwxcvbn",
        "qwertzuiopasdfghjklyxcvbnm",
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "0123456789abcdefghijklmnopqrstuvwxyz",
        "qwertyuiop1234567890",
        "1234567890qwertyuiop",
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (memmem(rows[i], strlen(rows[i]), text.at, text.size) != NULL)
            return true;
    return false;
}

/* Words that long passwords are padded with; what is made of these alone is guessed first. */
static const char *const pad_words[] = {
    "password", "passwort", "slaptazodis", "parole",        "haslo",    "letmein",
    "welcome",  "iloveyou", "admin",       "administrator", "login",    "qwerty",
    "asdfgh",   "zxcvbn",   "monkey",      "dragon",        "football", "princess",
    "master",   "secret",   "trustno",     "sunshine",      "abc",      "test",
    "user",     "root",     "citylearn",   "city",          "learn",    "learning",
    "badge",    "badges",   "change",      "changeme",      "please",   "the",
    "my",       "is",       "this",        "correct",       "horse",    "battery",
    "staple",   "hello",    "world",       "love",          "you",      "me",
    "new",      "old",      "great",       "super",         "computer", "internet",
    "summer",   "winter",
};

static size_t
pad_at(struct str rest)
{
    size_t digits = 0, longest = 0;

    while (digits < rest.size && rest.at[digits] >= '0' && rest.at[digits] <= '9')
        digits++;
    for (size_t i = 0; i < sizeof(pad_words) / sizeof(pad_words[0]); i++)
        if (str_starts(rest, str_of(pad_words[i])) && strlen(pad_words[i]) > longest)
            longest = strlen(pad_words[i]);
    return digits > longest ? digits : longest;
}

static bool
is_all_pads(struct str text)
{
    size_t taken;

    while (text.size > 0 && (taken = pad_at(text)) > 0)
        text = str_from(text, taken);
    return text.size == 0;
}

static bool
is_common(struct str text)
{
    enum { PIECE_MAX = 5 };

    return text.size == 0 || period_of(text) <= PIECE_MAX || is_a_row(text) || is_all_pads(text) ||
           is_a_row((struct str){text.at, period_of(text)});
}

/* Most of the password is a part of the person's address or name. */
static bool
is_like(struct arena *arena, struct str text, struct str own)
{
    enum { PART_MIN = 4 };
    struct str rest = own, part;

    while (str_cut(&rest, '@', &part)) {
        struct str plain = bare(arena, part);

        if (plain.size >= PART_MIN && plain.size * 2 > text.size &&
            memmem(text.at, text.size, plain.at, plain.size) != NULL)
            return true;
    }
    return false;
}

static size_t
letters_of(struct str text)
{
    size_t count = 0, at = 0;

    while (utf8_next(text, &at) != UTF8_NONE)
        count++;
    return at == text.size ? count : 0;
}

enum password_fault
password_judge(struct arena *arena, struct str password, struct str email, struct str name)
{
    struct str text = normalised(arena, password), plain;
    size_t letters = text.at == NULL ? 0 : letters_of(text);

    if (password.size > PASSWORD_SIZE_MAX || letters > PASSWORD_LETTERS_MAX)
        return PASSWORD_TOO_LONG;
    if (letters < PASSWORD_LETTERS_MIN)
        return PASSWORD_TOO_SHORT;
    plain = wipe_later(arena, bare(arena, text));
    if (is_common(plain))
        return PASSWORD_TOO_COMMON;
    return is_like(arena, plain, email) || is_like(arena, plain, name) ? PASSWORD_LIKE_YOU
                                                                       : PASSWORD_FITS;
}
