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

int environment_with(char *const environment[], int (*act)(void *context, char *const whole[]),
                     void *context)
{
    size_t count = 0;
    while (environment && environment[count]) {
        count++;
    }
    bool needs_nothing = !environment || !library || is_whole(environment);
    return needs_nothing || count > ENTRIES_MAX ? act(context, environment)
                                                : add(environment, count, act, context);
}
