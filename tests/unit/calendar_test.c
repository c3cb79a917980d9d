#include "intake/calendar.h"

#include "base/clock.h"
#include "base/text.h"
#include "pg/pg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define EVENT(lines)        "BEGIN:VEVENT\nUID:u\nSUMMARY:T\n" lines "END:VEVENT\n"
#define HEAD                "{\"mode\":\"online\",\"externalId\":\"u\",\"title\":\"T\""
#define PLACE               ",\"place\":{\"name\":\"Home\"}"
#define MEETING(start, end) "{\"startsAt\":\"" start "\",\"endsAt\":\"" end "\"}"
#define ONE                 MEETING("2031-01-06T16:00:00Z", "2031-01-06T18:00:00Z")
#define TIMES                                                                                      \
    "DTSTART;TZID=Europe/Vilnius:20310106T180000\nDTEND;TZID=Europe/Vilnius:20310106T200000\n"

/* At noon of the first of January 2031, in a city whose time is two hours ahead in winter. */
/* clang-format off */
static const struct {
    const char *events, *lines;
} cases[] = {
    {"", ""},
    {EVENT(TIMES), HEAD PLACE ",\"sessions\":[" ONE "]}\n"},
    /* UTC; a time without a zone is the city's; a day is a day of the city; a duration. */
    {EVENT("DTSTART:20310106T160000Z\nDTEND:20310106T180000Z\n"), HEAD PLACE ",\"sessions\":[" ONE "]}\n"},
    {EVENT("DTSTART:20310106T180000\nDURATION:PT2H\n"), HEAD PLACE ",\"sessions\":[" ONE "]}\n"},
    {EVENT("DTSTART;VALUE=DATE:20310106\nDTEND;VALUE=DATE:20310107\n"),
     HEAD PLACE ",\"sessions\":[" MEETING("2031-01-05T22:00:00Z", "2031-01-06T22:00:00Z") "]}\n"},
    {EVENT("DTSTART;TZID=Europe/Vilnius:20310706T180000\nDTEND;TZID=Europe/Vilnius:20310706T200000\n"),
     HEAD PLACE ",\"sessions\":[" MEETING("2031-07-06T15:00:00Z", "2031-07-06T17:00:00Z") "]}\n"},
    /* What the event says of itself. */
    {EVENT(TIMES "DESCRIPTION:Two\\nlines\\, and more\nLOCATION:Hall\nGEO:55.7;21.1\nURL:https://a.example/1\n"),
     HEAD ",\"description\":\"Two\\nlines, and more\",\"place\":{\"name\":\"Hall\",\"lat\":55.7000000,\"lon\":21.1000000},"
     "\"enrolment\":{\"mode\":\"external\",\"url\":\"https://a.example/1\"},\"sessions\":[" ONE "]}\n"},
    {EVENT(TIMES "LOCATION:Hall\nURL:javascript:alert(1)\n"), HEAD PLACE ",\"sessions\":[" ONE "]}\n"},
    /* What is over, or was cancelled, or begins in more than a year, is left out. */
    {EVENT("DTSTART:20301206T160000Z\nDTEND:20301206T180000Z\n") EVENT(TIMES "STATUS:CANCELLED\n")
     EVENT("DTSTART:20330106T160000Z\nDTEND:20330106T180000Z\n") EVENT(""), ""},
    /* Rules, exceptions, dates, and a day that was moved. */
    {EVENT(TIMES "RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Vilnius:20310113T180000\nRDATE:20310108T160000Z\n"),
     HEAD PLACE ",\"sessions\":[" ONE "," MEETING("2031-01-20T16:00:00Z", "2031-01-20T18:00:00Z") ","
     MEETING("2031-01-08T16:00:00Z", "2031-01-08T18:00:00Z") "]}\n"},
    {EVENT(TIMES "RRULE:FREQ=DAILY;COUNT=2\n")
     EVENT("RECURRENCE-ID;TZID=Europe/Vilnius:20310107T180000\nDTSTART;TZID=Europe/Vilnius:20310109T180000\nDURATION:PT1H\n"),
     HEAD PLACE ",\"sessions\":[" ONE "," MEETING("2031-01-09T16:00:00Z", "2031-01-09T17:00:00Z") "]}\n"},
    {EVENT(TIMES "RRULE:FREQ=SECONDLY\n"), HEAD PLACE ",\"sessions\":[" ONE "]}\n"},
};
/* clang-format on */

static const char *
read_calendar(struct arena *arena, const char *text, struct str *lines)
{
    struct calendar_reading reading = {
        .zone = STR("Europe/Vilnius"),
        .rest = STR("{\"mode\":\"online\"}"),
        .place = STR("{\"name\":\"Home\"}"),
    };
    const char *why = NULL;

    assert_true(clock_read(STR("2031-01-01T12:00:00Z"), &reading.now));
    *lines = calendar_lines(arena, str_of(text), &reading, &why);
    return why;
}

static void
events_become_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct arena *arena = arena_open(64 << 20);
        struct str lines;

        print_message("# %zu: %s\n", i, cases[i].events);
        read_calendar(
            arena,
            arena_print(arena, "BEGIN:VCALENDAR\nVERSION:2.0\n%sEND:VCALENDAR\n", cases[i].events)
                .at,
            &lines);
        assert_string_equal(lines.at, cases[i].lines);
        arena_close(arena);
    }
}

static void
meetings_have_a_bound(void **state)
{
    struct arena *arena = arena_open(64 << 20);
    struct str lines;
    size_t count = 0;

    (void)state;
    read_calendar(
        arena,
        "BEGIN:VCALENDAR\n" EVENT("DTSTART:19000101T000000Z\nRRULE:FREQ=DAILY\n") "END:VCALENDAR\n",
        &lines);
    for (const char *at = lines.at; (at = strstr(at, "startsAt")) != NULL; at++)
        count++;
    assert_int_equal(count, CALENDAR_SESSIONS_MAX);
    arena_close(arena);
}

/* A calendar of these events, of a size that is read, in the memory that the courier has for it. */
static const char *
read_large(size_t count, const char *event, size_t letters, char letter, struct arena **arena,
           struct str *lines)
{
    struct arena *own = arena_open(64 << 20);
    struct text text = text_new(own);
    char *all = memset(arena_take(own, letters + 1, 1), letter, letters);

    for (size_t i = 1000; i + 1 < letters; i += 1000) /* lines are folded */
        memcpy(all + i, "\n ", 2);
    text_add(&text, STR("BEGIN:VCALENDAR\nVERSION:2.0\n"));
    for (size_t i = 0; i < count; i++)
        text_print(&text, "BEGIN:VEVENT\nUID:%zu\n%sDESCRIPTION:" STR_FMT "\nEND:VEVENT\n", i,
                   event, STR_ARG(((struct str){all, letters})));
    text_add(&text, STR("END:VCALENDAR\n"));
    assert_in_range(text.size, CALENDAR_SIZE_MAX * 9 / 10, CALENDAR_SIZE_MAX - 1);

    *arena = arena_open(CALENDAR_MEMORY_MAX);
    const char *why = read_calendar(*arena, arena_copy(*arena, text_str(&text)).at, lines);

    arena_close(own);
    return why;
}

static void
the_largest_fits_as_an_input_of_a_query(void **state)
{
    struct arena *arena;
    struct str lines, input;

    (void)state;
    read_large(
        590,
        "DTSTART:20310106T160000Z\nDTEND:20310106T180000Z\nRRULE:FREQ=DAILY;COUNT=200\nSUMMARY:T\n",
        6800, 'd', &arena, &lines);
    assert_in_range(lines.size, CALENDAR_LINES_MAX * 9 / 10, CALENDAR_LINES_MAX - 1);
    input = pg_bytes(arena, lines);
    assert_int_equal(input.size, 2 + 2 * lines.size);
    assert_int_equal(arena_copy(arena, input).size, input.size);
    arena_close(arena);
}

static void
what_is_over_costs_nothing(void **state)
{
    struct arena *arena;
    struct str lines;

    (void)state;
    read_large(66000, "", 12, 'd', &arena, &lines);
    assert_int_equal(lines.size, 0);
    assert_non_null(lines.at);
    arena_close(arena);
}

/* Each of its letters is six in JSON. */
static void
one_event_may_be_too_large(void **state)
{
    struct arena *arena;
    struct str lines;

    (void)state;
    assert_string_equal(read_large(1, TIMES, CALENDAR_SIZE_MAX - 200, '\x01', &arena, &lines),
                        "too_large");
    assert_null(lines.at);
    arena_close(arena);
}

static void
what_is_none_is_told(void **state)
{
    static const char *const texts[] = {"", "<html>", "BEGIN:VEVENT\nUID:u\nEND:VEVENT\n"};
    struct arena *arena = arena_open(64 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct str lines;

        assert_string_equal(read_calendar(arena, texts[i], &lines), "no_calendar");
        assert_null(lines.at);
    }
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_become_lines),
        cmocka_unit_test(meetings_have_a_bound),
        cmocka_unit_test(the_largest_fits_as_an_input_of_a_query),
        cmocka_unit_test(what_is_over_costs_nothing),
        cmocka_unit_test(one_event_may_be_too_large),
        cmocka_unit_test(what_is_none_is_told),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
