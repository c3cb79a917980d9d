/* What somebody handed in: a picture, JSON, a JWS or an address. */
#include "base/coding.h"
#include "image/image.h"
#include "judge/parts.h"

#include <string.h>

struct str
judge_trimmed(struct str text)
{
    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = str_from(text, 3);
    while (text.size > 0 && memchr(" \t\r\n", text.at[0], 4) != NULL)
        text = str_from(text, 1);
    while (text.size > 0 && memchr(" \t\r\n", text.at[text.size - 1], 4) != NULL)
        text.size--;
    return text;
}

struct str
judge_id_meant(struct arena *arena, struct str id)
{
    return judge_trimmed(coding_from_percent(arena, id));
}

/* Whoever fetches takes "." and ".." out, and gets what stands elsewhere than the text says. */
static bool
has_dots(struct str url)
{
    struct str rest = url, segment;

    for (size_t i = 0; i < rest.size; i++)
        if (rest.at[i] == '?' || rest.at[i] == '#')
            rest.size = i;
    while (str_cut(&rest, '/', &segment)) {
        size_t dots = 0;

        while (segment.size > 0) {
            bool is_written =
                segment.size >= 3 && str_same_any_case((struct str){segment.at, 3}, STR("%2e"));

            if (segment.at[0] != '.' && !is_written)
                break;
            segment = str_from(segment, is_written ? 3 : 1);
            dots++;
        }
        if (segment.size == 0 && (dots == 1 || dots == 2))
            return true;
    }
    return false;
}

bool
judge_is_url(struct str text)
{
    if (text.at == NULL || text.size > JUDGE_URL_MAX || !str_starts(text, STR("https://")) ||
        text.size == sizeof("https://") - 1 || memchr("/?#:@", text.at[8], 5) != NULL)
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] <= ' ' || text.at[i] > '~' || memchr("\\\"<>^`{|}", text.at[i], 9) != NULL)
            return false;
    return !has_dots(text);
}

static enum judge_kind
kind_of(const struct json_tree *tree, bool is_signed)
{
    static const struct {
        const char *type;
        enum judge_kind kind;
    } types[] = {
        {"OpenBadgeCredential",   JUDGE_BADGE      },
        {"AchievementCredential", JUDGE_BADGE      },
        {"EndorsementCredential", JUDGE_ENDORSEMENT},
        {"ClrCredential",         JUDGE_CLR        },
    };

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (judge_has_type(tree, "VerifiableCredential") && judge_has_type(tree, types[i].type))
            return types[i].kind;
    if (judge_has_type(tree, "Assertion") && json_tree_member(tree, STR("recipient")) != NULL &&
        json_tree_member(tree, STR("badge")) != NULL)
        return is_signed ? JUDGE_SIGNED_2 : JUDGE_HOSTED_2;
    return JUDGE_NO_BADGE;
}

static void
classify(struct arena *arena, struct judge_piece *piece)
{
    const struct json_tree *inner = json_tree_member(piece->tree, STR("vc"));

    piece->credential = piece->tree;
    bool has_inner = piece->token.at != NULL && inner != NULL && inner->kind == JSON_OBJECT;

    if (has_inner)
        piece->credential = judge_with_claims(arena, piece->tree, inner);
    else if (piece->token.at != NULL)
        piece->credential = judge_with_end(arena, piece->tree);
    piece->is_older_model =
        json_tree_member(piece->credential, STR("validFrom")) == NULL &&
        (has_inner || json_tree_member(piece->credential, STR("issuanceDate")) != NULL);
    piece->kind = kind_of(piece->credential, piece->token.at != NULL);
    piece->is_plain = piece->token.at == NULL && badge_is_plain(piece->tree);
}

const struct judge_piece *
judge_piece_of(struct arena *arena, const struct json_tree *tree)
{
    struct judge_piece *piece = arena_new(arena, struct judge_piece);

    if (tree->kind != JSON_OBJECT)
        return NULL;
    piece->tree = tree;
    classify(arena, piece);
    return piece;
}

const struct judge_piece *
judge_piece_read(struct arena *arena, struct str text)
{
    struct judge_piece *piece = arena_new(arena, struct judge_piece);
    struct scan_fault fault;

    piece->text = text = judge_trimmed(text);
    if (text.size > JUDGE_DOCUMENT_MAX)
        return NULL;
    if (str_starts(text, STR("{"))) {
        if (json_tree_read(arena, text, &piece->tree, &fault))
            return NULL;
    } else {
        if (!badge_jws_cut(arena, text, &piece->jws) ||
            json_tree_read(arena, piece->jws.header, &piece->header, &fault) ||
            json_tree_read(arena, piece->jws.payload, &piece->tree, &fault) ||
            piece->header->kind != JSON_OBJECT || piece->tree->kind != JSON_OBJECT)
            return NULL;
        piece->token = text;
    }
    classify(arena, piece);
    return piece;
}

/* The text in a picture; false with the reason. */
static bool
unbake(struct arena *arena, struct str bytes, struct judge_reading *reading)
{
    struct image_credential inner = {IMAGE_OPEN_BADGES_3, STR_NONE};
    enum image_fault fault = reading->form == JUDGE_PNG ? image_png_unbake(arena, bytes, &inner)
                                                        : image_svg_unbake(arena, bytes, &inner);

    if (fault == IMAGE_NO_CREDENTIAL)
        reading->why = STR("There is no badge in the picture.");
    else if (fault != IMAGE_FITS)
        reading->why = str_of(image_fault_says(fault));
    reading->text = inner.text;
    return fault == IMAGE_FITS;
}

static enum judge_form
form_of(struct str bytes)
{
    struct str text = judge_trimmed(bytes);

    if (str_starts(bytes, STR("\x89PNG")))
        return JUDGE_PNG;
    if (str_starts(text, STR("<")))
        return JUDGE_SVG;
    if (str_starts(text, STR("{")))
        return JUDGE_JSON;
    if (judge_is_url(text))
        return JUDGE_URL;
    /* What begins with "{" and then a quote, a blank or the end of a line. */
    return str_starts(text, STR("ey")) || str_starts(text, STR("ew")) ? JUDGE_JWS
                                                                      : JUDGE_UNREADABLE;
}

static void
read_text(struct arena *arena, struct judge_reading *reading)
{
    const struct judge_piece *piece = judge_piece_read(arena, reading->text);

    if (piece == NULL) {
        reading->why = reading->text.size > JUDGE_DOCUMENT_MAX
                           ? STR("It is larger than any badge may be.")
                           : STR("It is neither whole JSON nor a whole JWS with JSON in it.");
        return;
    }
    reading->kind = piece->kind;
    if (piece->kind != JUDGE_NO_BADGE)
        reading->facts = judge_facts_of(piece);
    else if (judge_has_type(piece->credential, "VerifiableCredential"))
        reading->why = STR("It is a verifiable credential, but neither a badge nor a CLR nor an "
                           "endorsement.");
    else
        reading->why = STR("It says of itself no type that a badge has.");
}

struct judge_reading
judge_read(struct arena *arena, struct str bytes)
{
    struct judge_reading reading = {.form = form_of(bytes), .text = judge_trimmed(bytes)};

    if (reading.form == JUDGE_UNREADABLE || bytes.size > JUDGE_BYTES_MAX) {
        reading.why = STR("It is neither a picture nor JSON nor a JWS nor an address.");
        return reading;
    }
    if ((reading.form == JUDGE_PNG || reading.form == JUDGE_SVG) && !unbake(arena, bytes, &reading))
        return reading;
    if (!str_starts(reading.text, STR("{")) && judge_is_url(reading.text))
        return reading;
    read_text(arena, &reading);
    return reading;
}
