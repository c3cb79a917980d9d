/* The pages on which anybody has a badge verified, by an address, a text or a file. */
#include "api/verification.h"

#include "api/browser.h"
#include "base/coding.h"
#include "json/cut.h"
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
take_in(struct call *call, const struct verification_asked *asked)
{
    struct str hash = verification_hash(call, asked), key = pg_bytes(call->arena, hash);
    struct pg_answer answer =
        asked->award.at != NULL
            ? sql_verification_keep(&call->door, key, asked->award, asked->email, asked->document,
                                    asked->token)
            : sql_verification_ask(&call->door, key, pg_bytes(call->arena, asked->content),
                                   verification_sealed(call, hash, asked->email), call->languages);

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

static void
copy(struct page_data *data, const struct json_object *from, const char *const *names)
{
    for (; *names != NULL; names++)
        page_set(data, *names, json_object_meaning(from, *names));
}

static void
set_checks(struct call *call, struct page_data *data, struct str list)
{
    struct str *items;
    size_t count = json_cut_list(call->arena, list, &items);

    page_flag(data, "hasChecks", count > 0);
    for (size_t i = 0; i < count; i++) {
        struct json_object check = json_object_open(call->arena, items[i]);
        struct page_data *row = page_row(data, "checks");
        struct str passed = json_object_raw(&check, "passed");

        page_set(row, "came",
                 passed.at == NULL               ? STR("open")
                 : str_same(passed, STR("true")) ? STR("passed")
                                                 : STR("failed"));
        page_set(row, "detail", json_object_meaning(&check, "detail"));
    }
}

/* Each has a verdict of its own. */
static void
set_parts(struct call *call, struct page_data *data, struct str list, const char *name)
{
    static const char *const names[] = {"name", "issuerName", "issuer", "comment", NULL};
    struct str *items;
    size_t count = json_cut_list(call->arena, list, &items);

    for (size_t i = 0; i < count; i++) {
        struct json_object part = json_object_open(call->arena, items[i]);
        struct json_object credential = json_object_within(&part, "credential");
        struct page_data *row = page_row(data, name);

        copy(row, &credential, names);
        page_set(row, "verdict", json_object_meaning(&part, "verdict"));
    }
}

/* The same words for an award of ours and for a badge of others. */
static void
set_facts(struct call *call, struct page_data *data, const struct json_object *told)
{
    static const char *const own[] = {"name", "description", "criteria", NULL};
    static const char *const foreign[] = {"name",   "description", "criteria",
                                          "issuer", "criteriaUrl", NULL};
    struct json_object badge = json_object_within(told, "badge");
    struct json_object credential = json_object_within(told, "credential");
    struct json_object issuer = json_object_within(told, "issuer");
    bool is_ours = badge.count > 0;
    struct str award = json_object_meaning(told, "award");

    copy(data, is_ours ? &badge : &credential, is_ours ? own : foreign);
    page_set(data, "issuerName", json_object_meaning(&issuer, "name"));
    if (!is_ours)
        page_set(data, "issuerUrl", json_object_meaning(&issuer, "url"));
    if (is_ours)
        page_set(data, "awardUrl", arena_print(call->arena, "/ob/awards/" STR_FMT, STR_ARG(award)));
    page_flag(data, "hasFacts", is_ours || credential.count > 0);
    page_set(data, "issued", json_object_meaning(told, "issuedAt"));
    page_set(data, "expires", json_object_meaning(told, "expiresAt"));
    page_set(data, "revocationReason", json_object_meaning(told, "revocationReason"));
}

static struct reply
show_verdict(struct call *call, const struct json_object *told)
{
    struct page_data *data = page_data_new(call->arena);
    struct str matches = json_object_raw(told, "recipientMatches");
    struct str verdict = json_object_meaning(told, "verdict");

    page_set(data, "verdict", verdict);
    page_flag(data, "good", str_same(verdict, STR("valid")));
    page_set(data, "reason", json_object_meaning(told, "reason"));
    page_set(data, "matches",
             matches.at == NULL               ? STR_NONE
             : str_same(matches, STR("true")) ? STR("yes")
                                              : STR("no"));
    page_set(data, "asOf", json_object_meaning(told, "asOf"));
    set_facts(call, data, told);
    set_checks(call, data, json_object_raw(told, "checks"));
    set_parts(call, data, json_object_raw(told, "endorsements"), "endorsements");
    set_parts(call, data, json_object_raw(told, "contents"), "contents");
    return reply_html(call, 200, "verified", data);
}

/* Until it is judged the page asks again by itself, each second. */
struct reply
verification_page(struct call *call)
{
    struct pg_answer found = sql_verification_show(&call->door, call->parts[0], call->languages);
    struct page_data *data = page_data_new(call->arena);
    struct json_object told;
    struct reply reply;

    if (found.problem)
        return reply_refusal(call, found.problem);
    told = json_object_open(call->arena, pg_named(&found, 0, "body"));
    if (str_same(pg_named(&found, 0, "state"), STR("done")))
        return show_verdict(call, &told);
    page_set(data, "refreshUrl", call->request->path);
    reply = reply_html(call, 200, "verifying", data);
    reply_header(&reply, "Refresh", STR("1"));
    return reply;
}
