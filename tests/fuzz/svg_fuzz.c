/*
 * Whatever the bytes, an SVG that is taken comes out as one that is taken again and stays the same,
 * in which nothing runs and nothing is fetched, seen by its tags alone; and what is baked into it
 * is read out of it.
 */
#include "image/image.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
begins_with_any_of(struct str text, const char *const *starts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_starts(text, str_of(starts[i])))
            return true;
    return false;
}

/* Text between tags holds no "<", and values no quote, since both are escaped. */
static void
look_at(struct str svg)
{
    static const char *const elements[] = {
        "</",    "<circle", "<clipPath", "<defs",           "<desc",     "<ellipse",       "<g",
        "<line", "<path",   "<polygon",  "<radialGradient", "<polyline", "<rect",          "<stop",
        "<svg",  "<text",   "<title",    "<tspan",          "<use",      "<linearGradient"};
    static const char *const bad[] = {"on",    "href=\"",   "src", "xlink:href=\"\"",
                                      "class", "style=\"\""};
    bool in_tag = false, in_value = false;

    for (size_t i = 0; i < svg.size; i++) {
        struct str rest = str_from(svg, i);

        if (svg.at[i] == '<')
            assert(begins_with_any_of(rest, elements, sizeof(elements) / sizeof(elements[0])));
        in_tag = svg.at[i] == '<' || (in_tag && (in_value || svg.at[i] != '>'));
        if (in_tag && svg.at[i] == '"')
            in_value = !in_value;
        if (in_tag && !in_value && svg.at[i] == ' ')
            assert(!begins_with_any_of(str_from(rest, 1), bad, sizeof(bad) / sizeof(bad[0])));
        if (in_tag && str_starts(rest, STR(" xlink:href=\"")))
            assert(rest.at[13] == '#');
        if (in_value && str_starts(rest, STR("url(")))
            assert(memchr("#&' ", rest.at[4], 4) != NULL);
    }
    assert(!in_tag && !in_value);
}

static void
judge(struct arena *arena, struct str svg)
{
    static const struct image_credential credential = {
        IMAGE_OPEN_BADGES_3, {"{\"a\":1}", 7}
    };
    struct image_credential found;
    struct str clean, again, baked;

    if (image_svg_judge(arena, svg, &clean) != IMAGE_FITS)
        return;
    look_at(clean);
    assert(image_svg_judge(arena, clean, &again) == IMAGE_FITS && str_same(clean, again));
    assert(image_svg_bake(arena, clean, &credential, &baked) == IMAGE_FITS);
    assert(image_svg_unbake(arena, baked, &found) == IMAGE_FITS);
    assert(str_same(found.text, credential.text));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(256 << 20);
    struct str svg = {(const char *)data, size};
    struct image_credential found;

    judge(arena, svg);
    if (image_svg_unbake(arena, svg, &found) == IMAGE_FITS)
        assert(found.text.size > 0 && found.text.size <= IMAGE_CREDENTIAL_MAX);
    arena_close(arena);
    return 0;
}
