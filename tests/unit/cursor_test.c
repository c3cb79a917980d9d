#include "http/cursor.h"

#include "base/coding.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct str key = {"0123456789abcdef0123456789abcdef", 32};

static const struct {
    const char *list, *place;
} cursors[] = {
    {"activities|lt|u1", "2027-09-01T18:00:00Z|01912d3e"},
    {"activities",       ""                             },
    {"",                 "a"                            },
    {"a",                "\x01\xff odd \"bytes\""       },
};

static void
a_place_comes_back(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(cursors) / sizeof(cursors[0]); i++) {
        struct str list = str_of(cursors[i].list), place = str_of(cursors[i].place);
        struct str cursor = cursor_write(arena, key, list, place);
        struct str read = cursor_read(arena, key, list, cursor);

        assert_non_null(read.at);
        assert_true(str_same(read, place));
    }
    arena_close(arena);
}

static void
another_list_or_key_is_refused(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct str cursor = cursor_write(arena, key, STR("list|u1"), STR("place"));
    struct str other = {"0123456789abcdef0123456789abcdeF", 32};

    (void)state;
    assert_null(cursor_read(arena, key, STR("list|u2"), cursor).at);
    assert_null(cursor_read(arena, key, STR("list|u"), cursor).at);
    assert_null(cursor_read(arena, key, STR(""), cursor).at);
    assert_null(cursor_read(arena, other, STR("list|u1"), cursor).at);

    arena_close(arena);
}

/* The same bytes in the same order, but another border between the list and the place. */
static void
the_border_is_sealed_too(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct str bytes = coding_from_base64url(arena, cursor_write(arena, key, STR("ab"), STR("c")));
    struct text forged = text_new(arena);

    (void)state;
    text_add(&forged, (struct str){bytes.at, bytes.size - 1});
    text_add(&forged, STR("bc"));
    assert_null(cursor_read(arena, key, STR("a"), coding_base64url(arena, text_str(&forged))).at);
    arena_close(arena);
}

/* Whichever letter is changed, cut off or put in. */
static void
a_touched_cursor_is_refused(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct str list = STR("list"), cursor = cursor_write(arena, key, list, STR("place"));

    (void)state;
    for (size_t i = 0; i < cursor.size; i++) {
        struct str copy = arena_print(arena, "%.*s%c%s", (int)i, cursor.at,
                                      cursor.at[i] == 'A' ? 'B' : 'A', cursor.at + i + 1);

        if (cursor_read(arena, key, list, copy).at != NULL)
            fail_msg("%s", copy.at);
        if (cursor_read(arena, key, list, (struct str){cursor.at, i}).at != NULL)
            fail_msg("%zu letters", i);
    }
    assert_null(cursor_read(arena, key, list, arena_print(arena, "%sA", cursor.at)).at);
    assert_null(cursor_read(arena, key, list, arena_print(arena, "%s=", cursor.at)).at);
    assert_null(cursor_read(arena, key, list, arena_print(arena, " %s", cursor.at)).at);
    assert_null(cursor_read(arena, key, list, STR_NONE).at);
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_comes_back),
        cmocka_unit_test(another_list_or_key_is_refused),
        cmocka_unit_test(the_border_is_sealed_too),
        cmocka_unit_test(a_touched_cursor_is_refused),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("cursor", tests, NULL, NULL);
}
