#include "ctl/ctl.h"

int
main(int count, char **words)
{
    return ctl_run(count > 0 ? count - 1 : 0, words + 1);
}
