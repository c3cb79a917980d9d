#include "image_stage.h"

#include "base/text.h"

#include <string.h>

#define HEAD "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\">"
#define CLEAN                                                                                      \
    "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
#define XLINK "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "

static void
judged(struct str svg, enum image_fault expected)
{
    struct str clean = STR_NONE;
    enum image_fault fault = image_svg_judge(arena, svg, &clean);

    if (fault != expected)
        fail_msg(STR_FMT ": %s and not: %s", STR_ARG(svg), image_fault_says(fault),
                 image_fault_says(expected));
}

/* Which stands within a picture. */
static void
part_judged(const char *part, enum image_fault expected)
{
    judged(arena_print(arena, HEAD "%s</svg>", part), expected);
}

static void
parts_are_written_anew(void **state)
{
    static const char *const pairs[][2] = {
        {"<path d='M0 0h1' fill='#fff'/>",                                               "<path d=\"M0 0h1\" fill=\"#fff\"></path>"},
        {"<g style='fill:red; -x-y:1;stroke : blue'/>",                                  "<g style=\"fill:red;stroke:blue\"></g>"  },
        {"<g fill='url(#a)' data-x='1' class='c'/>",                                     "<g fill=\"url(#a)\"></g>"                },
        {"<use href='#a'/>",                                                             "<use xlink:href=\"#a\"></use>"           },
        {"<use " XLINK "xlink:href='#a' href='#b'/>",                                    "<use xlink:href=\"#a\"></use>"           },
        {"<text>a &lt;b&gt; <![CDATA[<script>]]></text>",
         "<text>a &lt;b&gt; &lt;script&gt;</text>"                                                                                 },
        {"<title xml:lang='uk'>Їжак</title>",                                        "<title xml:lang=\"uk\">Їжак</title>" },
        {"<!-- no --><?no?><metadata><x/></metadata><x:y xmlns:x='urn:x'><path/></x:y>", ""                                        },
        {"loose <rect x='1'>text</rect>",                                                "<rect x=\"1\"></rect>"                   },
        {"<s:g xmlns:s='http://www.w3.org/2000/svg'/>",                                  "<g></g>"                                 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        struct str clean = STR_NONE, again;

        assert_int_equal(
            image_svg_judge(arena, arena_print(arena, HEAD "%s</svg>", pairs[i][0]), &clean),
            IMAGE_FITS);
        assert_string_equal(
            clean.at,
            arena_print(arena, CLEAN " viewBox=\"0 0 10 10\">%s</svg>\n", pairs[i][1]).at);
        assert_int_equal(image_svg_judge(arena, clean, &again), IMAGE_FITS);
        assert_string_equal(clean.at, again.at);
    }
}

static void
what_runs_or_fetches_is_refused(void **state)
{
    static const char *const active[] = {
        "<script>alert(1)</script>",
        "<g onload='alert(1)'/>",
        "<g oNclick='alert(1)'/>",
        "<use href='https://a.example/x.svg#a'/>",
        "<use href='data:image/svg+xml,x'/>",
        "<use href='javascript:alert(1)'/>",
        "<use " XLINK "xlink:href='//a.example/#a'/>",
        "<g href='#a'/>",
        "<g style='fill:url(https://a.example/)'/>",
        "<g style='background:URL(https://a.example/)'/>",
        "<g style='fill:u\\72l(https://a.example/)'/>",
        "<g style='fill:u/**/rl(https://a.example/)'/>",
        "<g style='@import \"x\"; fill:@import'/>",
        "<g fill='url(https://a.example/#a)'/>",
        "<g fill='url(#a) url(https://a.example/)'/>",
        "<g filter='url(https://a.example/#a)'/>",
        "<g fill='ur&#108;(&#47;/a.example)'/>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(active) / sizeof(active[0]); i++)
        part_judged(active[i], IMAGE_ACTIVE);
}

static void
elements_stand_in_a_table(void **state)
{
    static const char *const unknown[] = {"<foreignObject/>",
                                          "<image href='#a'/>",
                                          "<style/>",
                                          "<a href='#a'/>",
                                          "<animate/>",
                                          "<set/>",
                                          "<filter/>",
                                          "<pattern/>",
                                          "<mask/>",
                                          "<svg/>",
                                          "<symbol/>",
                                          "<iframe/>",
                                          "<g><foreignObject/></g>"};

    (void)state;
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
        part_judged(unknown[i], IMAGE_UNKNOWN_PART);
}

static void
nothing_is_defined(void **state)
{
    (void)state;
    judged(STR("<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
               "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>" HEAD "<text>&c;</text></svg>"),
           IMAGE_DECLARES);
    judged(STR("<?xml version='1.0'?><!-- x --> <!DOCTYPE svg SYSTEM 'a[>' [<!ENTITY x SYSTEM "
               "'file:///etc/passwd'>]>" HEAD "<text>&x;</text></svg>"),
           IMAGE_DECLARES);
    judged(STR("<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'https://a.example/[.dtd'>" HEAD
               "<text>&x;</text></svg>"),
           IMAGE_DECLARES);
    judged(STR("<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'https://a.example/[.dtd'>" HEAD
               "</svg>"),
           IMAGE_FITS);
    part_judged("<text>&x;</text>", IMAGE_UNREADABLE);
}

static void
only_whole_pictures_are_read(void **state)
{
    (void)state;
    judged(STR(""), IMAGE_UNREADABLE);
    judged(STR("<svg viewBox='0 0 1 1'/>"), IMAGE_UNREADABLE);
    judged(STR("<html xmlns='http://www.w3.org/1999/xhtml'/>"), IMAGE_UNREADABLE);
    judged(STR(HEAD "<g></svg>"), IMAGE_UNREADABLE);
    judged(STR(HEAD "<g id='a' id='b'/></svg>"), IMAGE_UNREADABLE);
    judged(STR(HEAD "<text>\xff</text></svg>"), IMAGE_UNREADABLE);
    judged(STR(HEAD "</svg><svg/>"), IMAGE_UNREADABLE);
    judged(STR("<?xml version='1.0' encoding='UTF-7'?>" HEAD "<text>+ADw-script+AD4-</text></svg>"),
           IMAGE_FITS);
    judged(STR("<svg xmlns='http://www.w3.org/2000/svg'/>"), IMAGE_BAD_SIDES);
    judged(STR("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 0 1'/>"), IMAGE_BAD_SIDES);
    judged(STR("<svg xmlns='http://www.w3.org/2000/svg' width='1e9' height='1'/>"),
           IMAGE_BAD_SIDES);
    judged(STR("<svg xmlns='http://www.w3.org/2000/svg' width='5cm' height='1cm'/>"), IMAGE_FITS);
}

static struct str
repeated(const char *start, const char *one, size_t count, const char *end)
{
    struct text out = text_new(arena);

    text_print(&out, HEAD "%s", start);
    for (size_t i = 0; i < count; i++)
        text_add(&out, str_of(one));
    text_print(&out, "%s</svg>", end);
    return text_str(&out);
}

static void
bombs_do_not_go_off(void **state)
{
    struct image_credential found;

    (void)state;
    judged(zeros(IMAGE_SVG_SIZE_MAX + 1), IMAGE_TOO_LARGE);
    judged(repeated("", "<g/>", 30000, ""), IMAGE_TOO_COMPLEX);
    judged(repeated("", "<g>", 41000, ""), IMAGE_TOO_COMPLEX);
    judged(repeated("<g", " a=''", 1025, "/>"), IMAGE_TOO_COMPLEX);
    assert_int_equal(image_svg_unbake(arena, zeros(IMAGE_SVG_BAKED_MAX + 1), &found),
                     IMAGE_TOO_LARGE);
    judged(repeated("<g><g><g><g><g><g><g><g><g><g><g><g><g><g><g><g><g><g><g><g><g><g><g><g><g>"
                    "<g><g><g><g><g><g><g><g>",
                    "</g>", 33, ""),
           IMAGE_TOO_COMPLEX);
    judged(repeated("<g id='a'/>", "<use href='#a'/>", 64, ""), IMAGE_FITS);
    judged(repeated("<g id='a'/>", "<use href='#a'/>", 65, ""), IMAGE_TOO_COMPLEX);
    part_judged("<use id='a' href='#b'/><g id='b'><use href='#c'/></g>", IMAGE_TOO_COMPLEX);
    part_judged("<g id='a'><use href='#a'/></g>", IMAGE_TOO_COMPLEX);
    part_judged("<clipPath id='a'><path clip-path='url(#b)'/></clipPath>", IMAGE_TOO_COMPLEX);
    part_judged("<clipPath id='a'><path style='clip-path:url(#b)'/></clipPath>", IMAGE_TOO_COMPLEX);
    part_judged("<clipPath id='a'><use href='#b'/></clipPath>", IMAGE_TOO_COMPLEX);
    part_judged("<g clip-path='url(#a)'/><clipPath id='a'><path/></clipPath>", IMAGE_FITS);
}

static void
credentials_stand_first_in_the_picture(void **state)
{
    static const struct {
        struct image_credential credential;
        const char *start;
    } kinds[] = {
        {{IMAGE_OPEN_BADGES_3, {"{\"a\":\"]]>ž\"}", 13}},
         " xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\" viewBox=\"0 0 10 10\">"
         "<openbadges:credential><![CDATA[{\"a\":\"]]\\u003e\\u017e\"}]]></openbadges:credential>"},
        {{IMAGE_OPEN_BADGES_3, {"a.b.c", 5}},
         " xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\" viewBox=\"0 0 10 10\">"
         "<openbadges:credential verify=\"a.b.c\"/>"                                              },
        {{IMAGE_OPEN_BADGES_2, {"https://a.example/?a&b", 22}},
         " xmlns:openbadges=\"http://openbadges.org\" viewBox=\"0 0 10 10\">"
         "<openbadges:assertion verify=\"https://a.example/?a&amp;b\"/>"                          },
    };
    struct str picture = STR(HEAD "<g/></svg>");

    (void)state;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct image_credential found;

        /* Each takes the place of the one before. */
        assert_int_equal(image_svg_bake(arena, picture, &kinds[i].credential, &picture),
                         IMAGE_FITS);
        assert_string_equal(picture.at,
                            arena_print(arena, CLEAN "%s<g></g></svg>\n", kinds[i].start).at);
        assert_int_equal(image_svg_unbake(arena, picture, &found), IMAGE_FITS);
        assert_int_equal(found.version, kinds[i].credential.version);
        if (i > 0)
            assert_string_equal(found.text.at, kinds[i].credential.text.at);
    }
    assert_int_equal(
        image_svg_bake(arena, STR(HEAD "<script/></svg>"), &kinds[0].credential, &picture),
        IMAGE_ACTIVE);
}

static void
a_png_stands_within_an_svg(void **state)
{
    static const char head[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\0\x5a";
    struct str png = {head, sizeof(head) - 1}, svg;
    struct image_credential baked = {IMAGE_OPEN_BADGES_3, STR("{\"a\":1}")}, found;

    (void)state;
    svg = image_svg_around(arena, png, STR("A & \xe2\x80\xae<b>"), STR("lt"), NULL);
    assert_string_equal(
        svg.at,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
        " xml:lang=\"lt\" width=\"256\" height=\"90\" viewBox=\"0 0 256 90\" role=\"img\">"
        "<title>A &amp; &lt;b&gt;</title><image width=\"256\" height=\"90\" "
        "xlink:href=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAQAAAABa\"/></svg>\n");
    svg = image_svg_around(arena, png, STR("A"), STR_NONE, &baked);
    assert_int_equal(image_svg_unbake(arena, svg, &found), IMAGE_FITS);
    assert_string_equal(found.text.at, "{\"a\":1}");
    judged(svg, IMAGE_UNKNOWN_PART);
    baked.text = STR("nothing");
    assert_null(image_svg_around(arena, png, STR("A"), STR_NONE, &baked).at);
    assert_null(image_svg_around(arena, str_from(png, 1), STR("A"), STR_NONE, NULL).at);
    assert_null(image_svg_around(arena, (struct str){head, 23}, STR("A"), STR_NONE, NULL).at);
}

static void
unbaked(const char *part, enum image_fault expected, const char *text)
{
    struct image_credential found = {0};

    assert_int_equal(image_svg_unbake(arena, arena_print(arena, HEAD "%s</svg>", part), &found),
                     expected);
    if (text != NULL)
        assert_string_equal(found.text.at, text);
}

#define V3    "<a:credential xmlns:a='https://purl.imsglobal.org/ob/v3p0'"
#define V2    "<openbadges:assertion xmlns:openbadges='http://openbadges.org'"
#define ENDV3 "</a:credential>"
#define ENDV2 "</openbadges:assertion>"

static void
credentials_of_others_are_read(void **state)
{
    (void)state;
    unbaked(V3 "> <![CDATA[ {\"a\":1} ]]>\n" ENDV3, IMAGE_FITS, "{\"a\":1}");
    unbaked(V3 " verify='a.b.c'/>", IMAGE_FITS, "a.b.c");
    unbaked(V2 " verify='https://a.example/1'>{\"a\":1}" ENDV2, IMAGE_FITS, "{\"a\":1}");
    unbaked(V2 " verify='https://a.example/1'/>", IMAGE_FITS, "https://a.example/1");
    unbaked(V2 " verify='a.b.c'/>" V3 " verify='d.e.f'/>", IMAGE_FITS, "d.e.f");
    unbaked("<script/>" V3 " verify='a.b.c'/>", IMAGE_FITS, "a.b.c");
    unbaked(V3 " verify='a.b.c'/>" V3 " verify='a.b.c'/>", IMAGE_DOUBLED, NULL);
    unbaked(V3 " verify='a.b.c'/><g>" V3 "/></g>", IMAGE_DOUBLED, NULL);
    unbaked("<credential verify='a.b.c'/>", IMAGE_NO_CREDENTIAL, NULL);
    unbaked(V3 "/>", IMAGE_NO_CREDENTIAL, NULL);
    unbaked(V3 ">hello" ENDV3, IMAGE_NO_CREDENTIAL, NULL);
    unbaked("", IMAGE_NO_CREDENTIAL, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_written_anew),
        cmocka_unit_test(what_runs_or_fetches_is_refused),
        cmocka_unit_test(elements_stand_in_a_table),
        cmocka_unit_test(nothing_is_defined),
        cmocka_unit_test(only_whole_pictures_are_read),
        cmocka_unit_test(bombs_do_not_go_off),
        cmocka_unit_test(credentials_stand_first_in_the_picture),
        cmocka_unit_test(a_png_stands_within_an_svg),
        cmocka_unit_test(credentials_of_others_are_read),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("svg", tests, open_arena, close_arena);
}
