/* oEmbed 1.0: https://oembed.com */
#include "api/award-page.h"
#include "api/browser.h"
#include "base/text.h"
#include "json/cut.h"
#include "sql/hosted.h"

enum { CARD_WIDTH = 480, CARD_HEIGHT = 240, SIDE_MAX = 100000 }; /* pixels */

struct query {
    struct str url, format;
    int64_t maxwidth, maxheight;
};

static const struct shape_field query_fields[] = {
    SHAPE_TEXT(struct query, url, .min = 1, .max = 2000, .about = "The address of the page."),
    SHAPE_TEXT(struct query, format, .optional = true, .min = 1, .max = 20,
               .about = "json; any other is a 501."),
    SHAPE_INT(struct query, maxwidth, .optional = true, .min = 1, .max = SIDE_MAX,
              .about = "Pixels that there are."),
    SHAPE_INT(struct query, maxheight, .optional = true, .min = 1, .max = SIDE_MAX,
              .about = "Pixels that there are."),
};
const struct shape award_embed_query =
    SHAPE_OF(struct query, query_fields, .name = "EmbedQuestion");

/* The id in an address of ours, "https://host/b/ID?lang=lt"; STR_NONE of any other. */
static struct str
award_in(const struct call *call, struct str url)
{
    struct str before = arena_print(call->arena, STR_FMT "/b/", STR_ARG(call->api->base_url));
    struct str id;

    if (!str_starts(url, before))
        return STR_NONE;
    url = str_from(url, before.size);
    str_cut(&url, '#', &id);
    url = id;
    str_cut(&url, '?', &id);
    return str_is_uuid(id) ? id : STR_NONE;
}

static int64_t
least(int64_t most, int64_t usual)
{
    return most > 0 && most < usual ? most : usual;
}

static struct str
frame_of(const struct call *call, struct str id, struct str name, int64_t width, int64_t height)
{
    struct text html = text_new(call->arena);

    text_print(&html,
               "<iframe src=\"" STR_FMT "/embed/b/" STR_FMT "\" width=\"%lld\" height=\"%lld\" "
               "style=\"border:0\" title=\"",
               STR_ARG(call->api->base_url), STR_ARG(id), (long long)width, (long long)height);
    text_add_markup(&html, name);
    text_add(&html, STR("\"></iframe>"));
    return text_str(&html);
}

static int64_t
number(const struct json_object *object, const char *name)
{
    int64_t value = 0;

    return str_integer(json_object_raw(object, name), &value) ? value : 0;
}

static struct str
answer(const struct call *call, struct str id, const struct pg_answer *found)
{
    const struct query *want = call->input;
    int64_t width = least(want->maxwidth, CARD_WIDTH), height = least(want->maxheight, CARD_HEIGHT);
    struct json_object badge = json_object_open(call->arena, pg_named(found, 0, "badge"));
    struct json_object image = json_object_within(&badge, "image");
    struct str name = json_object_meaning(&badge, "name"), base = call->api->base_url;
    int64_t picture_width = number(&image, "width"), picture_height = number(&image, "height");
    struct text out = text_new(call->arena);

    text_add(&out, STR("{\"version\":\"1.0\",\"type\":\"rich\""));
    text_add_next(&out, "title", name);
    text_add_next(&out, "author_name", pg_named(found, 0, "issuer"));
    text_add_next(&out, "author_url", pg_named(found, 0, "website"));
    text_add_next(&out, "provider_name", STR("citylearn"));
    text_add_next(&out, "provider_url", base);
    text_add_next(&out, "html", frame_of(call, id, name, width, height));
    text_print(&out, ",\"width\":%lld,\"height\":%lld", (long long)width, (long long)height);
    if (picture_width > 0 && picture_height > 0 &&
        least(want->maxwidth, picture_width) == picture_width &&
        least(want->maxheight, picture_height) == picture_height) {
        text_add_next(&out, "thumbnail_url",
                      arena_print(call->arena, STR_FMT "/b/" STR_FMT "/badge.png", STR_ARG(base),
                                  STR_ARG(id)));
        text_print(&out, ",\"thumbnail_width\":%lld,\"thumbnail_height\":%lld",
                   (long long)picture_width, (long long)picture_height);
    }
    text_add(&out, STR("}"));
    return text_str(&out);
}

struct reply
award_embed(struct call *call)
{
    const struct query *want = call->input;
    struct pg_answer found;
    struct str id;

    if (want->format.at != NULL && !str_same(want->format, STR("json")))
        return reply_detailed(call, PROBLEM_NOT_IMPLEMENTED, STR("There is format=json alone."));
    id = award_in(call, want->url);
    if (id.at == NULL)
        return reply_refusal(call, PROBLEM_NOT_FOUND);
    found = sql_award_page(&call->door, id, call->languages);
    return found.problem ? reply_refusal(call, found.problem)
                         : reply_json(call, answer(call, id, &found));
}
