#include "api/embed.h"

#include "api/activity.h"
#include "api/browser.h"
#include "api/offer.h"
#include "base/coding.h"
#include "base/text.h"
#include "page/theme.h"
#include "sql/offer.h"

enum { MEETINGS_SHOWN = 1 }; /* of each activity: the next one */

struct query {
    struct page page;
    struct str city, q, organisation, category, skill, language, startsAfter, startsBefore, near;
    int64_t age, radius;
    bool free;
    struct str accent, ground, text, scheme, font, corners;
};

/* clang-format off */
#define LOOKS_FIELDS                                                                               \
    SHAPE_TEXT(struct query, accent, .optional = true, .min = 6, .max = 6,                         \
        .about = "The colour of links and buttons, as 0b5394."),                                   \
    SHAPE_TEXT(struct query, ground, .optional = true, .min = 6, .max = 6,                         \
        .about = "The colour behind all, in light and in dark."),                                  \
    SHAPE_TEXT(struct query, text, .optional = true, .min = 6, .max = 6,                           \
        .about = "The colour of texts."),                                                          \
    SHAPE_ENUM(struct query, scheme, .words = theme_schemes, .optional = true,                     \
        .about = "light, dark, or auto: as the reader has it."),                                   \
    SHAPE_ENUM(struct query, font, .words = theme_fonts, .optional = true,                         \
        .about = "The kind of letters."),                                                          \
    SHAPE_TEXT(struct query, corners, .optional = true, .min = 1, .max = 2,                        \
        .about = "How round corners are, in pixels.")
/* clang-format on */

static const struct shape_field looks_fields[] = {LOOKS_FIELDS};
const struct shape embed_theme_query = SHAPE_OF(struct query, looks_fields, .name = "EmbedTheme");

static const struct shape_field query_fields[] = {
    SHAPE_SLUG(struct query, city, .about = "The city, by its slug."),
    ACTIVITY_FILTERS(struct query),
    LANG_FIELD,
    SHAPE_INT(struct page, limit, .optional = true, .min = 1, .max = PAGE_LIMIT_MAX,
              .about = "How many at most; 25 when it is not said."),
    SHAPE_TEXT(struct page, cursor, .optional = true, .min = 1, .max = 1000,
               .about = "Where to go on."),
    LOOKS_FIELDS,
};
const struct shape embed_query = SHAPE_OF(struct query, query_fields, .name = "EmbedQuery");

/* False, with the name of what is none, when a colour or a number is none. */
static bool
read_theme(const struct query *want, struct theme *theme, const char **wrong)
{
    const struct {
        const char *name;
        struct str text;
        int32_t *into;
    } colours[] = {
        {"accent", want->accent, &theme->accent},
        {"ground", want->ground, &theme->ground},
        {"text",   want->text,   &theme->text  }
    };

    *theme = (struct theme){.scheme = want->scheme, .font = want->font, .corners = THEME_NONE};
    for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++) {
        *colours[i].into = theme_colour(colours[i].text);
        if (colours[i].text.at != NULL && *colours[i].into == THEME_NONE) {
            *wrong = colours[i].name;
            return false;
        }
    }
    *wrong = "corners";
    return want->corners.at == NULL || (str_integer(want->corners, &theme->corners) &&
                                        theme->corners >= 0 && theme->corners <= THEME_CORNERS_MAX);
}

static struct reply
reply_unfit_looks(struct call *call, const char *wrong)
{
    return reply_unfit(call, wrong,
                       "Give a colour as six hexadecimal digits, and corners from 0 to 24.");
}

struct reply
embed_theme(struct call *call)
{
    struct theme theme;
    const char *wrong;

    if (call->errors.count > 0)
        return reply_refusal(call, PROBLEM_BAD_INPUT);
    if (!read_theme(call->input, &theme, &wrong))
        return reply_unfit_looks(call, wrong);
    return reply_text(call, "text/css; charset=utf-8", theme_style(call->arena, &theme));
}

/* The address of the stylesheet of these looks; STR_NONE where none are wished. */
static struct str
theme_address(struct call *call, const struct query *want)
{
    const struct {
        const char *name;
        struct str value;
    } looks[] = {
        {"accent",  want->accent },
        {"ground",  want->ground },
        {"text",    want->text   },
        {"scheme",  want->scheme },
        {"font",    want->font   },
        {"corners", want->corners}
    };
    struct text url = text_new(call->arena);

    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
        if (looks[i].value.at != NULL)
            text_print(&url, "%s%s=" STR_FMT, url.size == 0 ? "/embed/theme.css?" : "&",
                       looks[i].name, STR_ARG(looks[i].value));
    return url.size == 0 ? STR_NONE : text_str(&url);
}

static struct reply
show(struct call *call, const struct query *want, const struct pg_answer *found)
{
    struct page_data *data = page_data_new(call->arena);
    size_t count = page_shown(call, found);

    page_set(data, "cityName", pg_named(found, 0, "name"));
    page_set(data, "themeUrl", theme_address(call, want));
    page_set(data, "nextUrl", page_onward(call, found));
    page_set(data, "firstUrl", want->page.cursor.at == NULL ? STR_NONE : page_first(call));
    for (size_t i = 0; i < count; i++)
        if (pg_named(found, i, "body").at != NULL)
            offer_set(call, page_row(data, "offers"), found, i, MEETINGS_SHOWN);
    return reply_html(call, 200, "embed", data);
}

struct reply
embed_list(struct call *call)
{
    const struct query *want = call->input;
    struct str lat = STR_NONE, lon = STR_NONE, radius = STR_NONE;
    struct theme theme;
    struct pg_answer found;
    const char *wrong;

    if (!read_theme(want, &theme, &wrong))
        return reply_unfit_looks(call, wrong);
    if (!activity_read_near(call, want->near, want->radius, &lat, &lon, &radius))
        return reply_unfit(call, "near", ACTIVITY_NEAR_MEANT);
    found = sql_offer_list(&call->door, want->city, want->q, want->organisation, want->category,
                           want->skill, want->language, want->free,
                           want->age == 0 ? STR_NONE : pg_int(call->arena, want->age),
                           want->startsAfter, want->startsBefore, lat, lon, radius, call->after,
                           page_count(call), call->languages);
    if (found.problem || found.rows == 0)
        return reply_refusal(call, found.problem ? found.problem : PROBLEM_NOT_FOUND);
    return show(call, want, &found);
}

static struct str
name_of(struct call *call, struct str script)
{
    return coding_hex(call->arena, keys_sha256(call->arena, script));
}

/* A page of another origin may check it (integrity needs CORS); Content-Location is its pinned
 * address. */
static struct reply
reply_script(struct call *call, struct str script)
{
    struct reply reply = reply_text(call, "text/javascript; charset=utf-8", script);

    reply_header(&reply, "Access-Control-Allow-Origin", STR("*"));
    reply_header(&reply, "Cross-Origin-Resource-Policy", STR("cross-origin"));
    reply_header(&reply, "Content-Location",
                 arena_print(call->arena, "/embed/" STR_FMT "/citylearn.js",
                             STR_ARG(name_of(call, script))));
    return reply;
}

struct reply
embed_script(struct call *call)
{
    for (size_t i = 0; i < page_script_count(); i++)
        if (str_same(page_script_name(i), STR("citylearn.js")))
            return reply_script(call, page_script(i));
    return reply_refusal(call, PROBLEM_NOT_FOUND);
}

struct reply
embed_script_pinned(struct call *call)
{
    for (size_t i = 0; i < page_script_count(); i++)
        if (str_same(name_of(call, page_script(i)), call->parts[0])) {
            call->keeping = "public, max-age=31536000, immutable";
            return reply_script(call, page_script(i));
        }
    return reply_refusal(call, PROBLEM_NOT_FOUND);
}
