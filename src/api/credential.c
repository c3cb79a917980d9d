#include "api/credential.h"

#include "api/badge.h"
#include "api/picture.h"
#include "api/reply.h"
#include "base/text.h"
#include "issue/issue.h"
#include "sql/credential.h"

#include <string.h>

#define TYPE_CREDENTIAL "application/vc+ld+json"
#define TYPE_TOKEN      "text/plain"

/*
 * What an award is called in each of its forms; the first is what who accepts anything gets. Those
 * of signed documents stand first.
 */
static const char *const types[] = {TYPE_CREDENTIAL, "application/ld+json", "application/json",
                                    TYPE_TOKEN,      PICTURE_SVG,           PICTURE_PNG};
enum { DOCUMENT_TYPES = 3, TYPES = 6 };

static struct issue_house
house_of(struct call *call)
{
    return (struct issue_house){&call->door, call->api->seal, call->api->base_url,
                                call->api->issuing};
}

/* Three forms of one award: the document with its proof, the VC-JWT, and the document in a picture.
 */
struct reply
credential_show(struct call *call)
{
    struct issue_house house = house_of(call);
    struct issue_credential signed_one;
    const char *type = type_wanted(call->request->accept, types, TYPES);
    enum problem problem;

    if (type == NULL)
        return reply_detailed(call, PROBLEM_NOT_ACCEPTABLE,
                              STR("Accept " TYPE_CREDENTIAL ", application/json, " TYPE_TOKEN
                                  ", " PICTURE_SVG " or " PICTURE_PNG "."));
    problem = issue_award(&house, call->parts[0], &signed_one);
    if (problem)
        return reply_refusal(call, problem);
    if (strcmp(type, TYPE_TOKEN) == 0)
        return reply_text(call, type, signed_one.token);
    if (str_starts(str_of(type), STR("image/")))
        return picture_reply(call, type, signed_one.document, true);
    return reply_text(call, type, signed_one.document);
}

/* Kept by nobody for longer than a breath, since a revocation has to be seen at once. */
struct reply
credential_status(struct call *call)
{
    struct issue_house house = house_of(call);
    struct str document;
    enum problem problem = issue_status(&house, call->parts[0], &document);
    const char *type = type_wanted(call->request->accept, types, DOCUMENT_TYPES);

    if (problem)
        return reply_refusal(call, problem);
    call->keeping = "public, max-age=1";
    return reply_text(call, type == NULL ? TYPE_CREDENTIAL : type, document);
}

static struct reply
answer(struct call *call, enum problem problem, struct str document)
{
    return problem ? reply_refusal(call, problem) : reply_json(call, document);
}

/* Which version of a badge is asked for. The first one has no other address than that without one.
 */
static int64_t
version_of(const struct call *call)
{
    if (strstr(call->route->path, "/versions/") == NULL)
        return 1;

    int64_t number = badge_number(call->parts[1]);

    return number == 1 ? 0 : number;
}

struct reply
credential_badge(struct call *call)
{
    struct issue_house house = house_of(call);
    struct str document = STR_NONE;
    enum problem problem = issue_achievement(&house, call->parts[0], version_of(call), &document);

    return answer(call, problem, document);
}

struct reply
credential_image(struct call *call)
{
    struct issue_house house = house_of(call);
    struct str document = STR_NONE;
    const char *const pictures[] = {PICTURE_SVG, PICTURE_PNG};
    const char *type = type_wanted(call->request->accept, pictures, 2);
    enum problem problem;

    if (type == NULL)
        return reply_detailed(call, PROBLEM_NOT_ACCEPTABLE,
                              STR("Accept " PICTURE_SVG " or " PICTURE_PNG "."));
    problem = issue_achievement(&house, call->parts[0], version_of(call), &document);
    return problem ? reply_refusal(call, problem) : picture_reply(call, type, document, false);
}

struct reply
credential_issuer(struct call *call)
{
    struct issue_house house = house_of(call);
    struct str document = STR_NONE;
    enum problem problem = issue_profile(&house, call->parts[0], &document);

    return answer(call, problem, document);
}

/* A new key signs as soon as it is made, so that nobody may keep the old list of keys for long. */
struct reply
credential_did(struct call *call)
{
    struct issue_house house = house_of(call);
    struct str document = STR_NONE;
    enum problem problem = issue_did(&house, call->parts[0], &document);

    call->keeping = "public, max-age=1";
    return answer(call, problem, document);
}

/* One bare JWK, as a "kid" of a VC-JWT names it. */
struct reply
credential_key(struct call *call)
{
    struct pg_answer found = sql_issuer_key_public(&call->door, call->parts[0]);

    if (found.problem || found.rows == 0)
        return reply_refusal(call, found.problem ? found.problem : PROBLEM_NOT_FOUND);
    return reply_json(call, pg_cell(&found, 0, ISSUER_KEY_PUBLIC_JWK));
}

struct reply
credential_keys(struct call *call)
{
    struct pg_answer found = sql_issuer_key_public(&call->door, STR_NONE);
    struct text body = text_new(call->arena);

    if (found.problem)
        return reply_refusal(call, found.problem);
    text_add(&body, STR("{\"keys\":["));
    for (size_t row = 0; row < found.rows; row++) {
        text_add(&body, row > 0 ? STR(",") : STR(""));
        text_add(&body, pg_cell(&found, row, ISSUER_KEY_PUBLIC_JWK));
    }
    text_add(&body, STR("]}"));
    call->keeping = "public, max-age=1";
    return reply_json(call, text_str(&body));
}
