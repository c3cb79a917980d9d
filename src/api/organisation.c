#include "api/organisation.h"

#include "api/reply.h"
#include "api/words.h"
#include "sql/organisation.h"

struct filter {
    struct page page;
    struct str city, q;
};

static const struct shape_field filter_fields[] = {
    PAGE_FIELDS,
    SHAPE_SLUG(struct filter, city, .optional = true, .about = "Only those at home in this city."),
    SHAPE_TEXT(struct filter, q, .optional = true, .min = 1, .max = 100,
               .about = "Only those whose name or description has these words."),
};
const struct shape organisation_filter =
    SHAPE_OF(struct filter, filter_fields, .name = "OrganisationFilter");

struct texts {
    struct str name, description;
};

static const struct shape_field texts_fields[] = {
    SHAPE_TEXT(struct texts, name, .optional = true, .nullable = true, .min = 1, .max = 200,
               .about = "As people know it."),
    SHAPE_TEXT(struct texts, description, .optional = true, .nullable = true, .min = 1, .max = 5000,
               .about = "What it does, in a few sentences."),
};
static const struct shape texts_shape =
    SHAPE_OF(struct texts, texts_fields, .name = "OrganisationTexts");

struct registration {
    struct str city, slug, legalName, registrationNumber, country, website, email;
    struct str language, name, description;
    struct shape_list translations;
};

/* clang-format off */
#define OWN_FIELDS(is_patch)                                                                       \
    SHAPE_SLUG(struct registration, slug, .about = "The short name in addresses.",                 \
               .example = "\"danes-biblioteka\""),                                                 \
    SHAPE_TEXT(struct registration, legalName, .min = 2, .max = 200,                               \
               .about = "As it stands in the register; locked once verification is asked for."),   \
    SHAPE_TEXT(struct registration, registrationNumber, .min = 2, .max = 40,                       \
               .about = "Its number in the country's register; locked likewise."),                 \
    SHAPE_ENUM(struct registration, country, .optional = !(is_patch), .words = words_country,      \
               .about = "ISO 3166-1 alpha-2; that of the city when it is not said."),              \
    SHAPE_URL(struct registration, website, .optional = true, .about = "Its own pages."),          \
    SHAPE_EMAIL(struct registration, email, .optional = true, .about = "Public, for questions."),  \
    SHAPE_LANGUAGE(struct registration, language, .optional = true,                                \
               .about = "Of name and description; the city's own when it is not said."),           \
    SHAPE_TEXT(struct registration, name, .optional = true, .min = 1, .max = 200,                  \
               .about = "As people know it, in one language."),                                    \
    SHAPE_TEXT(struct registration, description, .optional = true, .min = 1, .max = 5000,          \
               .about = "What it does, in one language."),                                         \
    SHAPE_MAP(struct registration, translations, &texts_shape, .optional = true, .max = 40,        \
               .about = "Its texts by language.")
/* clang-format on */

static const struct shape_field registration_fields[] = {
    SHAPE_SLUG(struct registration, city, .about = "The slug of its home city."),
    OWN_FIELDS(false),
};
const struct shape organisation_registration =
    SHAPE_OF(struct registration, registration_fields, .name = "OrganisationRegistration");

static const struct shape_field changes_fields[] = {OWN_FIELDS(true)};
const struct shape organisation_changes =
    SHAPE_OF(struct registration, changes_fields, .name = "OrganisationChanges", .partial = true);

struct verification {
    struct str comment;
    struct shape_list documents;
};

static const struct shape_field request_fields[] = {
    SHAPE_TEXT(struct verification, comment, .optional = true, .min = 1, .max = 2000,
               .about = "What the city should know."),
    SHAPE_LIST(struct verification, documents, .item = SHAPE_IS_URL, .optional = true, .max = 10,
               .about = "Addresses where the city can read what proves it."),
};
const struct shape organisation_request =
    SHAPE_OF(struct verification, request_fields, .name = "VerificationRequest");

struct decision {
    struct str decision, reason;
};

static const char *const decisions[] = {"verified", "rejected", NULL};
static const struct shape_field decision_fields[] = {
    SHAPE_ENUM(struct decision, decision, .words = decisions, .about = "What the city decided."),
    SHAPE_TEXT(struct decision, reason, .optional = true, .min = 1, .max = 1000,
               .about = "Why; the organisation reads it."),
};
const struct shape organisation_decision =
    SHAPE_OF(struct decision, decision_fields, .name = "VerificationDecision");

static const struct shape_field suspension_fields[] = {
    SHAPE_TEXT(struct decision, reason, .min = 1, .max = 1000,
               .about = "Why; the organisation reads it."),
};
const struct shape organisation_suspension =
    SHAPE_OF(struct decision, suspension_fields, .name = "Suspension");

struct reply
organisation_list(struct call *call)
{
    const struct filter *want = call->input;

    return reply_page(call,
                      sql_organisation_list(&call->door, want->city, want->q, call->after,
                                            page_count(call), call->languages, view_whole(call)),
                      NULL);
}

struct reply
organisation_show(struct call *call)
{
    return reply_with(call, sql_organisation_show(&call->door, call->parts[0], call->languages,
                                                  view_whole(call)));
}

struct reply
organisation_register(struct call *call)
{
    return reply_made(call,
                      sql_organisation_register(&call->door, call->request->body, call->languages),
                      "/v1/organisations/");
}

struct reply
organisation_patch(struct call *call)
{
    return reply_done(call, sql_organisation_patch(&call->door, call->parts[0], call->request->body,
                                                   call->version, call->languages));
}

struct reply
organisation_submit(struct call *call)
{
    const struct verification *want = call->input;
    struct str documents = pg_texts(call->arena, want->documents.items, want->documents.count);

    return reply_done(call, sql_organisation_submit(&call->door, call->parts[0], want->comment,
                                                    documents, call->languages));
}

struct reply
organisation_archive(struct call *call)
{
    return reply_done(call, sql_organisation_archive(&call->door, call->parts[0], call->languages));
}

static struct reply
decide(struct call *call, struct str action, struct str reason)
{
    return reply_done(call, sql_organisation_decide(&call->door, call->parts[0], action, reason,
                                                    call->languages));
}

struct reply
organisation_decide(struct call *call)
{
    const struct decision *want = call->input;
    bool is_yes = str_same(want->decision, STR("verified"));

    return decide(call, is_yes ? STR("verify") : STR("reject"), want->reason);
}

struct reply
organisation_suspend(struct call *call)
{
    const struct decision *want = call->input;

    return decide(call, STR("suspend"), want->reason);
}

struct reply
organisation_reinstate(struct call *call)
{
    return decide(call, STR("reinstate"), STR_NONE);
}
