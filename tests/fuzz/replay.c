/*
 * Plays the files of $corpus/NAME through the fuzz target NAME_fuzz, as a plain
 * test: one file, one case. Linked in where libFuzzer is not.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 8 << 20 };

static int
play(const char *path)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return 1;
    /* Exactly as large as the file, so that a byte read behind its end is noticed. */
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    uint8_t *data = size < 0 || size > INPUT_MAX ? NULL : malloc(size > 0 ? (size_t)size : 1);

    if (data == NULL) {
        fclose(file);
        return 1;
    }
    size_t got = fread(data, 1, (size_t)size, file);
    fclose(file);
    int outcome = LLVMFuzzerTestOneInput(data, got);
    free(data);
    return outcome;
}

/* The folder of this target's files: $corpus/NAME, of .../NAME_fuzz. */
static int
corpus_of(const char *program, char *dir, size_t size)
{
    const char *slash = strrchr(program, '/');
    const char *name = slash == NULL ? program : slash + 1;
    size_t length = strlen(name), tail = strlen("_fuzz");
    const char *corpus = getenv("corpus");

    if (corpus == NULL || length <= tail)
        return -1;
    int written = snprintf(dir, size, "%s/%.*s", corpus, (int)(length - tail), name);
    return written > 0 && (size_t)written < size ? 0 : -1;
}

int
main(int argc, char **argv)
{
    char dir[2048], path[4096];
    int count = 0;

    (void)argc;
    if (corpus_of(argv[0], dir, sizeof(dir)) != 0)
        return EXIT_FAILURE;
    DIR *corpus = opendir(dir);

    if (corpus == NULL)
        return EXIT_FAILURE;
    for (struct dirent *entry; (entry = readdir(corpus)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
        printf("%s %d - %s\n", play(path) == 0 ? "ok" : "not ok", ++count, entry->d_name);
    }
    closedir(corpus);
    printf("1..%d\n", count);
    return EXIT_SUCCESS;
}
