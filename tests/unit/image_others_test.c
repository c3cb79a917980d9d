/* What is baked and drawn here is read by the software of others; each is skipped when missing. */
#include "image_stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define JSON_TEXT "{\"name\":\"\\u0407\\u0436\\u0430\\u043a\"}"

static char folder[] = "/tmp/cl.XXXXXX";

static void
keep(const char *name, struct str bytes)
{
    struct str path = arena_print(arena, "%s/%s", folder, name);
    FILE *file = fopen(path.at, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes.at, 1, bytes.size, file), bytes.size);
    fclose(file);
}

static void
keep_baked(void)
{
    static const struct {
        const char *name;
        struct image_credential credential;
    } kinds[] = {
        {"json", {IMAGE_OPEN_BADGES_3, {"{\"name\":\"Їжак\"}", 19}}},
        {"jws",  {IMAGE_OPEN_BADGES_3, {"a.b.c", 5}}                   },
        {"old",  {IMAGE_OPEN_BADGES_2, {"https://a.example/1?a&b", 23}}},
    };
    struct image_badge badge = {
        .name = STR("Перша <допомога>"), .organisation = STR("مدرسة"), .language = STR("uk")};
    struct str svg = image_badge_svg(arena, &badge), png = image_svg_png(arena, svg, 600), baked;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        assert_int_equal(image_svg_bake(arena, svg, &kinds[i].credential, &baked), IMAGE_FITS);
        keep(arena_print(arena, "%s.svg", kinds[i].name).at, baked);
        assert_int_equal(image_png_bake(arena, png, &kinds[i].credential, &baked), IMAGE_FITS);
        keep(arena_print(arena, "%s.png", kinds[i].name).at, baked);
    }
}

static void
keep_drawn(void)
{
    struct str plain = picture_plain(), clean;

    assert_int_equal(image_png_judge(arena, plain, &clean), IMAGE_FITS);
    keep("plain.png", plain);
    keep("clean.png", clean);
    keep("code.png", image_qr_png(arena, STR("https://a.example/ob/awards/1"), 4));
    keep("code.svg", image_qr_svg(arena, STR("https://a.example/ob/awards/1"), STR("Award")));
    keep("drawn.png",
         image_svg_png(arena, image_qr_svg(arena, STR("https://a.example/ob/awards/1"), STR("")),
                       400));
}

static int
keep_all(void **state)
{
    const char *top = getenv("srcdir");

    if (open_arena(state) != 0 || mkdtemp(folder) == NULL)
        return -1;
    setenv("folder", folder, 1);
    setenv("reader", arena_print(arena, "%s/tests/unit/read-badge.py", top == NULL ? "." : top).at,
           1);
    keep_baked();
    keep_drawn();
    return 0;
}

static int
clear_away(void **state)
{
    return system("rm -r \"$folder\"") == 0 ? close_arena(state) : -1;
}

/* By a shell, in whose words `folder` and `reader` are known. */
static void
agrees(const char *tool, const char *command)
{
    char question[64];

    snprintf(question, sizeof(question), "command -v %s >/dev/null", tool);
    if (system(question) != 0)
        skip();
    if (system(command) != 0)
        fail_msg("%s does not agree: %s", tool, command);
}

static void
python_reads_credentials(void **state)
{
    static const char *const pairs[][2] = {
        {"json", JSON_TEXT                },
        {"jws",  "a.b.c"                  },
        {"old",  "https://a.example/1?a&b"}
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        const char *name = pairs[i][0], *text = pairs[i][1];

        agrees("python3", arena_print(arena,
                                      "for one in png svg; do test \"$(\"$reader\" credential "
                                      "\"$folder/%s.$one\")\" = '%s' || exit 1; done",
                                      name, text)
                              .at);
    }
}

static void
python_sees_the_same_pixels(void **state)
{
    (void)state;
    agrees("python3", "test \"$(\"$reader\" pixels \"$folder/plain.png\")\" = "
                      "\"$(\"$reader\" pixels \"$folder/clean.png\")\"");
}

static void
pngcheck_finds_no_fault(void **state)
{
    (void)state;
    agrees("pngcheck", "pngcheck -q \"$folder\"/*.png");
}

static void
xmllint_finds_no_fault(void **state)
{
    (void)state;
    agrees("xmllint", "xmllint --nonet --noout \"$folder\"/*.svg");
    agrees("xmllint", "test \"$(xmllint --xpath 'string(/*/*[1][namespace-uri()=\""
                      "https://purl.imsglobal.org/ob/v3p0\" and local-name()=\"credential\"])' "
                      "\"$folder/json.svg\")\" = '" JSON_TEXT "'");
}

static void
zbar_reads_codes(void **state)
{
    (void)state;
    agrees("zbarimg", "for one in code drawn; do test \"$(zbarimg -q --raw \"$folder/$one.png\" "
                      "2>/dev/null)\" = https://a.example/ob/awards/1 || exit 1; done");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(python_reads_credentials), cmocka_unit_test(python_sees_the_same_pixels),
        cmocka_unit_test(pngcheck_finds_no_fault),  cmocka_unit_test(xmllint_finds_no_fault),
        cmocka_unit_test(zbar_reads_codes),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("others", tests, keep_all, clear_away);
}
