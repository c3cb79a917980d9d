/*
 * All that a learner has, in as many archives as it takes: each is whole by itself, so that it can
 * be opened, kept and brought to another city. Nothing is made beforehand, and nothing kept.
 */
#include "api/held.h"

#include "api/credential.h"
#include "api/reply.h"
#include "base/clock.h"
#include "base/coding.h"
#include "base/text.h"
#include "issue/issue.h"
#include "pack/pack.h"
#include "sql/exchange.h"

struct query {
    struct str after;
};

static const struct shape_field query_fields[] = {
    SHAPE_UUID(struct query, after, .optional = true,
               .about = "Only what came after this badge, which was the last one of the archive "
                        "before: the Link \"next\" says so."),
};
const struct shape held_export_query = SHAPE_OF(struct query, query_fields, .name = "ExportQuery");

struct archive {
    struct pack_file files[PACK_FILES_MAX];
    size_t count;
    struct text manifest;
};

/* An award is signed at the latest now. */
static enum problem
bytes_of(struct call *call, const struct pg_answer *rows, size_t row, struct str *bytes)
{
    struct issue_house house = credential_house(call);
    struct str award = pg_cell(rows, row, HELD_EXPORT_AWARD);

    if (award.at == NULL) {
        *bytes = coding_from_hex(call->arena, pg_cell(rows, row, HELD_EXPORT_CONTENT));
        return PROBLEM_NONE;
    }
    *bytes = pg_cell(rows, row, HELD_EXPORT_DOCUMENT);
    return bytes->at != NULL ? PROBLEM_NONE : issue_document(&house, award, bytes);
}

static enum problem
add(struct call *call, struct archive *archive, const struct pg_answer *rows, size_t row)
{
    struct pack_file *file = &archive->files[archive->count];
    struct text *out = &archive->manifest;
    struct str form = pg_cell(rows, row, HELD_EXPORT_FORM);
    bool is_award = pg_cell(rows, row, HELD_EXPORT_AWARD).at != NULL;
    enum problem problem = bytes_of(call, rows, row, &file->bytes);

    if (problem)
        return problem;
    file->name = arena_print(call->arena, "%s/" STR_FMT "." STR_FMT, is_award ? "awards" : "kept",
                             STR_ARG(pg_cell(rows, row, HELD_EXPORT_ID)),
                             STR_ARG(is_award ? STR("json") : form));
    text_add(out, archive->count > 0 ? STR(",\n  {") : STR("\n  {"));
    text_add_member(out, "file", file->name);
    text_add_next(out, "name", pg_cell(rows, row, HELD_EXPORT_NAME));
    text_print(out, ",\"awardedHere\":%s", is_award ? "true" : "false");
    text_add_next(
        out, "mediaType",
        str_of(is_award ? TYPE_CREDENTIAL : held_type(form, pg_cell(rows, row, HELD_EXPORT_KIND))));
    text_print(out, ",\"size\":%zu", file->bytes.size);
    text_add_next(out, "sha256", coding_hex(call->arena, keys_sha256(call->arena, file->bytes)));
    text_add(out, STR("}"));
    archive->count++;
    return PROBLEM_NONE;
}

static enum problem
fill(struct call *call, struct archive *archive, const struct pg_answer *rows)
{
    struct text *out = &archive->manifest;
    enum problem problem = PROBLEM_NONE;

    *out = text_new(call->arena);
    text_add(out, STR("{"));
    text_add_member(out, "from", call->api->base_url);
    text_add_next(out, "packedAt", clock_text(call->arena, clock_now()));
    text_add(out, STR(",\"badges\":["));
    for (size_t row = 0; !problem && row < rows->rows; row++)
        problem = add(call, archive, rows, row);
    text_add(out, STR("\n]}\n"));
    archive->files[archive->count++] = (struct pack_file){STR("manifest.json"), text_str(out)};
    return problem;
}

struct reply
held_export(struct call *call)
{
    const struct query *want = call->input;
    struct pg_answer rows = sql_held_export(&call->door, want->after);
    struct archive *archive = arena_new(call->arena, struct archive);
    enum problem problem = rows.problem ? rows.problem : fill(call, archive, &rows);
    struct reply reply;

    if (problem)
        return reply_refusal(call, problem);
    reply = (struct reply){
        .status = 200,
        .type = TYPE_ARCHIVE,
        .body = pack_write(call->arena, archive->files, archive->count, clock_now()),
    };
    reply_header(&reply, "Content-Disposition", STR("attachment; filename=\"badges.zip\""));
    if (rows.rows > 0 && str_same(pg_cell(&rows, 0, HELD_EXPORT_HAS_MORE), STR("t")))
        reply_header(&reply, "Link",
                     arena_print(call->arena,
                                 "<" STR_FMT STR_FMT "?after=" STR_FMT ">; rel=\"next\"",
                                 STR_ARG(call->api->base_url), STR_ARG(call->request->path),
                                 STR_ARG(pg_cell(&rows, rows.rows - 1, HELD_EXPORT_ID))));
    return reply;
}
