/* The pages on which anybody has a badge verified, by an address, a text or a file. */
#include "api/verification.h"

#include "api/browser.h"
#include "base/coding.h"
#include "sql/verification.h"

enum { TEXT_MAX = 1 << 20, ADDRESS_MAX = 1000 };

struct form {
    struct form_guard guard;
    struct str text, email;
};

static const struct shape_field form_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct form, text, .optional = true, .max = TEXT_MAX,
               .about = "An address, or a badge as text."),
    SHAPE_TEXT(struct form, email, .optional = true, .max = ADDRESS_MAX,
               .about = "Whose it may be."),
};
const struct shape verification_form = SHAPE_OF(struct form, form_fields, .name = "VerifyForm");

struct address {
    struct str email;
};

static const struct shape_field address_fields[] = {
    SHAPE_EMAIL(struct address, email, .about = "Whose it may be."),
};
static const struct shape address_shape = SHAPE_OF(struct address, address_fields);

static struct reply
show_form(struct call *call, int status, const char *code, const char *field)
{
    const struct form *sent = call->route->method == POST ? call->input : NULL;
    struct page_data *data = page_data_new(call->arena);

    if (code != NULL) {
        struct page_data *row = page_row(data, "errors");

        page_set(row, "code", str_of(code));
        page_set(row, "field", str_of(field));
        page_flag(data, "hasErrors", true);
        page_set(data, "waitSeconds", call->retry_after.at == NULL ? STR("0") : call->retry_after);
    }
    if (sent != NULL) {
        page_set(data, "text", sent->text);
        page_set(data, "email", sent->email);
    }
    return reply_html(call, status, "verify", data);
}

struct reply
verification_form_show(struct call *call)
{
    return show_form(call, 200, NULL, NULL);
}

/* In small letters, or STR_NONE when nothing was written; false when it is no address. */
static bool
read_address(struct call *call, struct str text, struct str *email)
{
    struct str form;
    struct address *address = arena_new(call->arena, struct address);
    struct shape_errors *errors = arena_new(call->arena, struct shape_errors);

    *email = STR_NONE;
    text = str_trim(text);
    if (text.size == 0)
        return true;
    form = arena_print(call->arena, "email=" STR_FMT, STR_ARG(coding_percent(call->arena, text)));
    if (shape_read_form(call->arena, &address_shape, form, false, address, errors))
        return false;
    *email = address->email;
    return true;
}

/* What was pasted, without the ends of lines around it. */
static struct str
bare(struct str text)
{
    while (text.size > 0 && (unsigned char)text.at[text.size - 1] <= ' ')
        text.size--;
    while (text.size > 0 && (unsigned char)text.at[0] <= ' ')
        text = str_from(text, 1);
    return text;
}

static struct reply
take_in(struct call *call, struct verification_asked *asked)
{
    enum problem problem = asked->award.at == NULL ? PROBLEM_NONE : verification_know(call, asked);
    struct str key = pg_bytes(call->arena, verification_hash(call, asked));
    struct pg_answer answer;

    if (problem == PROBLEM_RATE_LIMITED)
        return show_form(call, 429, "slow", "text");
    if (problem)
        return reply_refusal(call, problem);
    answer = asked->award.at != NULL
                 ? sql_verification_keep(&call->door, key, asked->award, asked->email,
                                         asked->document, asked->token)
                 : verification_take_in(call, asked);

    if (answer.problem == PROBLEM_NOT_FOUND)
        return show_form(call, 404, "verify_not_found", "text");
    if (answer.problem)
        return reply_refusal(call, answer.problem);
    reply_poke_courier(call);
    return reply_see(
        call, arena_print(call->arena, "/verify/" STR_FMT, STR_ARG(pg_named(&answer, 0, "id"))));
}

struct reply
verification_form_send(struct call *call)
{
    const struct form *sent = call->input;
    struct verification_asked asked = {.email = STR_NONE};
    struct str bytes = call->file.bytes.size > 0 ? call->file.bytes : bare(sent->text), why;
    enum problem problem;

    if (call->errors.count > 0) /* it is longer than any badge */
        return show_form(call, 400, "verify_no_badge", "text");
    if (!read_address(call, sent->email, &asked.email))
        return show_form(call, 400, "email", "email");
    if (bytes.size == 0)
        return show_form(call, 400, "verify_nothing", "text");
    problem = verification_read(call, bytes, &asked, &why);
    if (problem == PROBLEM_NOT_FOUND)
        return show_form(call, 404, "verify_not_found", "text");
    if (problem == PROBLEM_BAD_INPUT)
        return show_form(call, 400, "verify_no_badge", "text");
    if (problem)
        return reply_refusal(call, problem);
    if (verification_waits(call, &asked))
        return show_form(call, 429, "slow", "text");
    return take_in(call, &asked);
}
