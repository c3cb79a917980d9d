/*
 * What a token costs a worker: made, checked for the first time, checked again, and an id
 * token. Prints "NAME OPERATIONS-A-SECOND" a line, for tests/bench/measuring/sign_ins.py.
 *
 *     tokens SECONDS      for each of them
 */
#include "base/clock.h"
#include "token/id-token.h"
#include "token/token.h"

#include <stdio.h>
#include <stdlib.h>

enum { MEMORY_MAX = 8 << 20 };

struct bench {
    struct arena *arena, *kept;
    struct token_keys *keys;
    struct str token;
    int64_t now;
};

static const char issuer[] = "https://learn.example";

static struct str
make(struct bench *bench, struct arena *arena)
{
    struct token_claims claims = {
        .issuer = STR("https://learn.example"),
        .subject = STR("0190f0f0-0000-7000-8000-000000000001"),
        .audience = STR("https://learn.example"),
        .client = STR("0190f0f0-0000-7000-8000-000000000002"),
        .token_id = STR("0190f0f0-0000-7000-8000-000000000003"),
        .session = STR("0190f0f0-0000-7000-8000-000000000004"),
        .scope = STR("openid profile email offline_access learner:read learner:write"),
        .issued_at = bench->now,
        .expires_at = bench->now + TOKEN_LIFE_S,
    };

    return token_issue(arena, bench->keys, &claims);
}

static bool
issue(struct bench *bench)
{
    return make(bench, bench->arena).size > 0;
}

static bool
identify(struct bench *bench)
{
    struct id_token_claims claims = {
        .issuer = str_of(issuer),
        .subject = STR("0190f0f0-0000-7000-8000-000000000001"),
        .audience = STR("0190f0f0-0000-7000-8000-000000000002"),
        .nonce = STR("0123456789abcdef"),
        .issued_at = bench->now,
        .expires_at = bench->now + TOKEN_LIFE_S,
        .auth_time = bench->now,
    };

    return id_token_issue(bench->arena, bench->keys, STR("RS256"), &claims).size > 0;
}

static bool
check(struct bench *bench)
{
    struct token_want want = {str_of(issuer), str_of(issuer), bench->now};
    struct token_claims claims;
    bool unknown;

    return token_check(bench->arena, bench->keys, &want, bench->token, &claims, &unknown) ==
           PROBLEM_NONE;
}

static void
add_key(struct bench *bench, enum sign_algorithm algorithm)
{
    struct sign_key *key = sign_key_make(algorithm);

    token_keys_add(bench->keys, sign_key_kid(bench->kept, key), key, true);
}

/* What was kept of tokens goes with the keys, so these are put in anew. */
static bool
check_anew(struct bench *bench)
{
    bench->now++;
    bench->token = make(bench, bench->arena);
    return check(bench);
}

static void
run(struct bench *bench, const char *name, bool (*once)(struct bench *bench), double seconds)
{
    int64_t begun = clock_us(), spent = 0, count = 0;

    while (spent < (int64_t)(seconds * 1e6)) {
        if (!once(bench))
            exit(EXIT_FAILURE);
        arena_reset(bench->arena);
        count++;
        spent = clock_us() - begun;
    }
    printf("%s %.0f\n", name, (double)count * 1e6 / (double)spent);
    fflush(stdout);
}

int
main(int count, char **words)
{
    double seconds = count > 1 ? strtod(words[1], NULL) : 1;
    struct bench bench = {.arena = arena_open(MEMORY_MAX),
                          .kept = arena_open(MEMORY_MAX),
                          .keys = token_keys_open(),
                          .now = clock_now()};

    add_key(&bench, SIGN_ES256);
    add_key(&bench, SIGN_RS256);
    run(&bench, "issue", issue, seconds);
    run(&bench, "identify", identify, seconds);
    run(&bench, "issue-and-check", check_anew, seconds);
    bench.token = make(&bench, bench.kept);
    run(&bench, "check-again", check, seconds);
    token_keys_close(bench.keys);
    arena_close(bench.kept);
    arena_close(bench.arena);
    return EXIT_SUCCESS;
}
