/* What others call all this. */
#include "judge/judge.h"

const char *
judge_form_name(enum judge_form form)
{
    static const char *const names[] = {
        [JUDGE_UNREADABLE] = "unreadable",
        [JUDGE_JSON] = "json",
        [JUDGE_JWS] = "jws",
        [JUDGE_PNG] = "png",
        [JUDGE_SVG] = "svg",
        [JUDGE_URL] = "url",
    };

    return names[form];
}

const char *
judge_kind_name(enum judge_kind kind)
{
    static const char *const names[] = {
        [JUDGE_NO_BADGE] = "none",           [JUDGE_BADGE] = "badge",
        [JUDGE_ENDORSEMENT] = "endorsement", [JUDGE_CLR] = "clr",
        [JUDGE_HOSTED_2] = "hosted_2",       [JUDGE_SIGNED_2] = "signed_2",
    };

    return names[kind];
}

const char *
judge_verdict_name(enum judge_verdict verdict)
{
    static const char *const names[] = {
        [JUDGE_VALID] = "valid",
        [JUDGE_EXPIRED] = "expired",
        [JUDGE_REVOKED] = "revoked",
        [JUDGE_SUPERSEDED] = "superseded",
        [JUDGE_TAMPERED] = "tampered",
        [JUDGE_UNKNOWN_ISSUER] = "unknown_issuer",
        [JUDGE_NOT_VERIFIABLE] = "not_verifiable",
        [JUDGE_NOT_A_BADGE] = "not_a_badge",
    };

    return names[verdict];
}

const char *
judge_state_name(enum judge_state state)
{
    static const char *const names[] = {
        [JUDGE_PASSED] = "passed",
        [JUDGE_FAILED] = "failed",
        [JUDGE_WARNED] = "warned",
        [JUDGE_SKIPPED] = "skipped",
    };

    return names[state];
}

const char *
judge_answer_name(enum judge_answer answer)
{
    static const char *const names[] = {
        [JUDGE_NOT_ASKED] = "not_asked",
        [JUDGE_YES] = "yes",
        [JUDGE_NO] = "no",
    };

    return names[answer];
}

const char *
judge_want_accept(enum judge_want_kind kind)
{
    static const char *const types[] = {
        [JUDGE_WANT_BADGE] = "application/vc+ld+json, application/vc, application/ld+json, "
                             "application/json, application/vc+jwt, image/png, image/svg+xml, "
                             "text/plain;q=0.9, */*;q=0.1",
        [JUDGE_WANT_DID] = "application/did+json, application/did+ld+json, application/ld+json, "
                           "application/json",
        [JUDGE_WANT_JWK] = "application/jwk+json, application/json",
        [JUDGE_WANT_JWKS] = "application/jwk-set+json, application/json",
        [JUDGE_WANT_STATUS_LIST] = "application/vc+ld+json, application/vc, application/ld+json, "
                                   "application/json, application/vc+jwt, text/plain;q=0.9",
        [JUDGE_WANT_REVOCATIONS] = "application/json, application/ld+json",
        [JUDGE_WANT_REFRESH] = "application/vc+ld+json, application/vc, application/ld+json, "
                               "application/json, application/vc+jwt, text/plain;q=0.9",
        [JUDGE_WANT_ASSERTION_2] = "application/ld+json, application/json",
        [JUDGE_WANT_CLASS_2] = "application/ld+json, application/json",
        [JUDGE_WANT_ISSUER_2] = "application/ld+json, application/json",
        [JUDGE_WANT_KEY_2] = "application/ld+json, application/json",
    };

    return types[kind];
}
