/*
 * Whatever stands in a form, its parts are views of the body that do not reach out of it and hold
 * no delimiter, names are letters; and what is no file can be said again as a form of names and
 * values.
 */
#include "base/coding.h"
#include "base/utf8.h"
#include "http/multipart.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
part_kept(const struct multipart_part *part, struct str body)
{
    assert(part->content.at >= body.at &&
           part->content.at + part->content.size <= body.at + body.size);
    assert(memmem(part->content.at, part->content.size, "\r\n--XX", 6) == NULL);
    assert(part->name.size > 0 && utf8_is_plain(part->name));
    assert(part->file.at == NULL || part->file.size == 0 || utf8_is_plain(part->file));
}

static void
fields_kept(struct arena *arena, const struct multipart *form)
{
    struct str rest = multipart_fields(arena, form), pair, name;

    for (size_t i = 0; i < form->count; i++) {
        if (form->parts[i].file.at != NULL)
            continue;
        assert(str_cut(&rest, '&', &pair));
        str_cut(&pair, '=', &name);
        assert(str_same(coding_from_form(arena, name), form->parts[i].name));
        assert(str_same(coding_from_form(arena, pair), form->parts[i].content));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(64 << 20);
    struct str body = arena_copy(arena, (struct str){(const char *)data, size}), rest = body, type;
    struct multipart form;

    if (multipart_read(arena, STR("multipart/form-data; boundary=XX"), body, &form)) {
        assert(form.count <= MULTIPART_PARTS_MAX);
        for (size_t i = 0; i < form.count; i++)
            part_kept(&form.parts[i], body);
        fields_kept(arena, &form);
    }
    str_cut(&rest, '\n', &type);
    multipart_read(arena, type, rest.at == NULL ? STR("") : rest, &form);
    arena_close(arena);
    return 0;
}
