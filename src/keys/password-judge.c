/* Which passwords are taken. */
#include "keys/password-parts.h"

#include "base/utf8.h"
#include "keys/wipe.h"

#include <string.h>

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
    struct str text = password_normalised(arena, password), plain;
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
