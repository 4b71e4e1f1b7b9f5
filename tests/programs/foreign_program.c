/* foreign_program COUNT: two threads, main and one called "helper", each say COUNT times where they
 * are, by tracepoints of their own. Nothing of ours is in it. */
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include <pthread.h>
#include <stdlib.h>

#include "tests/programs/foreign_tracepoints.h"

static int count;

static void say(const char *text)
{
    for (int i = 0; i < count; i++) {
        lttng_ust_tracepoint(demo, step, i, text);
    }
}

static void *help(void *text)
{
    pthread_setname_np(pthread_self(), "helper");
    say(text);
    return NULL;
}

int main(int argc, char **argv)
{
    static char text[] = "帮忙";
    pthread_t helper;
    count = argc > 1 ? atoi(argv[1]) : 1;
    say("\"main\"");
    pthread_create(&helper, NULL, help, text);
    pthread_join(helper, NULL);
    return 0;
}
