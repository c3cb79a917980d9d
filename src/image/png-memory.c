#include "image/png-parts.h"

png_voidp
png_memory_take(png_structp png, png_alloc_size_t size)
{
    struct png_memory *memory = png_get_mem_ptr(png);

    if (size > memory->left)
        return NULL;
    memory->left -= size;
    return arena_take(memory->arena, size, alignof(max_align_t));
}

void
png_memory_leave(png_structp png, png_voidp memory)
{
    (void)png;
    (void)memory;
}

void
png_fail(png_structp png, png_const_charp why)
{
    (void)why;
    png_longjmp(png, 1);
}

void
png_go_on(png_structp png, png_const_charp why)
{
    (void)png;
    (void)why;
}
