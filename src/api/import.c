#include "api/import.h"

#include "api/reply.h"
#include "api/steps.h"
#include "base/text.h"
#include "base/uuid.h"
#include "intake/intake.h"
#include "keys/keys.h"
#include "sql/import.h"

#include <inttypes.h>

enum { PIECE_SIZE = 512 << 10, PIECE_MEMORY_MAX = 8 << 20 };

struct wish {
    struct str source;
    bool publish, dryRun, wholeOffer;
};

static const struct shape_field wish_fields[] = {
    SHAPE_TEXT(struct wish, source, .optional = true, .min = 1, .max = 60,
               .about = "Your own name of where the rows come from; \"file\" when it is not said."),
    SHAPE_BOOL(struct wish, publish, .optional = true, .about = "Publish all that fit at once."),
    SHAPE_BOOL(struct wish, dryRun, .optional = true,
               .about = "Only tell what would be done, by the same rules."),
    SHAPE_BOOL(struct wish, wholeOffer, .optional = true,
               .about = "The file is all there is of this source: what it lacks is cancelled, once "
                        "that is confirmed."),
};
const struct shape import_wish = SHAPE_OF(struct wish, wish_fields, .name = "ImportWish");

struct confirmation {
    int64_t missing;
    struct str reason;
};

static const struct shape_field confirmation_fields[] = {
    SHAPE_INT(struct confirmation, missing, .min = 1, .max = 10000000,
              .about = "How many are cancelled, as the import tells it."),
    SHAPE_TEXT(struct confirmation, reason, .min = 1, .max = 1000,
               .about = "Why; those who wanted to come read it."),
};
const struct shape import_confirmation =
    SHAPE_OF(struct confirmation, confirmation_fields, .name = "ImportConfirmation");

struct reply
import_list(struct call *call)
{
    return reply_page(
        call, sql_import_list(&call->door, call->parts[0], call->after, page_count(call)), NULL);
}

struct reply
import_show(struct call *call)
{
    return reply_with(call, sql_import_show(&call->door, call->parts[0], call->parts[1]));
}

struct reply
import_errors(struct call *call)
{
    return reply_page(call,
                      sql_import_errors(&call->door, call->parts[0], call->parts[1],
                                        reply_titles(call), call->after, page_count(call)),
                      NULL);
}

struct reply
import_confirm(struct call *call)
{
    const struct confirmation *want = call->input;

    return reply_done(call, sql_import_confirm(&call->door, call->parts[0], call->parts[1],
                                               want->missing, want->reason));
}

struct reply
import_columns(struct call *call)
{
    return reply_text(call, "text/csv; charset=utf-8; header=present",
                      intake_template(call->arena, &intake_activities));
}

/* A body on its way into the database. */
struct receiving {
    struct call *call;
    struct str id, digest; /* of the import; of all pieces so far */
    int64_t count, size;
    enum problem problem;
};

/* Each digest is of the one before and the piece, so that the last tells the whole body apart. */
static void
keep_piece(struct receiving *receiving, struct arena *arena, struct str piece)
{
    struct call *call = receiving->call;
    struct pg_door door = call->door;
    struct text told = text_new(arena);

    text_add(&told, receiving->digest);
    text_add(&told, piece);
    receiving->digest = arena_copy(call->arena, keys_sha256(arena, text_str(&told)));
    door.arena = arena;
    receiving->problem =
        sql_import_piece_add(&door, call->parts[0], receiving->id, receiving->count,
                             pg_bytes(arena, piece), step_key(call))
            .problem;
    receiving->count++;
    receiving->size += (int64_t)piece.size;
    if (!receiving->problem && receiving->size > IMPORT_SIZE_MAX)
        receiving->problem = PROBLEM_TOO_LARGE;
}

/* Every piece but the last is full, wherever the peer's own pieces ended. */
static void
receive(struct receiving *receiving)
{
    const struct request_stream *stream = receiving->call->request->stream;
    struct arena *arena = arena_open(PIECE_MEMORY_MAX);
    int64_t got;

    do {
        char *bytes = arena_take(arena, PIECE_SIZE, 1);

        got = stream->read(stream->who, bytes, PIECE_SIZE);
        if (got < 0)
            receiving->problem = PROBLEM_MALFORMED_REQUEST;
        else if (got > 0 || receiving->count == 0)
            keep_piece(receiving, arena, (struct str){bytes, (size_t)got});
        arena_reset(arena);
    } while (got == PIECE_SIZE && !receiving->problem);
    arena_close(arena);
}

static struct str
input_of(const struct receiving *receiving)
{
    struct call *call = receiving->call;
    const struct wish *want = call->input;
    struct text input = text_new(call->arena);

    text_add(&input, STR("{"));
    text_add_member(&input, "source", want->source.at == NULL ? STR("file") : want->source);
    text_print(&input,
               ",\"format\":\"%s\",\"size\":%" PRId64
               ",\"publish\":%s,\"dryRun\":%s,\"wholeOffer\":%s}",
               is_csv(call->request->content_type) ? "csv" : "ndjson", receiving->size,
               want->publish ? "true" : "false", want->dryRun ? "true" : "false",
               want->wholeOffer ? "true" : "false");
    return text_str(&input);
}

static enum problem
refuse_early(const struct call *call)
{
    const struct request *request = call->request;

    if (request->content_encoding.size > 0 ||
        !(is_csv(request->content_type) || is_ndjson(request->content_type)))
        return PROBLEM_UNSUPPORTED_MEDIA_TYPE;
    if (request->stream == NULL)
        return PROBLEM_MALFORMED_REQUEST;
    return request->stream->size > IMPORT_SIZE_MAX ? PROBLEM_TOO_LARGE : PROBLEM_NONE;
}

/* Pieces of what becomes no import, since it is refused or was answered before, are not kept. */
struct reply
import_make(struct call *call)
{
    struct receiving receiving = {.call = call, .id = uuid_new(call->arena), .digest = STR("")};
    const struct pg_door unkeyed = call->door;
    enum problem problem = refuse_early(call);
    struct pg_answer made;
    struct reply reply;

    if (problem)
        return reply_refusal(call, problem);
    receive(&receiving);
    if (receiving.problem) {
        sql_import_piece_drop(&unkeyed, call->parts[0], receiving.id);
        return reply_refusal(call, receiving.problem);
    }
    step_claim_key(call, receiving.digest);
    made = sql_import_make(&call->door, call->parts[0], receiving.id, input_of(&receiving));
    if (made.problem)
        sql_import_piece_drop(&unkeyed, call->parts[0], receiving.id);
    reply = reply_made(
        call, made,
        arena_print(call->arena, "/v1/organisations/" STR_FMT "/imports/", STR_ARG(call->parts[0]))
            .at);
    if (reply.status == 201)
        reply.status = 202;
    return reply;
}
