#include "badge/cbor.h"

enum { NUMBER = 0, BYTES = 2, LIST = 4, MAP = 5 };

/* The first byte has the kind and a small number, or in how many bytes the number follows. */
static bool
head(struct str *rest, unsigned kind, uint64_t most, uint64_t *number)
{
    unsigned first, low;
    size_t size;

    if (rest->size == 0)
        return false;
    first = (unsigned char)rest->at[0];
    low = first & 0x1f;
    size = low < 24 ? 0 : (size_t)1 << (low - 24);
    if (first >> 5 != kind || low > 27 || rest->size < 1 + size)
        return false;
    *number = size == 0 ? low : 0;
    for (size_t i = 1; i <= size; i++)
        *number = *number << 8 | (unsigned char)rest->at[i];
    *rest = str_from(*rest, 1 + size);
    return *number <= most;
}

bool
cbor_number(struct str *rest, uint64_t most, uint64_t *number)
{
    return head(rest, NUMBER, most, number);
}

bool
cbor_bytes(struct str *rest, size_t size, struct str *bytes)
{
    uint64_t given;

    if (!head(rest, BYTES, size, &given) || given != size || rest->size < size)
        return false;
    *bytes = (struct str){rest->at, size};
    *rest = str_from(*rest, size);
    return true;
}

static bool
several(struct str *rest, unsigned kind, size_t most, size_t *count)
{
    uint64_t number;

    if (!head(rest, kind, most < rest->size ? most : rest->size, &number))
        return false;
    *count = (size_t)number;
    return true;
}

bool
cbor_list(struct str *rest, size_t most, size_t *count)
{
    return several(rest, LIST, most, count);
}

bool
cbor_map(struct str *rest, size_t most, size_t *count)
{
    return several(rest, MAP, most, count);
}
