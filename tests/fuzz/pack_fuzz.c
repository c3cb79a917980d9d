/*
 * Whatever stands in an archive, its files are no more and no larger than is said, their names can
 * be shown, and what was read can be packed and read again as it was.
 */
#include "pack/pack.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_again(struct arena *arena, const struct pack_file *files, size_t count)
{
    struct pack_file *again;
    size_t many;
    struct str bytes = pack_write(arena, files, count, 0);

    assert(pack_read(arena, bytes, &again, &many) && many == count);
    for (size_t i = 0; i < count; i++)
        assert(str_same(again[i].name, files[i].name) && str_same(again[i].bytes, files[i].bytes));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(64 << 20);
    struct str bytes = arena_copy(arena, (struct str){(const char *)data, size});
    struct pack_file *files;
    size_t count, whole = 0, total = 0;

    if (pack_read(arena, bytes, &files, &count)) {
        assert(count <= PACK_FILES_MAX);
        for (size_t i = 0; i < count; i++) {
            assert(files[i].name.size <= PACK_NAME_MAX);
            for (size_t at = 0; at < files[i].name.size; at++)
                assert(files[i].name.at[at] >= ' ' && files[i].name.at[at] <= '~');
            assert(files[i].bytes.size <= PACK_FILE_MAX);
            total += files[i].bytes.size;
            if (files[i].bytes.at != NULL)
                files[whole++] = files[i];
        }
        assert(total <= PACK_UNPACKED_MAX);
        read_again(arena, files, whole);
    }
    arena_close(arena);
    return 0;
}
