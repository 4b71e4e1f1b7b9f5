#include "tracer/format/babeltrace_log.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LOG_SIZE  (1 << 20)
#define LOOK_SIZE 16384 /* what is wrong is said at the beginning */

static const char torn_words[] = "Invalid packet size reported in file: stream=\"";
static const char index_words[] = "Invalid LTTng trace index file"; /* it then does without */

/* Sealed, so that a library that has much to say cannot fill the memory. */
void babeltrace_log_begin(void)
{
    int log = memfd_create("log", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (log >= 0 && ftruncate(log, LOG_SIZE) == 0) {
        fcntl(log, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK);
        dup2(log, STDERR_FILENO);
    }
    if (log >= 0) {
        close(log);
    }
}

void babeltrace_log_clear(void)
{
    static const char nothing[LOOK_SIZE];
    lseek(STDERR_FILENO, 0, SEEK_SET);
    if (write(STDERR_FILENO, nothing, sizeof nothing) > 0) {
        lseek(STDERR_FILENO, 0, SEEK_SET);
    }
}

static void read_log(char text[LOOK_SIZE])
{
    ssize_t size = pread(STDERR_FILENO, text, LOOK_SIZE - 1, 0);
    text[size > 0 ? size : 0] = '\0';
}

/* A line is "date time pid tid level logger function@file:line [component] message". */
bool babeltrace_log_first(char *line, size_t size)
{
    char text[LOOK_SIZE];
    read_log(text);
    for (char *at = text; *at; at += strspn(at, "\n")) {
        size_t length = strcspn(at, "\n");
        char *message = strstr(at, "] ");
        bool matters = message && message < at + length &&
                       strncmp(message + 2, index_words, strlen(index_words)) != 0;
        if (matters) {
            int left = (int)(at + length - (message + 2));
            snprintf(line, size, "%.*s", left, message + 2);
            return true;
        }
        at += length;
    }
    return false;
}

bool babeltrace_log_find_torn(struct babeltrace_torn *torn)
{
    char text[LOOK_SIZE];
    read_log(text);
    char *path = strstr(text, torn_words);
    char *end = path ? strstr(path, "\", packet-offset=") : NULL;
    if (!end) {
        return false;
    }
    *end = '\0';
    const char *slash = strrchr(path, '/');
    size_t length = slash ? strlen(slash + 1) : 0;
    if (length == 0 || length >= sizeof torn->name) {
        return false;
    }
    memcpy(torn->name, slash + 1, length + 1);
    return sscanf(end + 1, ", packet-offset=%" SCNu64, &torn->size) == 1;
}
