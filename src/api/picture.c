#include "api/picture.h"

#include "api/badge.h"
#include "api/reply.h"
#include "api/turn.h"
#include "base/coding.h"
#include "base/log.h"
#include "json/tree.h"
#include "sql/badge.h"

#include <string.h>

/* Each far from its neighbours, and none so pale that it is lost on white paper. */
static const uint32_t colours[] = {0x0b6e4f, 0x1d4e89, 0x8c2f39, 0x6a4c93, 0xb5651d, 0x2a7f9e,
                                   0x5b7f2b, 0xc2457a, 0x37474f, 0xd9a404, 0x3f51b5, 0x00897b};
enum { COLOURS = sizeof(colours) / sizeof(colours[0]), SHAPES = IMAGE_SQUARE + 1 };

/* By what was achieved; of anything else, the initials of its name. */
static const struct {
    const char *type;
    enum image_icon icon;
} icons[] = {
    {"Award",            IMAGE_STAR },
    {"CommunityService", IMAGE_HEART},
    {"Competency",       IMAGE_TICK },
    {"Course",           IMAGE_BOOK },
    {"Membership",       IMAGE_LEAF },
};

/* A picture on its way. */
struct picture {
    struct str id;    /* of the award or the badge */
    struct str badge; /* STR_NONE of a document that names none */
    int64_t version;
    struct image_badge face;               /* what is drawn where nothing was uploaded */
    const struct image_credential *baked;  /* or NULL */
    const char *type;                      /* that is answered */
    bool is_drawn, is_rendered, is_around; /* by us; as a PNG; an SVG around an uploaded PNG */
    struct arena *work;
    struct str bytes; /* STR_NONE when it cannot be drawn */
};

static const struct json_tree *
member(const struct json_tree *object, const char *name)
{
    return object == NULL ? NULL : json_tree_member(object, str_of(name));
}

static struct str
text_of(const struct json_tree *object, const char *name)
{
    return object == NULL ? STR_NONE : json_tree_text(object, name);
}

/* The id of an award or badge in its address, whichever version of the badge it is of. */
static struct str
id_of(struct str address)
{
    struct str part;

    while (str_cut(&address, '/', &part))
        if (str_same(part, STR("awards")) || str_same(part, STR("badges"))) {
            str_cut(&address, '/', &part);
            return part;
        }
    return STR("");
}

static enum image_icon
icon_of(struct str type)
{
    for (size_t i = 0; i < sizeof(icons) / sizeof(icons[0]); i++)
        if (str_same(type, str_of(icons[i].type)))
            return icons[i].icon;
    return IMAGE_INITIALS;
}

/* An award says who issued it, and a badge who made it. */
static void
read_document(struct arena *arena, struct str document, struct picture *picture)
{
    const struct json_tree *whole = NULL, *subject, *achievement, *by;
    struct scan_fault fault;

    if (json_tree_read(arena, document, &whole, &fault))
        return;
    subject = member(whole, "credentialSubject");
    achievement = subject == NULL ? whole : member(subject, "achievement");
    by = member(whole, subject == NULL ? "creator" : "issuer");

    struct str badge = id_of(text_of(achievement, "id"));
    uint64_t chance = str_hash(badge);

    picture->id = id_of(text_of(whole, "id"));
    picture->badge = str_is_uuid(badge) ? badge : STR_NONE;
    picture->version = badge_number(text_of(achievement, "version"));
    if (picture->version == 0)
        picture->version = 1;
    picture->face = (struct image_badge){
        .name = text_of(achievement, "name"),
        .organisation = text_of(by, "name"),
        .language = text_of(achievement, "inLanguage"),
        .colour = colours[chance % COLOURS],
        .shape = (enum image_shape)(chance / COLOURS % SHAPES),
        .icon = icon_of(text_of(achievement, "achievementType")),
    };
}

/* What was uploaded for the version that the document is of; else it is drawn. */
static enum problem
find(struct call *call, struct picture *picture)
{
    struct pg_answer found = {.problem = PROBLEM_NOT_FOUND};
    const char *wanted = picture->type;

    if (picture->badge.at != NULL)
        found = sql_badge_picture(&call->door, picture->badge, picture->version,
                                  wanted == NULL ? STR_NONE : str_of(wanted));
    if (found.problem == PROBLEM_NOT_FOUND) {
        picture->is_drawn = true;
        picture->type = wanted == NULL ? PICTURE_SVG : wanted;
        picture->is_rendered = strcmp(picture->type, PICTURE_PNG) == 0;
        picture->bytes = image_badge_svg(call->arena, &picture->face);
        return PROBLEM_NONE;
    }
    if (found.problem)
        return found.problem;

    bool is_png = str_same(pg_cell(&found, 0, BADGE_PICTURE_TYPE), STR(PICTURE_PNG));

    picture->bytes = coding_from_hex(call->arena, pg_cell(&found, 0, BADGE_PICTURE_CONTENT));
    picture->type = wanted != NULL ? wanted : is_png ? PICTURE_PNG : PICTURE_SVG;
    picture->is_around = is_png && strcmp(picture->type, PICTURE_SVG) == 0;
    return PROBLEM_NONE;
}

/* Of an SVG it depends on what it is: others do not take pictures in pictures. */
static struct str
made(struct arena *arena, const struct picture *picture)
{
    struct str bytes = picture->bytes, baked = STR_NONE;
    bool is_png = strcmp(picture->type, PICTURE_PNG) == 0;

    if (picture->is_around)
        return image_svg_around(arena, bytes, picture->face.name, picture->face.language,
                                picture->baked);
    if (picture->is_rendered)
        bytes = image_svg_png(arena, bytes, PICTURE_SIDE);
    if (picture->baked == NULL || bytes.at == NULL)
        return bytes;
    return (is_png ? image_png_bake : image_svg_bake)(arena, bytes, picture->baked, &baked) ==
                   IMAGE_FITS
               ? baked
               : STR_NONE;
}

/* In a thread: the arena of the call is read there, and not written to. */
static void
make(void *who)
{
    struct picture *picture = who;

    picture->bytes = made(picture->work, picture);
}

/* What is drawn as an SVG is small; what was uploaded may be large. */
static enum problem
make_in_turn(struct call *call, struct picture *picture)
{
    bool was_done;

    if (picture->is_drawn && !picture->is_rendered) {
        picture->bytes = made(call->arena, picture);
        return PROBLEM_NONE;
    }
    if (picture->baked == NULL && !picture->is_rendered && !picture->is_around)
        return PROBLEM_NONE;
    picture->work = arena_open(IMAGE_WORK_MAX);
    was_done = turn_work(call->api->loop, call->api->drawing, make, picture);
    if (was_done && picture->bytes.at != NULL)
        picture->bytes = arena_copy(call->arena, picture->bytes);
    arena_close(picture->work);
    return was_done ? PROBLEM_NONE : PROBLEM_BUSY;
}

struct reply
picture_reply(struct call *call, const char *type, struct str document,
              const struct image_credential *baked)
{
    struct picture picture = {.id = STR(""), .badge = STR_NONE, .type = type, .baked = baked};
    enum problem problem;

    read_document(call->arena, document, &picture);
    problem = find(call, &picture);
    if (!problem)
        problem = make_in_turn(call, &picture);
    if (!problem && picture.bytes.at == NULL) {
        log_fault("cannot_be_drawn", LOG_TEXT("picture", picture.id));
        problem = PROBLEM_BROKEN;
    }
    if (problem)
        return reply_refusal(call, problem);

    bool is_png = strcmp(picture.type, PICTURE_PNG) == 0;
    struct reply reply = reply_text(call, picture.type, picture.bytes);

    reply_header(&reply, "Content-Disposition",
                 arena_print(call->arena, "inline; filename=\"badge-" STR_FMT ".%s\"",
                             STR_ARG(picture.id), is_png ? "png" : "svg"));
    /* Whoever opens it for itself sees all of it, and nothing in it runs or fetches. */
    if (!is_png)
        reply_header(&reply, "Content-Security-Policy",
                     STR("default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
                         "frame-ancestors 'none'; sandbox"));
    return reply;
}
