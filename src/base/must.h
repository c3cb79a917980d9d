/*
 * must: memory that was asked for is there, or the program ends. Without it
 * nothing could still be done well, and whoever started the program starts it
 * again. What can be refused politely (a connection, a task) asks by itself.
 */
#pragma once

#include <stdlib.h>

static inline void *
must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}
