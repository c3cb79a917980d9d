#include "feed/feed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "each_arena.h"

/* What somebody might write who wants to leave the field that it stands in. */
#define HOSTILE                                                                                    \
    "Adata\\r\\nEND:VEVENT\\u0007 <script>&\\\"' ]]> a,b;c\\\\d "                                  \
    "\\u017e\\ud83e\\uddf5 =1+1 123456789 123456789 123456789 123456789"

#define ACTIVITY(title, sessions) ACTIVITY_THAT_IS("published", title, sessions)
#define ACTIVITY_THAT_IS(state, title, sessions)                                                   \
    "{\"id\":\"0194d0c4-7b1e-7a51-9c39-2f6a1b0c8d11\",\"state\":\"" state "\",\"title\":\"" title  \
    "\",\"summary\":null,\"description\":\"" title "\",\"type\":\"workshop\",\"mode\":\"hybrid\"," \
    "\"category\":\"arts\",\"languages\":[\"lt\"],\"timeZone\":\"Europe/Vilnius\","                \
    "\"startsAt\":\"2027-07-01T16:00:00Z\",\"endsAt\":\"2027-07-01T18:00:00Z\","                   \
    "\"sessions\":[" sessions "],\"organisation\":{\"name\":\"" title                              \
    "\",\"url\":\"https://a.example/o\"},"                                                         \
    "\"place\":{\"name\":\"" title "\",\"address\":null,\"lat\":55.7,\"lon\":21.1},"               \
    "\"onlineUrl\":\"https://a.example/?a=1&b=2\",\"skills\":[],\"price\":null,\"capacity\":7,"    \
    "\"ageMin\":7,\"ageMax\":null,\"enrolment\":{\"mode\":\"none\",\"url\":null},"                 \
    "\"url\":\"https://a.example/v1/activities/1\",\"createdAt\":\"2027-01-01T00:00:00Z\","        \
    "\"publishedAt\":\"2027-01-01T00:00:00Z\",\"updatedAt\":\"2027-01-02T00:00:00Z\"}"
#define SUMMER "{\"startsAt\":\"2027-07-01T16:00:00Z\",\"endsAt\":\"2027-07-01T18:00:00Z\"}"
#define WINTER "{\"startsAt\":\"2027-12-01T16:00:00Z\",\"endsAt\":\"2027-12-01T16:00:00Z\"}"

static void
has(struct str text, const char *part)
{
    if (strstr(text.at, part) == NULL)
        fail_msg("\"%s\" is not in:\n%s", part, text.at);
}

static void
has_not(struct str text, const char *part)
{
    if (strstr(text.at, part) != NULL)
        fail_msg("\"%s\" is in:\n%s", part, text.at);
}

static struct str
calendar_of(const char *document)
{
    struct feed_head head = {.name = STR("Uostas; a,b"), .zone = STR("Europe/Vilnius")};
    struct feed_entry entry = {str_of(document), STR("3"), STR("Menai, amatai")};

    return feed_calendar(arena, &head, &entry, 1);
}

static void
calendars_have_local_times(void **state)
{
    struct str text = calendar_of(ACTIVITY("Lopymas", SUMMER "," WINTER));

    (void)state;
    has(text, "BEGIN:VCALENDAR\r\n");
    has(text, "METHOD:PUBLISH\r\n");
    has(text, "NAME:Uostas\\; a\\,b\r\n");
    has(text, "X-WR-CALNAME:Uostas; a,b\r\n");
    has(text, "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n");
    has(text, "BEGIN:VTIMEZONE\r\nTZID:Europe/Vilnius\r\n");
    has(text, "DTSTART;TZID=Europe/Vilnius:20270701T190000\r\n");
    has(text, "DTEND;TZID=Europe/Vilnius:20270701T210000\r\n");
    has(text, "DTSTART;TZID=Europe/Vilnius:20271201T180000\r\n");
    has_not(text, "DTEND;TZID=Europe/Vilnius:20271201T180000\r\n");
    has(text, "UID:0194d0c4-7b1e-7a51-9c39-2f6a1b0c8d11-1@a.example\r\n");
    has(text, "UID:0194d0c4-7b1e-7a51-9c39-2f6a1b0c8d11-2@a.example\r\n");
    has(text, "SEQUENCE:3\r\n");
    has(text, "STATUS:CONFIRMED\r\n");
    has(text, "DTSTAMP:20270102T000000Z\r\n");
    has(text, "GEO:55.7");
}

/* Physical lines: at most 75 bytes, each ended by CRLF, none broken within a letter. */
static void
calendars_hold_what_is_hostile(void **state)
{
    struct str text = calendar_of(ACTIVITY(HOSTILE, SUMMER));
    struct str rest = text, line;
    size_t events = 0;

    (void)state;
    while (str_cut(&rest, '\n', &line)) {
        assert_true(line.size <= 76);
        assert_true(rest.at == NULL || line.at[line.size - 1] == '\r');
        assert_true(line.size == 0 ||
                    ((unsigned char)line.at[line.size > 1 && line.at[0] == ' '] & 0xc0) != 0x80);
        events += str_same(line, STR("END:VEVENT\r"));
    }
    assert_int_equal(events, 1);
    has_not(text, "\a");
    has(text, "\\nEND:VEVENT");
}

static void
an_empty_calendar_has_its_zone(void **state)
{
    struct feed_head head = {.name = STR("A"), .zone = STR("Europe/Vilnius")};
    struct str text = feed_calendar(arena, &head, NULL, 0);

    (void)state;
    has(text, "BEGIN:VTIMEZONE\r\nTZID:Europe/Vilnius\r\n");
    has_not(text, "VEVENT");
}

static void
what_was_called_off_says_so(void **state)
{
    const char *document = ACTIVITY_THAT_IS("cancelled", "Lopymas", SUMMER);

    (void)state;
    has(calendar_of(document), "STATUS:CANCELLED\r\n");
    has(feed_linked(arena, str_of(document), false), "EventCancelled");
}

static void
atom_escapes(void **state)
{
    struct feed_head head = {.name = STR("<A>"),
                             .self = STR("https://a.example/f?a=1&b"),
                             .updated = STR("2027-01-02T00:00:00Z")};
    struct feed_entry entry = {.document = str_of(ACTIVITY(HOSTILE, "")), .category = STR("\"")};
    struct str text = feed_atom(arena, &head, &entry, 1);

    (void)state;
    has(text, "<title>&lt;A&gt;</title>");
    has(text, "href=\"https://a.example/f?a=1&amp;b\"");
    has(text, "type=\"text/html\" href=\"https://a.example/a/1\"");
    has(text, "type=\"application/ld+json\" href=\"https://a.example/v1/activities/1\"");
    has(text, "&lt;script&gt;&amp;&quot;&#39; ]]&gt;");
    has(text, "label=\"&quot;\"");
    has(text, "<id>urn:uuid:0194d0c4-7b1e-7a51-9c39-2f6a1b0c8d11</id>");
    has(text, "<updated>2027-01-02T00:00:00Z</updated>");
    has_not(text, "<script>");
    has_not(text, "\a");
}

static void
linked_data_has_a_kind_for_each(void **state)
{
    struct str one = feed_linked(arena, str_of(ACTIVITY(HOSTILE, SUMMER)), false);
    struct str many = feed_linked(arena, str_of(ACTIVITY("A", SUMMER "," WINTER)), true);

    (void)state;
    has(one, "{\"@context\":\"https://schema.org\",\"@type\":\"EducationEvent\"");
    has(one, "\"name\":\""
             "Adata\\r\\nEND");
    has(one, "\"eventAttendanceMode\":\"https://schema.org/MixedEventAttendanceMode\"");
    has(one, "\"typicalAgeRange\":\"7-\"");
    has(one, "\"isAccessibleForFree\":true");
    has(one, "{\"@type\":\"GeoCoordinates\",\"latitude\":55.7,\"longitude\":21.1}");
    has(many, "{\"@type\":\"Course\"");
    has(many, "\"hasCourseInstance\":{\"@type\":\"CourseInstance\",\"courseMode\":\"blended\"");
    has(many, "\"startDate\":\"2027-12-01T16:00:00Z\"");
    has_not(many, "null");
}

static const struct {
    const char *value, *cell;
} cells[] = {
    {"\"Lopymas\"",     "Lopymas"      },
    {"12.50",           "12.50"        },
    {"-21.1",           "-21.1"        },
    {"true",            "true"         },
    {"\"\"",            ""             },
    {"\"=1+1\"",        "'=1+1"        },
    {"\"+370 6\"",      "'+370 6"      },
    {"\"-1\"",          "'-1"          },
    {"\"@SUM(A1)\"",    "'@SUM(A1)"    },
    {"\"\\t=1\"",       "'\t=1"        },
    {"\"\\r=1\"",       "'\r=1"        },
    {"\"a=1\"",         "a=1"          },
    {"[\"lt\",\"en\"]", "lt, en"       },
    {"[\"=1\"]",        "'=1"          },
    {"[]",              ""             },
    {"[{\"a\":\"b\"}]", "{\"a\":\"b\"}"},
};

static void
cells_are_no_formulas(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
        struct str cell = feed_csv_cell(arena, str_of(cells[i].value));

        if (!str_same(cell, str_of(cells[i].cell)))
            fail_msg("%s becomes %.*s", cells[i].value, STR_ARG(cell));
    }
    assert_null(feed_csv_cell(arena, STR_NONE).at);
}

static void
rows_are_quoted(void **state)
{
    const struct str row[] = {STR("a\"b,c\r\nd"), STR_NONE, STR("e")};
    struct text out = text_new(arena);

    (void)state;
    feed_csv_row(&out, row, 3);
    assert_string_equal(text_str(&out).at, "\"a\"\"b,c\r\nd\",,\"e\"\r\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_calendar_has_its_zone),
        cmocka_unit_test(calendars_have_local_times),
        cmocka_unit_test(calendars_hold_what_is_hostile),
        cmocka_unit_test(what_was_called_off_says_so),
        cmocka_unit_test(atom_escapes),
        cmocka_unit_test(linked_data_has_a_kind_for_each),
        cmocka_unit_test(cells_are_no_formulas),
        cmocka_unit_test(rows_are_quoted),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("feed", tests, open_arena, close_arena);
}
