#include "intake/calendar.h"

#include "base/clock.h"

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
        cmocka_unit_test(what_is_none_is_told),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
