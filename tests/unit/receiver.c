#include "receiver.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The receiver, tests/unit/https-server.py, and what it told. */
static struct {
    pid_t pid;
    int stop; /* closing it ends the receiver */
    struct {
        char name[16], value[256];
    } told[16];
    size_t count;
} receiver;

const char *
receiver_told(const char *name)
{
    for (size_t i = 0; i < receiver.count; i++)
        if (strcmp(receiver.told[i].name, name) == 0)
            return receiver.told[i].value;
    fail_msg("the receiver has no %s", name);
    return NULL;
}

static void
become_receiver(int input, int output)
{
    const char *folder = getenv("srcdir");
    char path[512];

    snprintf(path, sizeof(path), "%s/tests/unit/https-server.py", folder == NULL ? "." : folder);
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    execlp("python3", "python3", path, (char *)NULL);
    _exit(127);
}

int
receiver_start(void **state)
{
    int input[2], output[2];
    char line[300] = "";

    (void)state;
    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0)
        return -1;
    receiver.pid = fork();
    if (receiver.pid == 0)
        become_receiver(input[0], output[1]);
    close(input[0]);
    close(output[1]);
    receiver.stop = input[1];

    FILE *words = fdopen(output[0], "r");

    while (fgets(line, sizeof(line), words) != NULL && strcmp(line, "ready\n") != 0)
        if (sscanf(line, "%15s %255s", receiver.told[receiver.count].name,
                   receiver.told[receiver.count].value) == 2)
            receiver.count++;
    fclose(words);
    return strcmp(line, "ready\n") == 0 ? 0 : -1;
}

int
receiver_stop(void **state)
{
    (void)state;
    close(receiver.stop);
    return waitpid(receiver.pid, NULL, 0) == receiver.pid ? 0 : -1;
}
