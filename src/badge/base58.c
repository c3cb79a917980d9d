/* base58btc (Multibase, and the Internet-Draft "The Base58 Encoding Scheme"); Multikey. */
#include "badge/badge.h"

#include <string.h>

static const char letters[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
static const char ed25519_prefix[] = {(char)0xed, 0x01};

enum { DIGITS_MAX = BADGE_BASE58_MAX * 138 / 100 + 1 };

/* Multiplies the number, whose digits of base `base` begin at the least, and adds. */
static size_t
carry(unsigned char *digits, size_t count, unsigned base, unsigned times, unsigned add)
{
    for (size_t i = 0; i < count; i++) {
        unsigned sum = digits[i] * times + add;

        digits[i] = (unsigned char)(sum % base);
        add = sum / base;
    }
    for (; add > 0; add /= base)
        digits[count++] = (unsigned char)(add % base);
    return count;
}

/* What stands for 0 at the front is kept, one letter for each byte. */
static size_t
leading(struct str text, char zero)
{
    size_t count = 0;

    while (count < text.size && text.at[count] == zero)
        count++;
    return count;
}

struct str
badge_base58(struct arena *arena, struct str bytes)
{
    unsigned char digits[DIGITS_MAX + 8];
    size_t count = 0, zeros = leading(bytes, '\0');
    char *out;

    if (bytes.size > BADGE_BASE58_MAX)
        return STR_NONE;
    for (size_t i = zeros; i < bytes.size; i++)
        count = carry(digits, count, 58, 256, (unsigned char)bytes.at[i]);
    out = arena_take(arena, zeros + count + 1, 1);
    memset(out, letters[0], zeros);
    for (size_t i = 0; i < count; i++)
        out[zeros + i] = letters[digits[count - 1 - i]];
    return (struct str){out, zeros + count};
}

struct str
badge_from_base58(struct arena *arena, struct str text)
{
    unsigned char digits[DIGITS_MAX + 8];
    size_t count = 0, zeros = leading(text, letters[0]);
    char *out;

    if (text.size > DIGITS_MAX)
        return STR_NONE;
    for (size_t i = zeros; i < text.size; i++) {
        const char *letter = text.at[i] == '\0' ? NULL : strchr(letters, text.at[i]);

        if (letter == NULL)
            return STR_NONE;
        count = carry(digits, count, 256, 58, (unsigned)(letter - letters));
    }
    if (zeros + count > BADGE_BASE58_MAX)
        return STR_NONE;
    out = arena_take(arena, zeros + count + 1, 1);
    for (size_t i = 0; i < count; i++)
        out[zeros + i] = (char)digits[count - 1 - i];
    return (struct str){out, zeros + count};
}

struct str
badge_multikey(struct arena *arena, struct str public_half)
{
    char bytes[sizeof(ed25519_prefix) + KEYS_ED25519_PUBLIC_SIZE];
    struct str text;

    if (public_half.size != KEYS_ED25519_PUBLIC_SIZE)
        return STR_NONE;
    memcpy(bytes, ed25519_prefix, sizeof(ed25519_prefix));
    memcpy(bytes + sizeof(ed25519_prefix), public_half.at, public_half.size);
    text = badge_base58(arena, (struct str){bytes, sizeof(bytes)});
    return arena_print(arena, "z" STR_FMT, STR_ARG(text));
}

struct str
badge_from_multikey(struct arena *arena, struct str text)
{
    struct str prefix = {ed25519_prefix, sizeof(ed25519_prefix)}, bytes;

    if (!str_starts(text, STR("z")))
        return STR_NONE;
    bytes = badge_from_base58(arena, str_from(text, 1));
    if (bytes.at == NULL || !str_starts(bytes, prefix) ||
        bytes.size != prefix.size + KEYS_ED25519_PUBLIC_SIZE)
        return STR_NONE;
    return str_from(bytes, prefix.size);
}
