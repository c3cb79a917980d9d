/*
 * shape-fields: the rows of a shape's table, one macro a kind. A field whose C
 * type does not suit its kind does not compile. Included by json/shape.h.
 */
#pragma once

/* clang-format off */
#define SHAPE_OF(type, table, ...) {.fields = (table), .count = sizeof(table) / sizeof((table)[0]), .size = sizeof(type), __VA_ARGS__}

#define SHAPE_TEXT(type, member, ...)     SHAPE_FIELD(TEXT, type, member, struct str, __VA_ARGS__)
#define SHAPE_ENUM(type, member, ...)     SHAPE_FIELD(ENUM, type, member, struct str, __VA_ARGS__)
#define SHAPE_SLUG(type, member, ...)     SHAPE_FIELD(SLUG, type, member, struct str, __VA_ARGS__)
#define SHAPE_LANGUAGE(type, member, ...) SHAPE_FIELD(LANGUAGE, type, member, struct str, __VA_ARGS__)
#define SHAPE_DATE(type, member, ...)     SHAPE_FIELD(DATE, type, member, struct str, __VA_ARGS__)
#define SHAPE_TIME(type, member, ...)     SHAPE_FIELD(TIME, type, member, struct str, __VA_ARGS__)
#define SHAPE_UUID(type, member, ...)     SHAPE_FIELD(UUID, type, member, struct str, __VA_ARGS__)
#define SHAPE_URL(type, member, ...)      SHAPE_FIELD(URL, type, member, struct str, __VA_ARGS__)
#define SHAPE_EMAIL(type, member, ...)    SHAPE_FIELD(EMAIL, type, member, struct str, __VA_ARGS__)
#define SHAPE_MONEY(type, member, ...)    SHAPE_FIELD(MONEY, type, member, struct str, __VA_ARGS__)
#define SHAPE_INT(type, member, ...)      SHAPE_FIELD(INT, type, member, int64_t, __VA_ARGS__)
#define SHAPE_NUMBER(type, member, ...)   SHAPE_FIELD(NUMBER, type, member, double, __VA_ARGS__)
#define SHAPE_BOOL(type, member, ...)     SHAPE_FIELD(BOOL, type, member, bool, __VA_ARGS__)
#define SHAPE_ANY(type, member, ...)      SHAPE_FIELD(ANY, type, member, bool, __VA_ARGS__)
#define SHAPE_OBJECT(type, member, nested, ...) \
    {.name = #member, .kind = SHAPE_IS_OBJECT, .offset = offsetof(type, member), .shape = (nested), __VA_ARGS__}
#define SHAPE_LIST(type, member, ...)     SHAPE_FIELD(LIST, type, member, struct shape_list, __VA_ARGS__)
#define SHAPE_MAP(type, member, nested, ...) SHAPE_FIELD(MAP, type, member, struct shape_list, .shape = (nested), __VA_ARGS__)

#define SHAPE_FIELD(is, type, member, want, ...)                                                   \
    {.name = #member,                                                                              \
     .kind = SHAPE_IS_##is,                                                                        \
     .offset = _Generic(((type *)NULL)->member, want : offsetof(type, member)),                    \
     __VA_ARGS__}
/* clang-format on */
