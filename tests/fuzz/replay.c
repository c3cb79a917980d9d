/* Plays the files of $corpus/NAME through a fuzz target named NAME_fuzz, as a plain test. */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_SIZE_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes stand in memory of just their size, so that a sanitizer sees who reads beyond. */
static int
play(const char *path)
{
    static uint8_t buffer[FILE_SIZE_MAX];
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return 1;

    size_t size = fread(buffer, 1, sizeof(buffer), file);
    uint8_t *data = malloc(size + (size == 0));

    fclose(file);
    if (data == NULL)
        return 1;
    memcpy(data, buffer, size);

    int outcome = LLVMFuzzerTestOneInput(data, size);

    free(data);
    return outcome;
}

/* "tests/fuzz/scan_fuzz" plays "$corpus/scan". */
static int
corpus_of(const char *program, char *path, size_t size)
{
    const char *slash = strrchr(program, '/'), *root = getenv("corpus");
    const char *name = slash == NULL ? program : slash + 1;

    return snprintf(path, size, "%s/%.*s", root == NULL ? "tests/fuzz/corpus" : root,
                    (int)(strlen(name) - strlen("_fuzz")), name);
}

int
main(int argc, char **argv)
{
    char dir[4000], path[4300];
    int count = 0, failed = 0;

    (void)argc;
    corpus_of(argv[0], dir, sizeof(dir));

    DIR *corpus = opendir(dir);

    if (corpus == NULL) {
        printf("Bail out! There is no %s\n", dir);
        return EXIT_FAILURE;
    }
    for (struct dirent *entry; (entry = readdir(corpus)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);

        bool kept = play(path) == 0;

        failed += !kept;
        printf("%s %d - %s\n", kept ? "ok" : "not ok", ++count, entry->d_name);
    }
    closedir(corpus);
    printf("1..%d\n", count);
    return failed == 0 && count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
