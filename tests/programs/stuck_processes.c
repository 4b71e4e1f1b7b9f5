/* Processes that hang, or are killed: which story is the argument. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tracer/threadlane_process.h"

#define MESSAGE_SIZE 1000000

static struct tl_process_lock *shared_lock;
static struct tl_lock *lock;
static struct tl_event *event;
static struct tl_connection *ends[2];

static struct tl_process *start(int (*function)(void *), void *argument, const char *name)
{
    struct tl_process *process = tl_process_create(function, argument, name);
    tl_process_start(process);
    return process;
}

static void finish(struct tl_process *process)
{
    tl_process_join(process, TL_FOREVER);
    tl_process_destroy(process);
}

static int die(void *signal_number)
{
    tl_print("last words");
    raise(*(int *)signal_number);
    return 0;
}

static void tell_deaths(void)
{
    int signals[] = {SIGKILL, SIGABRT};
    for (int i = 0; i < 2; i++) {
        struct tl_process *process = start(die, &signals[i], "victim");
        int exitcode = 0;
        tl_process_join(process, TL_FOREVER);
        tl_process_exitcode(process, &exitcode);
        tl_print("%d", exitcode);
        tl_process_destroy(process);
    }
}

static int die_with_lock(void *unused)
{
    (void)unused;
    tl_process_lock_acquire(shared_lock, TL_FOREVER);
    raise(SIGKILL);
    return 0;
}

static void take_from_the_dead(void)
{
    shared_lock = tl_process_lock_create("lock");
    tl_process_join(start(die_with_lock, NULL, "owner"), TL_FOREVER);
    tl_process_lock_acquire(shared_lock, TL_FOREVER);
}

static int send_one(void *unused)
{
    (void)unused;
    tl_connection_close(ends[0]);
    return tl_connection_send(ends[1], tl_text("zy"));
}

static void wait_for_own_end(void)
{
    struct tl_value value;
    tl_pipe_create(false, ends, "pipe");
    start(send_one, NULL, "sender");
    while (tl_connection_recv(ends[0], &value) == TL_OK) {
        tl_print("%s", (const char *)value.data);
        tl_value_free(&value);
    }
}

static int keep_end(void *seconds)
{
    tl_event_wait(event, *(double *)seconds);
    return 0;
}

/* The keeper needs no pipe, and has one like everybody who was forked after it was made. */
static void wait_for_end_of_keeper(double seconds)
{
    struct tl_value value;
    event = tl_event_create("never");
    tl_pipe_create(false, ends, "pipe");
    struct tl_process *sender = start(send_one, NULL, "sender");
    struct tl_process *keeper = start(keep_end, &seconds, "keeper");
    tl_connection_close(ends[1]);
    while (tl_connection_recv(ends[0], &value) == TL_OK) {
        tl_print("%s", (const char *)value.data);
        tl_value_free(&value);
    }
    tl_print("end of file");
    finish(sender);
    finish(keeper);
}

static void wait_for_kept_end(void)
{
    wait_for_end_of_keeper(TL_FOREVER);
}

static void wait_for_late_end(void)
{
    wait_for_end_of_keeper(0.1);
}

static int send_much(void *unused)
{
    (void)unused;
    return tl_connection_send(ends[1], tl_bytes(calloc(1, MESSAGE_SIZE), MESSAGE_SIZE));
}

static void join_before_receiving(void)
{
    tl_pipe_create(false, ends, "pipe");
    tl_process_join(start(send_much, NULL, "writer"), TL_FOREVER);
}

static void hold_for_good(void *unused)
{
    (void)unused;
    tl_lock_acquire(lock, TL_FOREVER);
    tl_event_set(event);
    tl_process_join(start(send_much, NULL, "writer"), TL_FOREVER);
}

/* The holder goes on, as far as anybody knows: it waits for a child that does not end. */
static void copy_locked(void)
{
    tl_pipe_create(false, ends, "pipe");
    lock = tl_lock_create("lock");
    event = tl_event_create("held");
    tl_thread_start(tl_thread_create(hold_for_good, NULL, "holder"));
    tl_event_wait(event, TL_FOREVER);
    int pid = tl_fork();
    if (pid == 0) {
        tl_lock_acquire(lock, TL_FOREVER);
        tl_quit(0);
    }
    tl_waitpid(pid, TL_FOREVER, NULL);
}

/* Its parent does not wait for it. */
static void leave_an_orphan(void)
{
    event = tl_event_create("never");
    if (tl_fork() == 0) {
        tl_event_wait(event, TL_FOREVER);
    }
    tl_quit(3);
}

static const struct {
    const char *name;
    void (*tell)(void);
} stories[] = {
    {"deaths", tell_deaths},     {"owner", take_from_the_dead}, {"end", wait_for_own_end},
    {"kept", wait_for_kept_end}, {"late", wait_for_late_end},   {"full", join_before_receiving},
    {"copy", copy_locked},       {"orphan", leave_an_orphan},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof(stories) / sizeof(stories[0]); i++) {
        if (strcmp(argv[1], stories[i].name) == 0) {
            stories[i].tell();
            return tl_exit(0);
        }
    }
    fprintf(stderr, "which story?\n");
    return 2;
}
