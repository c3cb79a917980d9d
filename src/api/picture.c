#include "api/picture.h"

#include "api/reply.h"
#include "api/turn.h"
#include "base/log.h"
#include "json/tree.h"

#include <string.h>

enum { PNG_SIDE = 600 }; /* pixels */

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
    struct str id; /* of the award or the badge */
    struct image_badge badge;
    const struct image_credential *baked; /* or NULL */
    struct arena *work;
    struct str svg, png; /* `png`: STR_NONE when it cannot be drawn */
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

    uint64_t chance = str_hash(id_of(text_of(achievement, "id")));

    picture->id = id_of(text_of(whole, "id"));
    picture->badge = (struct image_badge){
        .name = text_of(achievement, "name"),
        .organisation = text_of(by, "name"),
        .language = text_of(achievement, "inLanguage"),
        .colour = colours[chance % COLOURS],
        .shape = (enum image_shape)(chance / COLOURS % SHAPES),
        .icon = icon_of(text_of(achievement, "achievementType")),
    };
}

/* In a thread: the arena of the call is read there, and not written to. */
static void
draw_png(void *who)
{
    struct picture *picture = who;
    struct str png = image_svg_png(picture->work, picture->svg, PNG_SIDE);

    if (png.at != NULL && picture->baked != NULL &&
        image_png_bake(picture->work, png, picture->baked, &png) != IMAGE_FITS)
        png = STR_NONE;
    picture->png = png;
}

static enum problem
make_png(struct call *call, struct picture *picture, struct str *body)
{
    bool was_done;

    picture->work = arena_open(IMAGE_WORK_MAX);
    was_done = turn_work(call->api->loop, call->api->drawing, draw_png, picture);
    if (picture->png.at != NULL)
        *body = arena_copy(call->arena, picture->png);
    arena_close(picture->work);
    return was_done ? PROBLEM_NONE : PROBLEM_BUSY;
}

struct reply
picture_reply(struct call *call, const char *type, struct str document,
              const struct image_credential *baked)
{
    struct picture picture = {.id = STR(""), .baked = baked};
    struct str body = STR_NONE;
    enum problem problem = PROBLEM_NONE;
    bool is_png = strcmp(type, PICTURE_PNG) == 0;

    read_document(call->arena, document, &picture);
    picture.svg = image_badge_svg(call->arena, &picture.badge);
    if (is_png)
        problem = make_png(call, &picture, &body);
    else if (baked == NULL)
        body = picture.svg;
    else if (image_svg_bake(call->arena, picture.svg, baked, &body) != IMAGE_FITS)
        body = STR_NONE;
    if (!problem && body.at == NULL) {
        log_fault("cannot_be_drawn", LOG_TEXT("picture", picture.id));
        problem = PROBLEM_BROKEN;
    }
    if (problem)
        return reply_refusal(call, problem);

    struct reply reply = reply_text(call, type, body);

    reply_header(&reply, "Content-Disposition",
                 arena_print(call->arena, "inline; filename=\"badge-" STR_FMT ".%s\"",
                             STR_ARG(picture.id), is_png ? "png" : "svg"));
    return reply;
}
