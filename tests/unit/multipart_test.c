/* Forms with files: what browsers send, and what is no such form. */
#include "http/multipart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TYPE "multipart/form-data; boundary=XX"
#define PART "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
#define END  "\r\n--XX--\r\n"

static void
fields_and_files_are_told_apart(void **state)
{
    static const char body[] = PART "1 &\r\n--X\r\n--XX\r\n"
                                    "content-disposition: FORM-DATA; name=\"file\"; "
                                    "filename=\"ž; a.png\"\r\nContent-Type: image/png\r\n\r\n"
                                    "\0\r\n\r\n--XY\r\n--XX\r\n"
                                    "Content-Disposition: form-data; name=\"none\"; "
                                    "filename=\"\"\r\n\r\n\r\n--XX--";
    struct arena *arena = arena_open(1 << 20);
    struct multipart form;

    (void)state;
    assert_true(multipart_read(arena, STR("Multipart/Form-Data; charset=utf-8; boundary=\"XX\""),
                               (struct str){body, sizeof(body) - 1}, &form));
    assert_int_equal(form.count, 3);
    assert_true(str_same(multipart_fields(arena, &form), STR("a=1%20%26%0D%0A--X")));
    assert_true(
        str_same(multipart_file(&form, "file")->content, (struct str){"\0\r\n\r\n--XY", 9}));
    assert_true(str_same(multipart_file(&form, "file")->file, STR("ž; a.png")));
    assert_true(str_same(multipart_file(&form, "file")->type, STR("image/png")));
    assert_null(multipart_file(&form, "none"));
    assert_null(multipart_file(&form, "a"));
    arena_close(arena);
}

static const struct {
    const char *type, *body;
    bool is_form;
} cases[] = {
    {TYPE,                                            PART END,                                                                     true },
    {TYPE,                                            PART "\r\n--XX--",                                                            true },
    {TYPE,                                            PART "\r\n--XX" END,                                                          false},
    {"multipart/mixed; boundary=XX",                  PART END,                                                                     false},
    {"multipart/form-data",                           PART END,                                                                     false},
    {"multipart/form-data; boundary=",                PART END,                                                                     false},
    {"multipart/form-data; boundary=XX; boundary=XX", PART END,                                                                     false},
    {"multipart/form-data; boundary=\"X\\X\"",        PART END,                                                                     false},
    {TYPE,                                            "",                                                                           false},
    {TYPE,                                            "--XX--",                                                                     true },
    {TYPE,                                            "before\r\n" PART END,                                                        false},
    {TYPE,                                            PART END "after",                                                             false},
    {TYPE,                                            PART,                                                                         false},
    {TYPE,                                            "--XX\r\n\r\n\r\n--XX--",                                                     false},
    {TYPE,                                            "--XX\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" END,               false},
    {TYPE,                                            "--XX\r\nContent-Disposition: form-data\r\n\r\n" END,                         false},
    {TYPE,                                            "--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n" END,            false},
    {TYPE,                                            "--XX\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n" END,              false},
    {TYPE,                                            "--XX\r\nContent-Disposition: form-data; name=\"a\x01\"\r\n\r\n" END,         false},
    {TYPE,                                            "--XX\r\nContent-Disposition: form-data; name=\"a\xff\"\r\n\r\n" END,         false},
    {TYPE,                                            "--XX\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n" END, false},
    {TYPE,
     "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; "
     "name=\"b\"\r\n\r\n" END,
     false                                                                                                                               },
    {TYPE,                                            "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nno head\r\n\r\n" END,  false},
};

static void
what_is_no_form_is_none(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct multipart form;

        if (multipart_read(arena, str_of(cases[i].type), str_of(cases[i].body), &form) !=
            cases[i].is_form)
            fail_msg("%s with %s", cases[i].type, cases[i].body);
    }
    arena_close(arena);
}

static void
there_is_an_end_to_parts_and_heads(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    char body[8192] = "", head[3000] = "";
    struct multipart form;

    (void)state;
    for (int i = 0; i < MULTIPART_PARTS_MAX; i++)
        strcat(body, i == 0 ? PART : "\r\n" PART);
    strcat(body, END);
    assert_true(multipart_read(arena, STR(TYPE), str_of(body), &form));
    body[strlen(body) - strlen(END)] = '\0';
    strcat(body, "\r\n" PART END);
    assert_false(multipart_read(arena, STR(TYPE), str_of(body), &form));

    memset(head, 'x', MULTIPART_HEAD_MAX);
    snprintf(body, sizeof(body),
             "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nX: %s\r\n\r\n" END, head);
    assert_false(multipart_read(arena, STR(TYPE), str_of(body), &form));
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_and_files_are_told_apart),
        cmocka_unit_test(what_is_no_form_is_none),
        cmocka_unit_test(there_is_an_end_to_parts_and_heads),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("multipart", tests, NULL, NULL);
}
