#include "intake/intake.h"

#include "base/text.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define NEEDED "learningForm,mode,type,category"
#define CELLS  "formal,online,course,languages"
#define JSON                                                                                       \
    "\"learningForm\":\"formal\",\"mode\":\"online\",\"type\":\"course\",\"category\":"            \
    "\"languages\""

/* Each row of a file as a line: "LINE JSON" or "LINE COLUMN CODE" for each fault. */
static bool
note_row(void *who, const struct intake_row *row)
{
    struct text *told = who;

    for (size_t i = 0; i < row->fault_count; i++)
        text_print(told, "%" PRId64 " " STR_FMT " %s\n", row->line, STR_ARG(row->faults[i].column),
                   row->faults[i].code);
    if (row->fault_count == 0)
        text_print(told, "%" PRId64 " " STR_FMT "\n", row->line, STR_ARG(row->json));
    return true;
}

/* clang-format off */
static const struct {
    enum intake_format format;
    const char *file, *told, *why; /* why: of the file as a whole, or NULL */
} cases[] = {
    {INTAKE_CSV, NEEDED "\n" CELLS "\n", "2 {" JSON "}\n", NULL},
    {INTAKE_CSV, "externalId," NEEDED "\nA-1," CELLS "\n", "2 {\"externalId\":\"A-1\"," JSON "}\n", NULL},
    /* As spreadsheets write it: a mark, semicolons, CRLF, names in any case, empty lines. */
    {INTAKE_CSV, "\xEF\xBB\xBF" "LEARNINGFORM;Mode;type;category;lat;lon;placeName\r\n\r\nformal;online;course;languages;55,7;21,1;Here\r\n",
     "3 {" JSON ",\"place\":{\"lat\":55.7,\"lon\":21.1,\"name\":\"Here\"}}\n", NULL},
    /* What belongs together in the JSON may stand anywhere, and what is empty is not said. */
    {INTAKE_CSV, "currency," NEEDED ",price,capacity,ageMax\nEUR," CELLS ",15,8,\n",
     "2 {" JSON ",\"capacity\":8,\"price\":{\"currency\":\"EUR\",\"amount\":\"15.00\"}}\n", NULL},
    {INTAKE_CSV, NEEDED ",price,currency\n" CELLS ",\"7,5\",EUR\n", "2 {" JSON ",\"price\":{\"amount\":\"7.50\",\"currency\":\"EUR\"}}\n", NULL},
    {INTAKE_CSV, NEEDED ",languages\n" CELLS ",lt; en |uk;\n", "2 {" JSON ",\"languages\":[\"lt\",\"en\",\"uk\"]}\n", NULL},
    {INTAKE_CSV, NEEDED ",title,title.uk,title.en,summary.uk\n" CELLS ",a,b,c,d\n",
     "2 {" JSON ",\"title\":\"a\",\"translations\":{\"uk\":{\"title\":\"b\",\"summary\":\"d\"},\"en\":{\"title\":\"c\"}}}\n", NULL},
    {INTAKE_CSV, NEEDED ",endsAt,startsAt\n" CELLS ",2027-03-01T19:00:00Z;2027-03-02T19:00:00Z,2027-03-01T18:00:00Z;2027-03-02T18:00:00Z\n",
     "2 {" JSON ",\"sessions\":[{\"endsAt\":\"2027-03-01T19:00:00Z\",\"startsAt\":\"2027-03-01T18:00:00Z\"},"
     "{\"endsAt\":\"2027-03-02T19:00:00Z\",\"startsAt\":\"2027-03-02T18:00:00Z\"}]}\n", NULL},
    /* A time without an offset is one of the row's time zone; of an hour that comes twice the second. */
    {INTAKE_CSV, NEEDED ",visibleFrom,timeZone\n" CELLS ",2027-03-01 17:00,\n" CELLS ",2027-10-31T03:30:15,\n" CELLS ",2027-03-01 17:00,Asia/Tokyo\n",
     "2 {" JSON ",\"visibleFrom\":\"2027-03-01T15:00:00Z\"}\n3 {" JSON ",\"visibleFrom\":\"2027-10-31T01:30:15Z\"}\n"
     "4 {" JSON ",\"visibleFrom\":\"2027-03-01T08:00:00Z\",\"timeZone\":\"Asia/Tokyo\"}\n", NULL},
    {INTAKE_CSV, NEEDED ",visibleFrom,timeZone\n" CELLS ",2027-03-28 03:30,\n" CELLS ",2027-02-30 03:30,\n" CELLS ",2027-03-01 17:00,../x\n" CELLS ",2027-03-01_17:00,\n",
     "2 visibleFrom bad_format\n3 visibleFrom bad_format\n4 visibleFrom unknown_time_zone\n5 visibleFrom bad_format\n", NULL},
    /* What does not fit is told where it stands, and touches no other row. */
    {INTAKE_CSV, NEEDED ",capacity\nformal,online,curse,,x\n" CELLS ",1\n", "2 type not_in_list\n2 category required\n2 capacity wrong_type\n3 {" JSON ",\"capacity\":1}\n", NULL},
    {INTAKE_CSV, NEEDED ",startsAt,endsAt\n" CELLS ",2027-03-01T18:00:00Z;soon,2027-03-01T19:00:00Z\n", "2 startsAt bad_format\n2 endsAt required\n", NULL},
    {INTAKE_CSV, NEEDED ",title.uk,lat,lon,placeName\n" CELLS ",\"\x01\",91,1,x\n", "2 title.uk bad_format\n2 lat too_large\n", NULL},
    {INTAKE_CSV, NEEDED "\n" CELLS ",x\nformal\n", "2  wrong_width\n3  wrong_width\n", NULL},
    {INTAKE_CSV, NEEDED ",title\n" CELLS ",\"two\nlines\"\n" CELLS ",\xFF\n", "2 {" JSON ",\"title\":\"two\\nlines\"}\n4 title bad_encoding\n", NULL},
    /* "1." and "007" stay what they are, and are no numbers. */
    {INTAKE_CSV, NEEDED ",capacity\n" CELLS ",1.\n" CELLS ",007\n" CELLS ",-\n" CELLS ",-0\n",
     "2 capacity wrong_type\n3 capacity wrong_type\n4 capacity wrong_type\n5 capacity too_small\n", NULL},
    {INTAKE_CSV, "", "", "The file is no CSV: it is empty."},
    {INTAKE_CSV, "titel\n", "", "The column \"titel\" of the header is not known; did you mean \"title\"?"},
    {INTAKE_CSV, "mode.uk\n", "", "The column \"mode.uk\" of the header is not known."},
    {INTAKE_CSV, "\"title.u\"\"k\"\n", "", "The column \"title.u\"k\" of the header is not known."},
    {INTAKE_CSV, "title.abcdefghi-abcdefghi-abcdefghi-abcdef\n", "", "The column \"title.abcdefghi-abcdefghi-abcdefghi-abcdef\" of the header is not known."},
    {INTAKE_CSV, "mode,Mode\n", "", "The column \"Mode\" is in the header twice."},
    {INTAKE_CSV, "mode,\xFF\n", "", "The header is not UTF-8; save the file in that encoding."},
    {INTAKE_CSV, "mode\nx\n\"a\"b\n", "2 learningForm required\n2 mode not_in_list\n2 type required\n2 category required\n", "The file is no CSV: the quotes are wrong in line 3."},
    {INTAKE_NDJSON, "{" JSON "}\n\n  {" JSON ",\"externalId\":\"B\"} \r\n{" JSON "}", "1 {" JSON "}\n3 {" JSON ",\"externalId\":\"B\"}\n4 {" JSON "}\n", NULL},
    {INTAKE_NDJSON, "{\"mode\":}\n[]\n{" JSON ",\"place\":{\"name\":1},\"x\":2}\n", "1  bad_syntax\n2  wrong_type\n3 /place/name wrong_type\n3 /place/lat required\n3 /place/lon required\n3 /x unknown_field\n", NULL},
    {INTAKE_NDJSON, "", "", NULL},
};
/* clang-format on */

/* In pieces of `step` bytes. */
static bool
take_in(struct intake *intake, struct str file, size_t step, struct str *why)
{
    while (file.size > 0) {
        struct str piece = {file.at, step < file.size ? step : file.size};

        if (!intake_take(intake, piece, why))
            return false;
        file = str_from(file, piece.size);
    }
    return intake_end(intake, why);
}

static void
check_case(size_t i, size_t step)
{
    struct arena *arena = arena_open(64 << 20);
    struct text told = text_new(arena);
    const struct intake_hearer hearer = {note_row, &told};
    struct intake *intake =
        intake_open(arena, &intake_activities, cases[i].format, STR("Europe/Vilnius"), &hearer);
    struct str why = STR_NONE;
    bool is_read = take_in(intake, str_of(cases[i].file), step, &why);

    text_add(&told, STR(""));
    assert_string_equal(told.size == 0 ? "" : text_str(&told).at, cases[i].told);
    assert_int_equal(is_read, cases[i].why == NULL);
    if (!is_read)
        assert_string_equal(why.at, cases[i].why);
    arena_close(arena);
}

static void
rows_become_what_the_api_takes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        print_message("# %zu: %s\n", i, cases[i].file);
        check_case(i, 1 << 20);
    }
}

/* But for the first line, which has to be whole for the mark between cells to be found. */
static void
pieces_may_end_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (size_t step = 120; step < 130; step++)
            check_case(i, step);
}

static void
a_line_without_end_is_told(void **state)
{
    struct arena *arena = arena_open(64 << 20);
    struct text told = text_new(arena);
    const struct intake_hearer hearer = {note_row, &told};
    struct intake *intake =
        intake_open(arena, &intake_activities, INTAKE_NDJSON, STR("UTC"), &hearer);
    struct str why = STR_NONE, piece = {arena_take(arena, 1 << 19, 1), 1 << 19};

    (void)state;
    assert_true(intake_take(intake, piece, &why) && intake_take(intake, piece, &why));
    assert_false(intake_take(intake, STR("x"), &why));
    assert_string_equal(why.at, "Line 1 is longer than 1048576 bytes.");
    arena_close(arena);
}

static bool
stop_at_once(void *who, const struct intake_row *row)
{
    *(int64_t *)who = row->number;
    return false;
}

static void
who_hears_may_stop(void **state)
{
    static const char *const files[] = {NEEDED "\n" CELLS "\n" CELLS "\n", "{}\n{}\n"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct arena *arena = arena_open(64 << 20);
        int64_t last = 0;
        const struct intake_hearer hearer = {stop_at_once, &last};
        struct intake *intake = intake_open(arena, &intake_activities, i, STR("UTC"), &hearer);
        struct str why;

        assert_false(intake_take(intake, str_of(files[i]), &why));
        assert_null(why.at);
        assert_int_equal(last, 1);
        arena_close(arena);
    }
}

/* As long as a row may be, and asked of for each of its times. */
static void
a_zone_of_any_length_is_not_known(void **state)
{
    struct arena *arena = arena_open(64 << 20);
    struct text file = text_new(arena), told = text_new(arena);
    const struct intake_hearer hearer = {note_row, &told};
    struct intake *intake = intake_open(arena, &intake_activities, INTAKE_CSV, STR("UTC"), &hearer);
    struct str why = STR_NONE;

    (void)state;
    text_add(&file, STR(NEEDED ",startsAt,timeZone\n" CELLS ","));
    for (int i = 0; i < 200; i++)
        text_add(&file, STR("2027-03-01 17:00;"));
    text_add(&file, STR(","));
    for (int i = 0; i < 90000; i++)
        text_add(&file, STR("Etc/Nobody"));
    text_add(&file, STR("\n" CELLS ",,Europe/Vilnius\n"));
    assert_true(take_in(intake, text_str(&file), 1 << 20, &why));
    assert_true(str_starts(text_str(&told), STR("2 startsAt unknown_time_zone\n")));
    assert_true(str_ends(text_str(&told), STR("\"timeZone\":\"Europe/Vilnius\"}\n")));
    arena_close(arena);
}

static void
the_template_fits(void **state)
{
    struct arena *arena = arena_open(64 << 20);
    struct text told = text_new(arena);
    const struct intake_hearer hearer = {note_row, &told};
    struct intake *intake = intake_open(arena, &intake_activities, INTAKE_CSV, STR("UTC"), &hearer);
    struct str why = STR_NONE;

    (void)state;
    assert_true(take_in(intake, intake_template(arena, &intake_activities), 1 << 20, &why));
    assert_true(str_starts(text_str(&told), STR("2 {\"externalId\":\"VK-12\",")));
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_become_what_the_api_takes),
        cmocka_unit_test(pieces_may_end_anywhere),
        cmocka_unit_test(a_line_without_end_is_told),
        cmocka_unit_test(who_hears_may_stop),
        cmocka_unit_test(a_zone_of_any_length_is_not_known),
        cmocka_unit_test(the_template_fits),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("intake", tests, NULL, NULL);
}
