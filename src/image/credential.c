#include "image/parts.h"

#include "base/text.h"

#include <string.h>

const struct image_names image_names[] = {
    [IMAGE_OPEN_BADGES_3] = {"openbadgecredential", "https://purl.imsglobal.org/ob/v3p0",
                             "credential"                                                            },
    [IMAGE_OPEN_BADGES_2] = {"openbadges",          "http://openbadges.org",              "assertion"},
};

/* "header.payload.signature", each of letters of base64url. */
static bool
is_jws(struct str text)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    struct str part;
    size_t parts = 0;

    while (str_cut(&text, '.', &part)) {
        for (size_t i = 0; i < part.size; i++)
            if (memchr(letters, part.at[i], sizeof(letters) - 1) == NULL)
                return false;
        if (part.size == 0 || ++parts > 3)
            return false;
    }
    return parts == 3;
}

static bool
is_address(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] <= ' ' || text.at[i] > '~')
            return false;
    return str_starts(text, STR("https://")) || str_starts(text, STR("http://"));
}

/* Blanks and line ends, as JSON and XML have them. */
static struct str
trimmed(struct str text)
{
    while (text.size > 0 && strchr(" \t\r\n", text.at[0]) != NULL && text.at[0] != '\0')
        text = str_from(text, 1);
    while (text.size > 0 && strchr(" \t\r\n", text.at[text.size - 1]) != NULL &&
           text.at[text.size - 1] != '\0')
        text.size--;
    return text;
}

enum image_fault
credential_read(struct arena *arena, enum image_version version, struct str text,
                struct image_credential *credential)
{
    text = trimmed(text);
    if (text.size > IMAGE_CREDENTIAL_MAX)
        return IMAGE_TOO_LARGE;
    if (!markup_is_utf8(text))
        return IMAGE_UNREADABLE;
    if (!str_starts(text, STR("{")) && !is_jws(text) &&
        !(version == IMAGE_OPEN_BADGES_2 && is_address(text)))
        return IMAGE_NO_CREDENTIAL;
    *credential = (struct image_credential){version, arena_copy(arena, text)};
    return IMAGE_FITS;
}

struct str
credential_written(struct arena *arena, const struct image_credential *credential, bool *is_json)
{
    struct str text = trimmed(credential->text);

    *is_json = str_starts(text, STR("{"));
    if (text.size > IMAGE_CREDENTIAL_MAX)
        return STR_NONE;
    if (*is_json) {
        text = text_ascii_json(arena, text);
        return text.size > IMAGE_CREDENTIAL_MAX ? STR_NONE : text;
    }
    if (is_jws(text) || (credential->version == IMAGE_OPEN_BADGES_2 && is_address(text)))
        return text;
    return STR_NONE;
}

const char *
image_fault_says(enum image_fault fault)
{
    static const char *const says[] = {
        [IMAGE_FITS] = "The picture fits.",
        [IMAGE_UNREADABLE] = "The file is no whole picture of this kind.",
        [IMAGE_TOO_LARGE] = "The file is too large.",
        [IMAGE_BAD_SIDES] = "The picture is too small or too large: sides have 90 to 4096 pixels.",
        [IMAGE_TOO_COMPLEX] = "The picture has too many parts.",
        [IMAGE_DECLARES] = "The document type of the picture defines something, which it may not.",
        [IMAGE_ACTIVE] = "The picture runs something, or refers to something outside itself.",
        [IMAGE_UNKNOWN_PART] = "The picture has elements which a picture of a badge may not have.",
        [IMAGE_DOUBLED] = "The picture has more than one credential.",
        [IMAGE_NO_CREDENTIAL] = "There is no credential.",
    };

    return says[fault];
}
