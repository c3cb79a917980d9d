/*
 * Whatever the bytes, reading them as JSON or as a form either fills a struct
 * whose every value keeps the shape's promise, or leaves it alone and names
 * what does not fit, in UTF-8 that can be said again.
 */
#include "base/utf8.h"
#include "json/shape.h"

#include <assert.h>
#include <string.h>

struct wording {
    struct str title;
};

struct sample {
    struct str name, state, slug, language, day, time, id, link, mail, price;
    int64_t seats;
    double near;
    bool open;
    struct shape_list tags, numbers;
};

struct body {
    struct sample sample;
    struct wording wording;
    struct shape_list wordings, translations;
};

static const char *const states[] = {"draft", "published", NULL};

static const struct shape_field fields[] = {
    SHAPE_TEXT(struct sample, name, .optional = true, .min = 1, .max = 20),
    SHAPE_ENUM(struct sample, state, .optional = true, .words = states),
    SHAPE_SLUG(struct sample, slug, .optional = true),
    SHAPE_LANGUAGE(struct sample, language, .optional = true),
    SHAPE_DATE(struct sample, day, .optional = true, .nullable = true),
    SHAPE_TIME(struct sample, time, .optional = true),
    SHAPE_UUID(struct sample, id, .optional = true),
    SHAPE_URL(struct sample, link, .optional = true),
    SHAPE_EMAIL(struct sample, mail, .optional = true),
    SHAPE_MONEY(struct sample, price, .optional = true),
    SHAPE_INT(struct sample, seats, .optional = true, .min = -5, .max = 5),
    SHAPE_NUMBER(struct sample, near, .optional = true, .min = -1, .max = 1),
    SHAPE_BOOL(struct sample, open, .optional = true),
    SHAPE_LIST(struct sample, tags, .optional = true, .item = SHAPE_IS_TEXT, .max = 3),
    SHAPE_LIST(struct sample, numbers, .optional = true, .item = SHAPE_IS_INT, .max = 3),
};
static const struct shape sample_shape = SHAPE_OF(struct sample, fields, .name = "Sample");

static const struct shape_field wording_fields[] = {
    SHAPE_TEXT(struct wording, title, .min = 1, .max = 5),
};
static const struct shape wording_shape =
    SHAPE_OF(struct wording, wording_fields, .name = "Wording");

static const struct shape_field body_fields[] = {
    SHAPE_OBJECT(struct body, sample, &sample_shape, .optional = true),
    SHAPE_OBJECT(struct body, wording, &wording_shape, .optional = true),
    SHAPE_LIST(struct body, wordings, .optional = true, .item = SHAPE_IS_OBJECT,
               .shape = &wording_shape),
    SHAPE_MAP(struct body, translations, &wording_shape, .optional = true),
};
static const struct shape body_shape = SHAPE_OF(struct body, body_fields, .name = "Body");

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
is_text(struct str text, size_t max)
{
    size_t points = 0;

    for (size_t at = 0; at < text.size; points++) {
        uint32_t point = utf8_next(text, &at);

        assert(point != UTF8_NONE && point != 0 && (point < 0x202a || point > 0x202e));
    }
    assert(points <= max);
}

static void
sample_kept(const struct sample *sample)
{
    const struct str *tags = sample->tags.items;
    const struct str plain[] = {sample->slug, sample->language, sample->day,  sample->time,
                                sample->id,   sample->link,     sample->mail, sample->price};

    assert(sample->seats >= -5 && sample->seats <= 5);
    assert(sample->near >= -1 && sample->near <= 1);
    assert(sample->name.at == NULL || sample->name.size > 0);
    assert(sample->day.at == NULL || sample->day.size == strlen("2027-09-01"));
    assert(sample->tags.count <= 3 && sample->numbers.count <= 3);
    is_text(sample->name, 20);
    for (size_t i = 0; i < sample->tags.count; i++)
        is_text(tags[i], SHAPE_TEXT_MAX);
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
        for (size_t j = 0; j < plain[i].size; j++)
            assert(plain[i].at[j] > ' ' && plain[i].at[j] < 0x7f);
}

static void
body_kept(const struct body *body)
{
    const struct wording *wordings = body->wordings.items;

    sample_kept(&body->sample);
    is_text(body->wording.title, 5);
    for (size_t i = 0; i < body->wordings.count; i++)
        assert(wordings[i].title.size > 0);
    for (size_t i = 0; i < body->translations.count; i++)
        assert(body->translations.names[i].size >= 2 && body->translations.names[i].size <= 12);
}

static void
errors_can_be_said(enum problem problem, const struct shape_errors *errors, bool pointers)
{
    assert((problem == PROBLEM_NONE) == (errors->count == 0));
    for (size_t i = 0; i < errors->count; i++) {
        struct str where = errors->list[i].where;

        assert(errors->list[i].code != NULL && errors->list[i].detail.size > 0);
        assert((where.size == 0 || where.at[0] == '/') == pointers);
        for (size_t at = 0; at < where.size;)
            assert(utf8_next(where, &at) != UTF8_NONE);
        for (size_t at = 0; at < errors->list[i].detail.size;)
            assert(utf8_next(errors->list[i].detail, &at) != UTF8_NONE);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(64 << 20);
    struct str text = {(const char *)data, size};
    struct body body = {.sample.seats = 0};
    struct sample sample = {.seats = 0};
    struct shape_errors errors;

    errors_can_be_said(shape_read_json(arena, &body_shape, text, &body, &errors), &errors, true);
    body_kept(&body);
    errors_can_be_said(shape_read_json(arena, &sample_shape, text, &sample, &errors), &errors,
                       true);
    sample_kept(&sample);
    errors_can_be_said(shape_read_form(arena, &sample_shape, text, false, &sample, &errors),
                       &errors, false);
    sample_kept(&sample);
    arena_close(arena);
    return 0;
}
