/*
 * shape-parts: what reading by a shape is put together from; for shape*.c alone.
 *
 * While an input is read, the way to the value in hand is a chain of places on
 * the stack, and becomes a JSON pointer only when something does not fit.
 */
#pragma once

#include "json/shape.h"

#define SHAPE_WHOLE_MAX 9007199254740991.0 /* what every reader of JSON keeps exactly */

struct place {
    const struct place *outer; /* NULL at the top */
    struct str name;           /* of the member or parameter; STR_NONE for an item of a list */
    size_t index;
};

struct reading {
    struct arena *arena;
    struct shape_errors *errors;
    bool form;
};

/* Notes an error; the sentence begins with the name of the place and goes on with `format`. */
void shape_misfit(const struct reading *reading, const struct place *place, const char *code,
                  const char *format, ...) __attribute__((format(printf, 4, 5), nonnull(4)));

/* Notes that `shape` has no field of this name. */
void shape_unknown(const struct reading *reading, const struct place *place,
                   const struct shape *shape);

const struct shape_field *shape_field_named(const struct shape *shape, struct str name);

/* What a kind is called in a sentence: "a whole number". */
const char *shape_kind_words(enum shape_kind kind);

/* Bytes of one value of this field; of what a list holds, when it is asked for shape_item. */
size_t shape_value_size(const struct shape_field *field);

/* The field that each item of a list is read by. */
struct shape_field shape_item(const struct shape_field *list);

/* Room for `count` items, or false, with an error, when the list may not have so many. */
bool shape_list_room(const struct reading *reading, const struct place *place,
                     const struct shape_field *field, size_t count, struct shape_list *list);

/* Checks a value by its field and puts it at `at`; texts are copied into the arena. */
void shape_take_text(const struct reading *reading, const struct place *place,
                     const struct shape_field *field, struct str text, void *at);
void shape_take_whole(const struct reading *reading, const struct place *place,
                      const struct shape_field *field, int64_t value, void *at);
void shape_take_number(const struct reading *reading, const struct place *place,
                       const struct shape_field *field, double value, void *at);

/* Each kind that is a form of text: whether `text` has it, and how to say so. */
struct shape_text_kind {
    size_t min, max; /* bytes */
    bool (*fits)(struct str text);
    const char *rule; /* goes on after the name of the field */
};
/* NULL for SHAPE_IS_TEXT and SHAPE_IS_ENUM and for what is no text. */
const struct shape_text_kind *shape_text_kind(enum shape_kind kind);

/* NULL, or why people cannot read `text` as it stands: goes on after the name of the field. */
const char *shape_text_flaw(struct str text);
size_t shape_text_length(struct str text); /* characters: code points */
bool shape_text_blank(struct str text);    /* nothing in it that can be seen */
