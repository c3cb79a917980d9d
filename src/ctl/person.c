#include "ctl/person.h"

#include "ctl/database.h"
#include "ctl/say.h"
#include "sql/person.h"

#include <stdio.h>
#include <string.h>

enum { ADDRESS_MAX = 254 }; /* bytes, RFC 5321 section 4.5.3.1 */

bool
person_is_address(struct str text)
{
    const char *mark = text.size == 0 ? NULL : memchr(text.at, '@', text.size);

    if (mark == NULL || mark == text.at || text.size > ADDRESS_MAX)
        return false;
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] <= ' ' || text.at[i] == 0x7f ||
            (text.at[i] == '@' && text.at + i != mark))
            return false;
    return mark + 1 < text.at + text.size;
}

static int
tell(const struct pg_answer *answer, const char *what)
{
    if (answer->problem == PROBLEM_NOT_FOUND)
        return fail("Nobody has this address.");
    if (answer->problem)
        return fail_with("The account cannot be changed", answer->problem, answer->detail);
    printf("%s\n", what);
    return DONE;
}

static int
suspend(struct call *call, const struct pg_door *door, void *who)
{
    struct pg_answer answer = sql_person_suspend(door, call->given.words[0]);

    (void)who;
    return tell(&answer, "suspended: nobody signs in to this account, and within two seconds "
                         "all of its tokens are dead");
}

int
person_suspend(struct call *call)
{
    return database_do(call, suspend, NULL);
}

static int
reinstate(struct call *call, const struct pg_door *door, void *who)
{
    struct pg_answer answer = sql_person_reinstate(door, call->given.words[0]);

    (void)who;
    return tell(&answer, "reinstated: the person signs in as before, and connects apps anew");
}

int
person_reinstate(struct call *call)
{
    return database_do(call, reinstate, NULL);
}
