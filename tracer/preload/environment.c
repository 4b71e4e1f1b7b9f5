#include "tracer/preload/environment.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POOL_NAME    "THREADLANE_POOL="
#define PRELOAD_NAME "LD_PRELOAD="
#define ADDED_MAX    2
#define ENTRIES_MAX  8192 /* of an environment that is added to; larger ones stay as they are */
#define LINE_SIZE    (PATH_MAX * 2)

/* Lines of this process's own environment, as trace-run made it. */
static char pool_line[PATH_MAX], preload_line[PATH_MAX];
static const char *library; /* the path of this one, in the second line */

void environment_init(void)
{
    Dl_info own;
    const char *pool = getenv("THREADLANE_POOL");
    if (pool && dladdr((void *)environment_init, &own) != 0) {
        snprintf(pool_line, sizeof(pool_line), POOL_NAME "%s", pool);
        snprintf(preload_line, sizeof(preload_line), PRELOAD_NAME "%s", own.dli_fname);
        library = preload_line + strlen(PRELOAD_NAME);
    }
}

/* The place of the line of that name, or of the NULL behind the last one. */
static size_t find_line(char *const environment[], const char *name)
{
    size_t place = 0;
    while (environment[place] && strncmp(environment[place], name, strlen(name)) != 0) {
        place++;
    }
    return place;
}

static bool is_whole(char *const environment[])
{
    const char *preload = environment[find_line(environment, PRELOAD_NAME)];
    return environment[find_line(environment, POOL_NAME)] && preload && strstr(preload, library);
}

static int add(char *const environment[], size_t count,
               int (*act)(void *context, char *const whole[]), void *context)
{
    char line[LINE_SIZE];
    char **whole = __builtin_alloca((count + ADDED_MAX + 1) * sizeof(*whole));
    memcpy(whole, environment, (count + 1) * sizeof(*whole));
    size_t preload = find_line(environment, PRELOAD_NAME);
    bool has_others = preload < count && !strstr(environment[preload], library);
    if (has_others) {
        snprintf(line, sizeof(line), "%s:%s", preload_line,
                 environment[preload] + strlen(PRELOAD_NAME));
        whole[preload] = line;
    } else if (preload == count) {
        whole[count++] = preload_line;
        whole[count] = NULL;
    }
    if (!whole[find_line(whole, POOL_NAME)]) {
        whole[count++] = pool_line;
        whole[count] = NULL;
    }
    return act(context, whole);
}

static size_t count_lines(char *const environment[])
{
    size_t count = 0;
    while (environment[count]) {
        count++;
    }
    return count;
}

int environment_with(char *const environment[], int (*act)(void *context, char *const whole[]),
                     void *context)
{
    size_t count = environment ? count_lines(environment) : 0;
    bool needs_nothing = !environment || !library || is_whole(environment);
    return needs_nothing || count > ENTRIES_MAX ? act(context, environment)
                                                : add(environment, count, act, context);
}

/* The libraries of the line but for this one, in a line of their own; false if there are none. */
static bool list_others(const char *line, char *others, size_t size)
{
    size_t used = (size_t)snprintf(others, size, PRELOAD_NAME);
    size_t empty = used;
    for (const char *at = line + strlen(PRELOAD_NAME); *at;) {
        size_t length = strcspn(at, ": ");
        bool is_own = length == strlen(library) && strncmp(at, library, length) == 0;
        if (!is_own && length > 0 && used + length + 2 <= size) {
            used += (size_t)snprintf(others + used, size - used, "%s%.*s", used > empty ? ":" : "",
                                     (int)length, at);
        }
        at += length + (at[length] != '\0');
    }
    return used > empty;
}

static int act_without(char *const environment[], size_t count, size_t preload,
                       int (*act)(void *context, char *const whole[]), void *context)
{
    char line[LINE_SIZE];
    char **rest = __builtin_alloca((count + 1) * sizeof(*rest));
    memcpy(rest, environment, (count + 1) * sizeof(*rest));
    if (list_others(environment[preload], line, sizeof(line))) {
        rest[preload] = line;
    } else {
        memmove(&rest[preload], &rest[preload + 1], (count - preload) * sizeof(*rest));
    }
    return act(context, rest);
}

int environment_without(char *const environment[], int (*act)(void *context, char *const whole[]),
                        void *context)
{
    size_t count = environment ? count_lines(environment) : 0;
    size_t preload = environment ? find_line(environment, PRELOAD_NAME) : 0;
    bool is_loaded = preload < count && library && strlen(environment[preload]) < LINE_SIZE;
    return is_loaded && count <= ENTRIES_MAX
               ? act_without(environment, count, preload, act, context)
               : act(context, environment);
}
