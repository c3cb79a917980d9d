#include "image_stage.h"

#include "image/png-parts.h"

#include <string.h>

#define JSON_TEXT "{\"id\":\"urn:uuid:1\"}"
#define PALETTE   "\xff\0\0\0\xff\0\0\0\xff\xff\xff\xff"
#define V3_HEAD   "openbadgecredential\0\0\0\0\0"
#define V2_HEAD   "openbadges\0\0\0\0\0"

static const struct image_credential sample = {
    IMAGE_OPEN_BADGES_3, {JSON_TEXT, 19}
};

static void
pictures_of_each_kind_are_drawn_anew(void **state)
{
    static const struct {
        int colour_type, depth;
    } kinds[] = {
        {0, 1 },
        {0, 2 },
        {0, 4 },
        {0, 8 },
        {0, 16},
        {2, 8 },
        {2, 16},
        {3, 2 },
        {3, 8 },
        {4, 8 },
        {4, 16},
        {6, 8 },
        {6, 16},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct picture picture = {.width = 90,
                                  .height = 400,
                                  .depth = kinds[i].depth,
                                  .colour_type = kinds[i].colour_type,
                                  .after = chunk_of("tEXt", STR("Author\0Somebody"))};
        struct str clean, again;

        if (picture.colour_type == 3)
            picture.before =
                joined(chunk_of("PLTE", STR(PALETTE)), chunk_of("tRNS", STR("\0\x80")));
        assert_int_equal(image_png_judge(arena, picture_png(&picture), &clean), IMAGE_FITS);
        assert_int_equal(chunks_of(clean, "tEXt"), 0);
        assert_int_equal(chunks_of(clean, "tRNS"), picture.colour_type == 3);
        assert_int_equal(chunk_number(clean.at + 16), 90);
        assert_int_equal(chunk_number(clean.at + 20), 400);
        assert_int_equal(image_png_judge(arena, clean, &again), IMAGE_FITS);
        assert_true(str_same(clean, again));
    }
}

/* Seven passes, of 9396 bytes in all. */
static void
pictures_in_passes_come_out_in_one(void **state)
{
    struct picture picture = {
        .width = 96, .height = 96, .depth = 8, .interlaced = 1, .plan = zeros(9396)};
    struct str clean;

    (void)state;
    assert_int_equal(image_png_judge(arena, picture_png(&picture), &clean), IMAGE_FITS);
    assert_int_equal(clean.at[28], 0);
}

static struct str
with_sides(uint32_t width, uint32_t height)
{
    return picture_png(
        &(struct picture){.width = width, .height = height, .depth = 1, .colour_type = 0});
}

static struct str
with_chunks(struct str before, struct str after)
{
    return picture_png(
        &(struct picture){.width = 96, .height = 96, .depth = 8, .before = before, .after = after});
}

static void
judged(struct str png, enum image_fault expected)
{
    struct str clean = STR_NONE;
    enum image_fault fault = image_png_judge(arena, png, &clean);

    if (fault != expected)
        fail_msg("%s and not: %s", image_fault_says(fault), image_fault_says(expected));
}

static void
sides_and_pixels_are_bounded(void **state)
{
    (void)state;
    judged(with_sides(90, 90), IMAGE_FITS);
    judged(with_sides(4096, 1024), IMAGE_FITS);
    judged(with_sides(89, 90), IMAGE_BAD_SIDES);
    judged(with_sides(90, 89), IMAGE_BAD_SIDES);
    judged(with_sides(4097, 90), IMAGE_BAD_SIDES);
    judged(with_sides(2049, 2048), IMAGE_BAD_SIDES);
    judged(picture_png(&(struct picture){.width = 0x7fffffff,
                                         .height = 0x7fffffff,
                                         .depth = 16,
                                         .colour_type = 6,
                                         .plan = STR("x")}),
           IMAGE_BAD_SIDES);
}

static void
what_is_broken_is_no_picture(void **state)
{
    struct str plain = picture_plain();
    char *spoilt = (char *)(uintptr_t)arena_copy(arena, plain).at;

    (void)state;
    for (size_t size = 0; size < plain.size; size += 7)
        judged((struct str){plain.at, size}, IMAGE_UNREADABLE);
    spoilt[40]++;
    judged((struct str){spoilt, plain.size}, IMAGE_UNREADABLE);
    judged(STR("GIF89a"), IMAGE_UNREADABLE);
    judged(joined(png_signature, STR("\xff\xff\xff\xffIHDR")), IMAGE_UNREADABLE);
    judged(joined(png_signature, chunk_of("IEND", STR(""))), IMAGE_UNREADABLE);
    judged(with_chunks(chunk_of("IHDR", zeros(13)), STR("")), IMAGE_UNREADABLE);
    judged(with_chunks(chunk_of("ABCD", STR("")), STR("")), IMAGE_UNREADABLE);
    judged(with_chunks(STR(""), joined(chunk_of("tIME", zeros(7)), chunk_of("IDAT", STR("x")))),
           IMAGE_UNREADABLE);
    /* A palette that is none, and rows that are missing. */
    judged(picture_png(&(struct picture){.width = 96, .height = 96, .depth = 8, .colour_type = 3}),
           IMAGE_UNREADABLE);
    judged(picture_png(&(struct picture){
               .width = 96, .height = 96, .depth = 8, .colour_type = 2, .plan = zeros(9000)}),
           IMAGE_UNREADABLE);
}

static void
bombs_do_not_go_off(void **state)
{
    struct text many = text_new(arena);
    struct str bomb = packed(zeros(64 << 20)), clean;

    (void)state;
    for (int i = 0; i < 5000; i++)
        text_add(&many, chunk_of("tIME", STR("")));
    judged(with_chunks(text_str(&many), STR("")), IMAGE_TOO_COMPLEX);
    judged(zeros(IMAGE_SIZE_MAX + 1), IMAGE_TOO_LARGE);
    /* A profile or a text that unpacks to 64 MiB is passed over, and rows end with the picture. */
    judged(with_chunks(chunk_of("iCCP", joined(STR("a\0\0"), bomb)), STR("")), IMAGE_FITS);
    judged(with_chunks(chunk_of("zTXt", joined(STR("a\0\0"), bomb)), STR("")), IMAGE_FITS);
    assert_int_equal(
        image_png_judge(arena,
                        picture_png(&(struct picture){
                            .width = 96, .height = 96, .depth = 8, .plan = zeros(32 << 20)}),
                        &clean),
        IMAGE_FITS);
    assert_true(clean.size < 2000);
}

static void
a_credential_stands_behind_the_head(void **state)
{
    struct str plain = with_chunks(chunk_of("tIME", zeros(7)), STR("")), baked;
    struct str chunk = chunk_of("iTXt", STR(V3_HEAD JSON_TEXT));

    (void)state;
    assert_int_equal(image_png_bake(arena, plain, &sample, &baked), IMAGE_FITS);
    assert_true(str_same((struct str){baked.at, 33}, (struct str){plain.at, 33}));
    assert_true(str_same((struct str){baked.at + 33, chunk.size}, chunk));
    assert_true(str_same(str_from(baked, 33 + chunk.size), str_from(plain, 33)));
}

static void
a_new_credential_takes_the_place_of_the_old(void **state)
{
    struct image_credential old = {IMAGE_OPEN_BADGES_2, STR("https://a.example/1")}, found;
    struct str baked;

    (void)state;
    assert_int_equal(image_png_bake(arena, picture_plain(), &old, &baked), IMAGE_FITS);
    assert_int_equal(image_png_unbake(arena, baked, &found), IMAGE_FITS);
    assert_int_equal(found.version, IMAGE_OPEN_BADGES_2);
    assert_true(str_same(found.text, old.text));
    assert_int_equal(image_png_bake(arena, baked, &sample, &baked), IMAGE_FITS);
    assert_int_equal(chunks_of(baked, "iTXt"), 1);
    assert_int_equal(image_png_unbake(arena, baked, &found), IMAGE_FITS);
    assert_int_equal(found.version, IMAGE_OPEN_BADGES_3);
    assert_true(str_same(found.text, sample.text));
}

static void
credentials_are_written_in_ascii(void **state)
{
    struct image_credential credential = {IMAGE_OPEN_BADGES_3,
                                          STR(" {\"name\":\"Їжак 🧵\", \"x\":\"a]]>\"}\n")};
    struct str baked;

    (void)state;
    assert_int_equal(image_png_bake(arena, picture_plain(), &credential, &baked), IMAGE_FITS);
    assert_true(contains(baked, "{\"name\":\"\\u0407\\u0436\\u0430\\u043a \\ud83e\\uddf5\", "
                                "\"x\":\"a]]\\u003e\"}"));
}

static void
only_credentials_are_baked(void **state)
{
    static const char *const none[] = {
        "", "x", "a.b", "a.b.c.d", "a..c", "https://a.example/1", "[]", "{\"\xff\":1}", "a.b.c\nd",
    };
    struct str baked;

    (void)state;
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        struct image_credential credential = {IMAGE_OPEN_BADGES_3, str_of(none[i])};

        assert_int_equal(image_png_bake(arena, picture_plain(), &credential, &baked),
                         IMAGE_NO_CREDENTIAL);
    }
}

static void
unbaked(struct str chunks, enum image_fault expected, const char *text)
{
    struct image_credential found = {0};

    assert_int_equal(image_png_unbake(arena, with_chunks(STR(""), chunks), &found), expected);
    if (text != NULL)
        assert_string_equal(found.text.at, text);
}

static void
credentials_of_others_are_read(void **state)
{
    struct str v3 = chunk_of("iTXt", STR(V3_HEAD JSON_TEXT));
    struct str v2 = chunk_of("iTXt", STR(V2_HEAD "a.b.c"));
    struct str old = chunk_of("tEXt", STR("openbadges\0https://a.example/1"));
    struct str head = STR("openbadgecredential\0\1\0en\0key\0");
    struct str spoilt = arena_copy(arena, v3);

    (void)state;
    unbaked(v3, IMAGE_FITS, JSON_TEXT);
    unbaked(v2, IMAGE_FITS, "a.b.c");
    unbaked(old, IMAGE_FITS, "https://a.example/1");
    unbaked(joined(v2, v3), IMAGE_FITS, JSON_TEXT);
    unbaked(chunk_of("iTXt", joined(head, packed(STR(JSON_TEXT)))), IMAGE_FITS, JSON_TEXT);
    unbaked(joined(v3, v3), IMAGE_DOUBLED, NULL);
    unbaked(joined(v2, old), IMAGE_DOUBLED, NULL);
    unbaked(STR(""), IMAGE_NO_CREDENTIAL, NULL);
    unbaked(chunk_of("iTXt", STR("Comment\0\0\0\0\0{}")), IMAGE_NO_CREDENTIAL, NULL);
    unbaked(chunk_of("iTXt", STR(V3_HEAD "hello")), IMAGE_NO_CREDENTIAL, NULL);
    unbaked(chunk_of("iTXt", STR("openbadgecredential")), IMAGE_NO_CREDENTIAL, NULL);
    unbaked(chunk_of("iTXt", STR("openbadgecredential\0\0\0no-end")), IMAGE_UNREADABLE, NULL);
    unbaked(chunk_of("iTXt", joined(head, STR("no stream"))), IMAGE_UNREADABLE, NULL);
    unbaked(chunk_of("iTXt", joined(head, packed(zeros(IMAGE_CREDENTIAL_MAX + 1)))),
            IMAGE_UNREADABLE, NULL);
    unbaked(chunk_of("iTXt", STR(V3_HEAD "{\"\xff\":1}")), IMAGE_UNREADABLE, NULL);
    ((char *)(uintptr_t)spoilt.at)[spoilt.size - 5]++;
    unbaked(spoilt, IMAGE_UNREADABLE, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_of_each_kind_are_drawn_anew),
        cmocka_unit_test(pictures_in_passes_come_out_in_one),
        cmocka_unit_test(sides_and_pixels_are_bounded),
        cmocka_unit_test(what_is_broken_is_no_picture),
        cmocka_unit_test(bombs_do_not_go_off),
        cmocka_unit_test(a_credential_stands_behind_the_head),
        cmocka_unit_test(a_new_credential_takes_the_place_of_the_old),
        cmocka_unit_test(credentials_are_written_in_ascii),
        cmocka_unit_test(only_credentials_are_baked),
        cmocka_unit_test(credentials_of_others_are_read),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("png", tests, open_arena, close_arena);
}
