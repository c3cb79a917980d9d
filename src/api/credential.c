#include "api/credential.h"

#include "api/badge.h"
#include "api/browser.h"
#include "api/picture.h"
#include "api/reply.h"
#include "base/text.h"
#include "issue/issue.h"
#include "sql/credential.h"

#include <string.h>

/*
 * What an award is called in each of its forms; the first is what who accepts anything gets. Those
 * of signed documents stand first.
 */
static const char *const types[] = {TYPE_CREDENTIAL, "application/ld+json", "application/json",
                                    TYPE_TOKEN,      PICTURE_SVG,           PICTURE_PNG,
                                    TYPE_PAGE};
enum { DOCUMENT_TYPES = 3, TYPES = 7 };

struct issue_house
credential_house(struct call *call)
{
    return (struct issue_house){&call->door, call->api->seal, call->api->base_url,
                                call->api->issuing};
}

struct reply
credential_reply(struct call *call, const char *type, const struct issue_credential *signed_one)
{
    struct image_credential baked = {IMAGE_OPEN_BADGES_3, signed_one->document};

    if (strcmp(type, TYPE_TOKEN) == 0)
        return reply_text(call, type, signed_one->token);
    if (str_starts(str_of(type), STR("image/")))
        return picture_reply(call, type, signed_one->document, &baked);
    return reply_text(call, type, signed_one->document);
}

/* Four forms of one award: the document with its proof, the VC-JWT, the document in a picture, and
 * a page. */
struct reply
credential_show(struct call *call)
{
    struct issue_house house = credential_house(call);
    struct issue_credential signed_one = {STR_NONE, STR_NONE};
    const char *type = type_wanted(call->request->accept, types, TYPES);
    enum problem problem;

    if (type == NULL)
        return reply_detailed(call, PROBLEM_NOT_ACCEPTABLE,
                              STR("Accept " TYPE_CREDENTIAL ", application/json, " TYPE_TOKEN
                                  ", " PICTURE_SVG ", " PICTURE_PNG " or " TYPE_PAGE "."));
    if (strcmp(type, TYPE_PAGE) == 0)
        return reply_see(call, arena_print(call->arena, "/b/" STR_FMT, STR_ARG(call->parts[0])));
    problem = strcmp(type, TYPE_TOKEN) == 0
                  ? issue_award(&house, call->parts[0], &signed_one)
                  : issue_document(&house, call->parts[0], &signed_one.document);
    return problem ? reply_refusal(call, problem) : credential_reply(call, type, &signed_one);
}

/* Kept by nobody for longer than a breath, since a revocation has to be seen at once. */
struct reply
credential_status(struct call *call)
{
    struct issue_house house = credential_house(call);
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

int64_t
credential_version(const struct call *call)
{
    if (strstr(call->route->path, "/versions/") == NULL)
        return 1;

    int64_t number = badge_number(call->parts[1]);

    return number == 1 ? 0 : number;
}

/* A browser is led to the page, which stands at the same path without /ob. */
static bool
wants_page(const struct call *call)
{
    static const char *const forms[] = {"application/json", TYPE_CREDENTIAL, "application/ld+json",
                                        TYPE_PAGE};
    const char *type = type_wanted(call->request->accept, forms, 4);

    return type != NULL && strcmp(type, TYPE_PAGE) == 0;
}

static struct reply
see_page(struct call *call)
{
    return reply_see(call, str_from(call->request->path, sizeof("/ob") - 1));
}

struct reply
credential_badge(struct call *call)
{
    if (wants_page(call))
        return see_page(call);

    struct issue_house house = credential_house(call);
    struct str document = STR_NONE;
    int64_t version = credential_version(call);
    enum problem problem = issue_achievement(&house, call->parts[0], version, &document);

    if (!problem)
        problem = issue_endorsed(&house, call->parts[0], version, &document);
    call->keeping = "public, max-age=1";
    return answer(call, problem, document);
}

struct reply
credential_image(struct call *call)
{
    struct issue_house house = credential_house(call);
    struct str document = STR_NONE;
    const char *const pictures[] = {PICTURE_SVG, PICTURE_PNG, PICTURE_SVG};
    const char *type = type_wanted(call->request->accept, pictures, 2);
    bool is_either = type != type_wanted(call->request->accept, pictures + 1, 2);
    enum problem problem;

    if (type == NULL)
        return reply_detailed(call, PROBLEM_NOT_ACCEPTABLE,
                              STR("Accept " PICTURE_SVG " or " PICTURE_PNG "."));
    problem = issue_achievement(&house, call->parts[0], credential_version(call), &document);
    return problem ? reply_refusal(call, problem)
                   : picture_reply(call, is_either ? NULL : type, document, NULL);
}

/* What 1EdTech calls a list of revocations: no member of a Profile leads to it. */
#define REVOCATIONS "https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#1EdTechRevocationList"

struct reply
credential_issuer(struct call *call)
{
    if (wants_page(call))
        return see_page(call);

    struct issue_house house = credential_house(call);
    struct str document = STR_NONE;
    enum problem problem = issue_profile(&house, call->parts[0], &document);
    struct reply reply;

    if (!problem)
        problem = issue_endorsed(&house, call->parts[0], 0, &document);
    call->keeping = "public, max-age=1";
    reply = answer(call, problem, document);
    if (!problem)
        reply_header(&reply, "Link",
                     arena_print(call->arena,
                                 "<" STR_FMT "/ob/revocations/" STR_FMT ">; rel=\"" REVOCATIONS
                                 "\"",
                                 STR_ARG(call->api->base_url), STR_ARG(call->parts[0])));
    return reply;
}

/* A new key signs as soon as it is made, so that nobody may keep the old list of keys for long. */
struct reply
credential_did(struct call *call)
{
    struct issue_house house = credential_house(call);
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
