#include "api/hosted.h"

#include "api/browser.h"
#include "api/credential.h"
#include "api/picture.h"
#include "api/reply.h"
#include "issue/hosted.h"

#include <string.h>

static const char *const types[] = {"application/ld+json", "application/json", TYPE_PAGE};
enum { DOCUMENT_TYPES = 2, TYPES = 3, GONE = 410 };

static struct reply
answer(struct call *call, enum problem problem, struct str document)
{
    const char *type = type_wanted(call->request->accept, types, DOCUMENT_TYPES);

    return problem ? reply_refusal(call, problem)
                   : reply_text(call, type == NULL ? types[0] : type, document);
}

/*
 * One that was revoked is gone, and its body says so as well: readers look at either. It is kept by
 * nobody for longer than a breath.
 */
static struct reply
answer_or_gone(struct call *call, enum problem problem, struct str document, struct str revoked)
{
    const char *type = type_wanted(call->request->accept, types, DOCUMENT_TYPES);

    call->keeping = "public, max-age=1";
    if (problem || revoked.at == NULL)
        return answer(call, problem, document);
    return (struct reply){GONE, .type = type == NULL ? types[0] : type, .body = revoked};
}

struct reply
hosted_assertion(struct call *call)
{
    struct issue_house house = credential_house(call);
    struct issue_assertion assertion = {.version = 1};
    const char *type = type_wanted(call->request->accept, types, TYPES);
    enum problem problem;

    if (type != NULL && strcmp(type, TYPE_PAGE) == 0)
        return reply_see(call, arena_print(call->arena, "/b/" STR_FMT, STR_ARG(call->parts[0])));
    problem = issue_assertion(&house, call->parts[0], &assertion);
    return answer_or_gone(call, problem, assertion.document, assertion.revoked);
}

struct reply
hosted_endorsement(struct call *call)
{
    struct issue_house house = credential_house(call);
    struct str document = STR_NONE, revoked = STR_NONE;
    enum problem problem = issue_hosted_endorsement(&house, call->parts[0], &document, &revoked);

    return answer_or_gone(call, problem, document, revoked);
}

/* Other programs read PNGs alone, so that this is what who accepts anything gets. */
struct reply
hosted_image(struct call *call)
{
    struct issue_house house = credential_house(call);
    const char *const pictures[] = {PICTURE_PNG, PICTURE_SVG};
    const char *type = type_wanted(call->request->accept, pictures, 2);
    struct issue_assertion assertion = {.version = 1};
    struct image_credential baked = {.version = IMAGE_OPEN_BADGES_2};
    struct str document = STR_NONE;
    enum problem problem;

    if (type == NULL)
        return reply_detailed(call, PROBLEM_NOT_ACCEPTABLE,
                              STR("Accept " PICTURE_PNG " or " PICTURE_SVG "."));
    problem = issue_assertion(&house, call->parts[0], &assertion);
    if (!problem)
        problem = issue_achievement(&house, assertion.badge, assertion.version, &document);
    baked.text = assertion.document;
    return problem ? reply_refusal(call, problem) : picture_reply(call, type, document, &baked);
}

struct reply
hosted_badge(struct call *call)
{
    struct issue_house house = credential_house(call);
    struct str document = STR_NONE;
    int64_t version = credential_version(call);
    enum problem problem = issue_class(&house, call->parts[0], version, &document);

    if (!problem)
        problem = issue_hosted_endorsed(&house, call->parts[0], version, &document);
    call->keeping = "public, max-age=1";
    return answer(call, problem, document);
}

struct reply
hosted_issuer(struct call *call)
{
    struct issue_house house = credential_house(call);
    struct str document = STR_NONE;
    enum problem problem = issue_hosted_issuer(&house, call->parts[0], &document);

    if (!problem)
        problem = issue_hosted_endorsed(&house, call->parts[0], 0, &document);
    call->keeping = "public, max-age=1";
    return answer(call, problem, document);
}

struct reply
hosted_revocations(struct call *call)
{
    struct issue_house house = credential_house(call);
    struct str document = STR_NONE;
    enum problem problem = issue_revocations(&house, call->parts[0], true, &document);

    call->keeping = "public, max-age=1";
    return answer(call, problem, document);
}

struct reply
hosted_revoked(struct call *call)
{
    struct issue_house house = credential_house(call);
    struct str document = STR_NONE;
    enum problem problem = issue_revocations(&house, call->parts[0], false, &document);

    call->keeping = "public, max-age=1";
    return problem ? reply_refusal(call, problem) : reply_json(call, document);
}
