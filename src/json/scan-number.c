#include "json/scan-parts.h"

#include <string.h>

enum {
    DIGITS_MAX = 20,      /* significant ones */
    POWER_MAX = 309,      /* the greatest double is 0.1797... times ten to this power */
    POWER_KNOWN = 100000, /* beyond it, it no longer matters how far */
};

/* 0.DIGITS times ten to the power. */
struct number {
    size_t digits;
    int64_t power;
    char lead[DIGITS_MAX];
};

static bool
is_digit(struct str json, size_t at)
{
    return at < json.size && json.at[at] >= '0' && json.at[at] <= '9';
}

static bool
is_one_of(struct str json, size_t at, const char *letters)
{
    return at < json.size && json.at[at] != '\0' && strchr(letters, json.at[at]) != NULL;
}

/* Digits before the point, or after it; leading zeros are not significant. */
static size_t
take_digits(struct str json, size_t at, bool after_point, struct number *number)
{
    for (; is_digit(json, at); at++) {
        if (number->digits == 0 && json.at[at] == '0') {
            number->power -= after_point;
            continue;
        }
        if (number->digits < DIGITS_MAX)
            number->lead[number->digits] = json.at[at];
        number->digits++;
        number->power += !after_point;
    }
    return at;
}

static size_t
take_exponent(struct str json, size_t at, struct number *number)
{
    bool negative = is_one_of(json, at, "-");
    int64_t exponent = 0;

    if (is_one_of(json, at, "+-"))
        at++;
    for (; is_digit(json, at); at++)
        if (exponent < POWER_KNOWN)
            exponent = exponent * 10 + (json.at[at] - '0');
    number->power += negative ? -exponent : exponent;
    return at;
}

static bool
is_finite(const struct number *number)
{
    /* Half-way between the greatest double and the next one that there would be. */
    static const char limit[] = "17976931348623158079";
    char digits[DIGITS_MAX];

    if (number->digits == 0 || number->power != POWER_MAX)
        return number->digits == 0 || number->power < POWER_MAX;
    memset(digits, '0', sizeof(digits));
    memcpy(digits, number->lead, number->digits);
    return memcmp(digits, limit, sizeof(digits)) <= 0;
}

/* Whole numbers that every reader of JSON keeps as they are (RFC 8259 section 6). */
static bool
is_exact(const struct number *number)
{
    static const char limit[] = "9007199254740991";
    const size_t size = sizeof(limit) - 1;

    return number->digits < size ||
           (number->digits == size && memcmp(number->lead, limit, size) <= 0);
}

static bool
judge(const struct number *number, bool whole, size_t at, struct scan_fault *fault)
{
    static const char code[] = "number_out_of_range";

    if (whole && !is_exact(number))
        return scan_refuse(fault, at, code,
                           "A whole number may be at most 9007199254740991; send it as a text.");
    if (number->digits > DIGITS_MAX)
        return scan_refuse(fault, at, code, "A number may have at most 20 significant digits.");
    if (!is_finite(number))
        return scan_refuse(fault, at, code, "The number is too large.");
    return true;
}

bool
scan_number(struct str json, size_t *at, struct scan_fault *fault)
{
    struct number number = {.digits = 0};
    size_t i = *at + is_one_of(json, *at, "-");
    bool zero_first = is_one_of(json, i, "0"), whole = true;

    if (!is_digit(json, i) || (zero_first && is_digit(json, i + 1)))
        return scan_refuse(fault, i, "bad_syntax",
                           "A number begins with a digit, and not with a zero before others.");
    i = take_digits(json, i, false, &number);
    if (is_one_of(json, i, ".")) {
        whole = false;
        if (!is_digit(json, ++i))
            return scan_refuse(fault, i, "bad_syntax", "After the point there has to be a digit.");
        i = take_digits(json, i, true, &number);
    }
    if (is_one_of(json, i, "eE")) {
        whole = false;
        i++;
        if (!is_digit(json, i + is_one_of(json, i, "+-")))
            return scan_refuse(fault, i, "bad_syntax", "An exponent has to have a digit.");
        i = take_exponent(json, i, &number);
    }
    if (!judge(&number, whole, *at, fault))
        return false;
    *at = i;
    return true;
}
