#include "api/verification.h"

#include "api/award.h"
#include "api/reply.h"
#include "base/coding.h"
#include "http/negotiate.h"
#include "json/cut.h"
#include "sql/verification.h"

enum { ID_MAX = 2048 };

struct question {
    struct str award, url, id;
    bool credential;
    struct award_recipient recipient;
};

static const struct shape_field question_fields[] = {
    SHAPE_UUID(struct question, award, .optional = true,
               .about = "The id of an award of this service, or"),
    SHAPE_URL(struct question, url, .optional = true,
              .about = "the address of a badge: its verification address here, or where it is "
                       "hosted, as JSON, as a JWS or in a picture; or"),
    SHAPE_TEXT(struct question, id, .optional = true, .min = 1, .max = ID_MAX,
               .about = "the credential's own id, if that is one of the two above; or"),
    SHAPE_ANY(struct question, credential, .optional = true,
              .about = "the credential: its JSON, as an object or as text, a compact JWS, "
                       "or a picture as an address \"data:image/png;base64,...\"."),
    SHAPE_OBJECT(struct question, recipient, &award_recipient, .optional = true,
                 .about = "Asks whether the badge is this person's; the answer is yes or no."),
};
const struct shape verification_question =
    SHAPE_OF(struct question, question_fields, .name = "VerificationQuestion");

struct reply
verification_show(struct call *call)
{
    return reply_with(call, sql_verification_show(&call->door, call->parts[0], call->languages));
}

/* What is sent as it is. JSON that is no question calls itself linked data. */
const char *const verification_types[] = {
    "image/png",
    "image/svg+xml",
    "application/vc+ld+json",
    "application/vc",
    "application/ld+json",
    "text/plain",
    "application/jwt",
    "application/vc+jwt",
    "application/jose",
    NULL,
};

bool
verification_takes(struct str type)
{
    enum { COUNT = sizeof(verification_types) / sizeof(verification_types[0]) - 1 };

    return type_among(type, verification_types, COUNT) != NULL;
}

/* A picture within JSON is an address "data:" with base64 (RFC 2397). */
static struct str
unpacked(struct call *call, struct str text)
{
    struct str head;

    if (!str_starts(text, STR("data:")))
        return text;
    str_cut(&text, ',', &head);
    return str_ends(head, STR(";base64")) ? coding_from_base64(call->arena, text) : STR_NONE;
}

/* An object stays as it was written: a number that is written anew may be another one. */
static struct str
credential_of(struct call *call)
{
    struct str text = call->request->body;

    while (text.size > 0 && text.at[0] != '{')
        text = str_from(text, 1);

    struct json_object body = json_object_open(call->arena, text);

    return unpacked(call, json_object_meaning(&body, "credential"));
}

static enum problem
read_id(struct call *call, struct str id, struct verification_asked *asked, struct str *why)
{
    if (str_is_uuid(id)) {
        asked->award = arena_lower(call->arena, id);
        return PROBLEM_NONE;
    }
    *why = STR("This id is no address; send the credential itself.");
    return str_starts(id, STR("https://")) || str_starts(id, STR("http://"))
               ? verification_read_url(call, id, asked)
               : PROBLEM_BAD_INPUT;
}

static enum problem
read_question(struct call *call, struct verification_asked *asked, struct str *why)
{
    const struct question *want = call->input;
    int count = (want->award.at != NULL) + (want->url.at != NULL) + (want->id.at != NULL) +
                want->credential;

    *why = STR("Send \"award\", \"url\", \"id\" or \"credential\", one of them.");
    if (count != 1)
        return PROBLEM_BAD_INPUT;
    asked->email = want->recipient.email;
    if (want->credential)
        return verification_read(call, credential_of(call), asked, why);
    if (want->url.at != NULL)
        return verification_read_url(call, want->url, asked);
    return read_id(call, want->id.at != NULL ? want->id : want->award, asked, why);
}

/* It is there already when the same was asked a moment ago. */
static struct reply
take_in(struct call *call, const struct verification_asked *asked)
{
    struct reply reply = reply_made(call, verification_take_in(call, asked), "/v1/verifications/");

    if (reply.status == 201)
        reply.status = asked->endorsement.at != NULL ? 200 : 202;
    return reply;
}

static struct reply
answer_own(struct call *call, struct verification_asked *asked)
{
    enum problem problem = verification_know(call, asked);

    if (problem)
        return reply_refusal(call, problem);
    return reply_with(call, sql_verification_own(&call->door, asked->award, asked->email,
                                                 asked->document, asked->token, call->languages));
}

struct reply
verification_ask(struct call *call)
{
    struct verification_asked asked = {.email = STR_NONE};
    struct str why = STR_NONE;
    enum problem problem;

    if (call->input == NULL && !verification_takes(call->file.type))
        return reply_refusal(call, PROBLEM_UNSUPPORTED_MEDIA_TYPE);
    problem = call->input == NULL ? verification_read(call, call->file.bytes, &asked, &why)
                                  : read_question(call, &asked, &why);
    if (problem)
        return problem == PROBLEM_BAD_INPUT ? reply_detailed(call, problem, why)
                                            : reply_refusal(call, problem);
    if (verification_waits(call, &asked))
        return reply_refusal(call, PROBLEM_RATE_LIMITED);
    if (asked.award.at != NULL)
        return answer_own(call, &asked);
    return take_in(call, &asked);
}
