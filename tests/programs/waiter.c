/* Waits for an event, for the tests of trace-run's verdicts. What else is there, the argument says:
 *
 *     alone    nothing: the program hangs
 *     helper   a thread that trace-run has never heard of; it sets the event when stdin has a byte
 *     timer    a timer whose handler could do something
 *     child    a program of its own that records nothing
 *     circle   the helper; but what is waited for is an rlock, and two threads wait in a circle */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "tracer/threadlane.h"

static struct tl_event *event;
static struct tl_rlock *first, *second;

static void *help(void *argument)
{
    char byte;
    if (read(STDIN_FILENO, &byte, 1) == 1) {
        tl_event_set(event);
    }
    return argument;
}

static void start_helper(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, help, NULL);
}

static void handle(int signal)
{
    (void)signal;
}

static void start_timer(void)
{
    signal(SIGALRM, handle);
    alarm(3600);
}

static void start_child(void)
{
    if (vfork() == 0) {
        execlp("sleep", "sleep", "3600", (char *)NULL);
        _exit(127);
    }
}

static void take_the_other_way_round(void *argument)
{
    (void)argument;
    tl_rlock_acquire(second, TL_FOREVER);
    tl_event_set(event);
    tl_rlock_acquire(first, TL_FOREVER);
}

static void wait_in_a_circle(void)
{
    start_helper();
    first = tl_rlock_create("first");
    second = tl_rlock_create("second");
    tl_rlock_acquire(first, TL_FOREVER);
    struct tl_thread *thread = tl_thread_create(take_the_other_way_round, NULL, "other");
    tl_thread_start(thread);
    tl_event_wait(event, TL_FOREVER);
    tl_rlock_acquire(second, TL_FOREVER);
}

static const struct {
    const char *name;
    void (*begin)(void);
} companies[] = {
    {"helper", start_helper},
    {"timer", start_timer},
    {"child", start_child},
    {"circle", wait_in_a_circle},
};

int main(int argc, char **argv)
{
    event = tl_event_create("news");
    for (size_t i = 0; argc > 1 && i < sizeof(companies) / sizeof(companies[0]); i++) {
        if (strcmp(argv[1], companies[i].name) == 0) {
            companies[i].begin();
        }
    }
    tl_event_wait(event, TL_FOREVER);
    puts("news");
    return tl_exit(0);
}
