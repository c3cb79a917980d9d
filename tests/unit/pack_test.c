/* Archives: what is written is read as it was, by others too; and what is no whole archive. */
#include "base/clock.h"
#include "pack/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct pack_file two[] = {
    {{"awards/a.json", 13}, {"{\"a\": 1}", 8}   },
    {{"kept/b.png", 10},    {"\x89PNG\0\r\n", 7}},
};

static void
what_is_written_is_read_as_it_was(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct str bytes = pack_write(arena, two, 2, clock_now());
    struct pack_file *files;
    size_t count;

    (void)state;
    assert_true(pack_is(bytes));
    assert_true(pack_read(arena, bytes, &files, &count));
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++) {
        assert_true(str_same(files[i].name, two[i].name));
        assert_true(str_same(files[i].bytes, two[i].bytes));
    }
    assert_true(pack_read(arena, pack_write(arena, two, 0, 0), &files, &count));
    assert_int_equal(count, 0);
    arena_close(arena);
}

/* Python's zipfile is another's reader and writer. */
static struct str
by_python(struct arena *arena, struct str bytes, const char *program)
{
    char folder[] = "/tmp/pack-XXXXXX";
    struct str path, command, out;
    FILE *file;
    char *room = arena_take(arena, 1 << 16, 1);

    assert_non_null(mkdtemp(folder));
    path = arena_print(arena, "%s/a.zip", folder);
    file = fopen(path.at, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.at, 1, bytes.size, file), bytes.size);
    fclose(file);
    command = arena_print(arena, "cd %s && python3 -c '%s' && rm -r %s", folder, program, folder);
    file = popen(command.at, "r");
    assert_non_null(file);
    out = (struct str){room, fread(room, 1, 1 << 16, file)};
    assert_int_equal(pclose(file), 0);
    return out;
}

static void
others_read_it(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    int64_t moment;

    (void)state;
    assert_true(clock_read(STR("2026-11-28T09:08:07Z"), &moment));
    assert_true(str_same(
        by_python(arena, pack_write(arena, two, 2, moment),
                  "import zipfile; z = zipfile.ZipFile(\"a.zip\"); assert z.testzip() is None\n"
                  "for i in z.infolist(): print(i.filename, z.read(i), i.date_time)"),
        STR("awards/a.json b'{\"a\": 1}' (2026, 11, 28, 9, 8, 6)\n"
            "kept/b.png b'\\x89PNG\\x00\\r\\n' (2026, 11, 28, 9, 8, 6)\n")));
    arena_close(arena);
}

static void
what_others_pack_is_read(void **state)
{
    struct arena *arena = arena_open(8 << 20);
    struct pack_file *files;
    size_t count;
    struct str bytes = by_python(
        arena, STR(""),
        "import sys, zipfile; z = zipfile.ZipFile(sys.stdout.buffer, \"w\", zipfile.ZIP_DEFLATED)\n"
        "z.comment = b\"of others\"; z.mkdir(\"d\") if hasattr(z, \"mkdir\") else "
        "z.writestr(\"d/\", \"\")\n"
        "z.writestr(\"d/\\u017e.json\", \"x\" * 5000)\n"
        "z.writestr(\"bomb\", bytes(4 << 20)); z.writestr(\"lz\", \"a\" * 99, zipfile.ZIP_LZMA)\n"
        "z.close()");

    (void)state;
    assert_true(pack_read(arena, bytes, &files, &count));
    assert_int_equal(count, 3);
    assert_true(str_same(files[0].name, STR("d/??.json")));
    assert_int_equal(files[0].bytes.size, 5000);
    assert_null(files[1].bytes.at); /* larger than a file may be */
    assert_null(files[2].bytes.at); /* packed in a way that is not known here */
    arena_close(arena);
}

/* So many files of that size. */
static struct str
many(struct arena *arena, int count, int size)
{
    return arena_print(arena,
                       "import sys, zipfile\n"
                       "z = zipfile.ZipFile(sys.stdout.buffer, \"w\", zipfile.ZIP_DEFLATED)\n"
                       "for n in range(%d): z.writestr(str(n), bytes(%d))\nz.close()",
                       count, size);
}

static void
there_is_an_end_to_what_is_unpacked(void **state)
{
    struct arena *arena = arena_open(64 << 20);
    struct pack_file *files;
    size_t count;

    (void)state;
    assert_true(
        pack_read(arena, by_python(arena, STR(""), many(arena, 4, 2 << 20).at), &files, &count));
    assert_false(
        pack_read(arena, by_python(arena, STR(""), many(arena, 5, 2 << 20).at), &files, &count));
    assert_true(
        pack_read(arena, by_python(arena, STR(""), many(arena, 400, 1).at), &files, &count));
    assert_false(
        pack_read(arena, by_python(arena, STR(""), many(arena, 401, 1).at), &files, &count));
    arena_close(arena);
}

/* Each byte of an archive is another once: nothing is read that lies elsewhere, or is damaged. */
static void
what_is_changed_is_noticed_or_the_same(void **state)
{
    struct arena *arena = arena_open(16 << 20);
    struct str bytes = pack_write(arena, two, 2, 0);

    (void)state;
    for (size_t at = 0; at < bytes.size; at++) {
        struct str other = arena_copy(arena, bytes);
        struct pack_file *files;
        size_t count;

        ((char *)(uintptr_t)other.at)[at] ^= 0x55;
        if (!pack_read(arena, other, &files, &count))
            continue;
        for (size_t i = 0; i < count; i++)
            assert_true(files[i].bytes.at == NULL || str_same(files[i].bytes, two[0].bytes) ||
                        str_same(files[i].bytes, two[1].bytes));
    }
    arena_close(arena);
}

/* The head of a file is the archive's comment, and its bytes are behind that, in memory alone. */
static void
what_lies_behind_it_is_not_read(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct str one = pack_write(arena, two, 1, 0);
    struct text both = text_new(arena);
    struct pack_file *files;
    size_t count, head = 30 + two[0].name.size, directory = one.size - 22 - 16 - head;

    (void)state;
    text_add(&both, one);
    text_add(&both, (struct str){one.at, head + two[0].bytes.size});
    both.at[one.size - 2] = (char)head; /* the size of the comment */
    both.at[directory + 42] = (char)one.size;
    assert_true(one.size < 256);
    assert_true(pack_read(arena, (struct str){both.at, one.size + head}, &files, &count));
    assert_int_equal(count, 1);
    assert_null(files[0].bytes.at);
    both.at[one.size - 2] = (char)(head + two[0].bytes.size);
    assert_true(pack_read(arena, text_str(&both), &files, &count));
    assert_true(str_same(files[0].bytes, two[0].bytes));
    arena_close(arena);
}

static void
what_is_no_whole_archive_is_refused(void **state)
{
    struct arena *arena = arena_open(16 << 20);
    struct str bytes = pack_write(arena, two, 2, 0);
    struct pack_file *files;
    size_t count;

    (void)state;
    for (size_t size = 0; size < bytes.size; size++)
        assert_false(pack_read(arena, (struct str){bytes.at, size}, &files, &count));
    assert_false(pack_read(arena, arena_print(arena, STR_FMT "x", STR_ARG(bytes)), &files, &count));
    assert_false(pack_is(STR("{\"a\": \"an object of more than 22 letters\"}")));
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_as_it_was),
        cmocka_unit_test(others_read_it),
        cmocka_unit_test(what_others_pack_is_read),
        cmocka_unit_test(there_is_an_end_to_what_is_unpacked),
        cmocka_unit_test(what_is_changed_is_noticed_or_the_same),
        cmocka_unit_test(what_lies_behind_it_is_not_read),
        cmocka_unit_test(what_is_no_whole_archive_is_refused),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
