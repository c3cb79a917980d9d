#include "loop_stage.h"

struct loop *loop;
char story[64];

int
open_loop(void **state)
{
    (void)state;
    memset(story, 0, sizeof(story));
    loop = loop_open();
    return loop == NULL;
}

int
close_loop(void **state)
{
    (void)state;
    loop_close(loop);
    return 0;
}

void
tell(char letter)
{
    size_t size = strlen(story);

    assert_true(size < sizeof(story) - 1);
    story[size] = letter;
}

void
stop(void *who)
{
    (void)who;
    loop_stop(loop);
}
