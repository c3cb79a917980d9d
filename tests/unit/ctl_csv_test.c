#include "ctl/csv.h"

#include "ctl/skill-row.h"
#include "ctl/uri-set.h"
#include "intake/cells.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HEADER "conceptType,conceptUri,skillType,preferredLabel,altLabels,description\n"
#define BEGIN(type, label)                                                                         \
    "{\"uri\":\"u:1\",\"type\":\"" type "\",\"reuseLevel\":\"\",\"label\":\"" label "\","

static char path[] = "/tmp/ctl_csv_test.XXXXXX";

static int
make_file(void **state)
{
    int file = mkstemp(path);

    (void)state;
    return file < 0 ? -1 : close(file);
}

static int
drop_file(void **state)
{
    (void)state;
    return unlink(path);
}

static void
write_file(const char *bytes, size_t size)
{
    int file = open(path, O_WRONLY | O_TRUNC);

    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, size), size);
    close(file);
}

/* What the rows of a file become, or what is said of it. */
/* clang-format off */
static const struct {
    const char *file, *json, *why; /* the one that does not apply is NULL */
} cases[] = {
    {HEADER, "", NULL},
    {HEADER "K,u:1,knowledge,one,,\n",
     BEGIN("knowledge", "one") "\"alternative\":[],\"hidden\":[],\"description\":\"\"}", NULL},
    /* A byte order mark, CRLF, and no end of the last line. */
    {"\xEF\xBB\xBF"
     "conceptUri,preferredLabel\r\nu:1,one",
     BEGIN("", "one") "\"alternative\":[],\"hidden\":[],\"description\":\"\"}", NULL},
    /* Other columns, another order. */
    {"x,preferredLabel,y,conceptUri\n1,one,2,u:1\n",
     BEGIN("", "one") "\"alternative\":[],\"hidden\":[],\"description\":\"\"}", NULL},
    /* Labels one a line, also with CRLF, or with bars; blanks are nothing. */
    {HEADER "K,u:1,\" \",one,\"a \n b\r\nc\n\",\" \"\n",
     BEGIN("", "one") "\"alternative\":[\"a\",\"b\",\"c\"],\"hidden\":[],\"description\":\"\"}",
     NULL},
    {HEADER "K,u:1,,one,a | b|c,d\n",
     BEGIN("", "one") "\"alternative\":[\"a\",\"b|c\"],\"hidden\":[],\"description\":\"d\"}", NULL},
    {HEADER "K,u:1,,\"say \"\"one\"\"\",,\"x, y\"\n",
     BEGIN("", "say \\\"one\\\"") "\"alternative\":[],\"hidden\":[],\"description\":\"x, y\"}",
     NULL},
    {"conceptUri,preferredLabel,description,definition\nu:1,one,,d\n",
     BEGIN("", "one") "\"alternative\":[],\"hidden\":[],\"description\":\"d\"}", NULL},
    {"", NULL, "it is empty"},
    {"conceptUri,label\n", NULL, "its header has no column preferredLabel"},
    {HEADER "K,u:1\n", NULL, "row 1 has 2 cells, the header has 6"},
    {HEADER "K,u:1,,one,,,\n", NULL, "row 1 has 7 cells, the header has 6"},
    {HEADER "K,,,one,,\n", NULL, "its conceptUri is no URI"},
    {HEADER "K,u:1,,one,,\nK,u:2,,\"two\" x,,\n", NULL, "the quotes are wrong in line 3"},
    {HEADER "K,u:1,,\"one,,\n", NULL, "its last quote is not closed"},
    {HEADER "K,u:1,,\xFF,,\n", NULL, "its text is not UTF-8"},
};
/* clang-format on */

static bool
take_row(void *who, const struct str *cells, const struct csv_place *place, struct str *why)
{
    const char *wrong = skill_row_add(who, cells);

    (void)place;
    if (wrong != NULL)
        *why = str_of(wrong);
    return wrong == NULL;
}

static void
rows_become_json(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct arena *arena = arena_open(1 << 20);
        struct text json = text_new(arena);
        const struct csv_plan plan = {.columns = skill_columns,
                                      .count = SKILL_COLUMNS,
                                      .needed = SKILL_NEEDED,
                                      .row = take_row,
                                      .who = &json};
        struct str why = STR_NONE;

        write_file(cases[i].file, strlen(cases[i].file));

        bool read = csv_read(arena, path, &plan, &why);

        print_message("# %zu: %s\n", i, read ? text_str(&json).at : why.at);
        assert_int_equal(read, cases[i].why == NULL);
        if (read)
            assert_string_equal(text_str(&json).at, cases[i].json);
        else
            assert_non_null(strstr(why.at, cases[i].why));
        arena_close(arena);
    }
}

static bool
count_row(void *who, const struct str *cells, const struct csv_place *place, struct str *why)
{
    (void)why;
    assert_true(place->at <= place->size);
    *(int64_t *)who += (int64_t)cells[1].size;
    return true;
}

static void
rows_may_be_ragged_when_the_plan_says_so(void **state)
{
    static const char *const columns[] = {"a", "c"};
    static const char file[] = "a,b,c\n1\n1,2\n1,2,333\n";
    struct arena *arena = arena_open(1 << 20);
    int64_t sum = 0;
    struct csv_plan plan = {columns, 2, 2, true, count_row, &sum};
    struct str why;

    (void)state;
    write_file(file, strlen(file));
    assert_true(csv_read(arena, path, &plan, &why));
    assert_int_equal(sum, 3);
    plan.ragged = false;
    assert_false(csv_read(arena, path, &plan, &why));
    arena_close(arena);
}

/* Rows go over the edges of the pieces in which a file is read, and none may be endless. */
static void
long_rows_are_read_to_a_limit(void **state)
{
    static const char *const columns[] = {"a", "b"};
    struct arena *arena = arena_open(8 << 20);
    int64_t sum = 0;
    const struct csv_plan plan = {columns, 2, 2, false, count_row, &sum};
    size_t size = 3 << 20;
    char *bytes = arena_take(arena, size, 1);
    struct str why;

    (void)state;
    memset(bytes, 'x', size);
    memcpy(bytes, "a,b\n1,", 6);
    write_file(bytes, CELLS_ROW_SIZE_MAX);
    assert_true(csv_read(arena, path, &plan, &why));
    assert_int_equal(sum, CELLS_ROW_SIZE_MAX - 6);
    write_file(bytes, size);
    assert_false(csv_read(arena, path, &plan, &why));
    bytes[6] = '"';
    write_file(bytes, size);
    assert_false(csv_read(arena, path, &plan, &why));
    assert_non_null(strstr(why.at, "does not end"));
    arena_close(arena);
}

static void
a_missing_file_is_told(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    const struct csv_plan plan = {skill_columns, SKILL_COLUMNS, 1, false, count_row, NULL};
    struct str why;

    (void)state;
    assert_false(csv_read(arena, "/nowhere/at/all.csv", &plan, &why));
    assert_non_null(strstr(why.at, "/nowhere/at/all.csv cannot be opened"));
    arena_close(arena);
}

static void
a_set_holds_each_uri_once(void **state)
{
    static const char *const rounds[][5] = {
        {"c", "a", "b",  "a", NULL},
        {"b", "d", "ab", "d", NULL}
    };
    static const char *const settled[] = {"a", "ab", "b", "c", "d"};
    struct arena *arena = arena_open(1 << 20);
    struct uri_set set = {.arena = arena};

    (void)state;
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; rounds[round][i] != NULL; i++)
            assert_true(uri_set_add(&set, str_of(rounds[round][i])));
        uri_set_settle(&set);
    }
    assert_int_equal(set.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_true(str_same(set.list[i], str_of(settled[i])));
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_become_json),
        cmocka_unit_test(rows_may_be_ragged_when_the_plan_says_so),
        cmocka_unit_test(long_rows_are_read_to_a_limit),
        cmocka_unit_test(a_missing_file_is_told),
        cmocka_unit_test(a_set_holds_each_uri_once),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("ctl csv", tests, make_file, drop_file);
}
