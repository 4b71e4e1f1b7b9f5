/* Readers-writer locks of POSIX, without a word of Threadlane: one small story an argument. */
#include <pthread.h>
#include <sched.h>
#include <time.h>

#include "tests/programs/stories.h"

#define READERS 3
#define ROUNDS  200

static pthread_rwlock_t notes = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t all;
static int count;

static pthread_t start(void *(*function)(void *), void *argument)
{
    pthread_t thread;
    pthread_create(&thread, NULL, function, argument);
    return thread;
}

static void *read_notes(void *argument)
{
    pthread_rwlock_rdlock(&notes);
    pthread_barrier_wait(&all); /* all read at once */
    pthread_barrier_wait(&all);
    pthread_rwlock_unlock(&notes);
    return argument;
}

static void *write_notes(void *argument)
{
    pthread_rwlock_wrlock(&notes);
    count++;
    pthread_rwlock_unlock(&notes);
    return argument;
}

static void readers_together(void)
{
    pthread_t readers[READERS];
    pthread_barrier_init(&all, NULL, READERS + 1);
    for (int i = 0; i < READERS; i++) {
        readers[i] = start(read_notes, NULL);
    }
    pthread_barrier_wait(&all);
    printf("meanwhile: %s\n", strerror(pthread_rwlock_trywrlock(&notes)));
    pthread_t writer = start(write_notes, NULL);
    pthread_barrier_wait(&all);
    for (int i = 0; i < READERS; i++) {
        pthread_join(readers[i], NULL);
    }
    pthread_join(writer, NULL);
    pthread_rwlock_rdlock(&notes);
    printf("%d\n", count);
    pthread_rwlock_unlock(&notes);
}

/* ---- to read again ---- */

static void let_writers_go_first(void)
{
    pthread_rwlockattr_t attributes;
    pthread_rwlockattr_init(&attributes);
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&notes, &attributes);
    pthread_rwlockattr_destroy(&attributes);
}

/* Until somebody waits to write, one more reader gets in. */
static void await_writer(void)
{
    while (pthread_rwlock_tryrdlock(&notes) == 0) {
        pthread_rwlock_unlock(&notes);
        sched_yield();
    }
}

static void read_twice(void)
{
    pthread_rwlock_rdlock(&notes);
    pthread_rwlock_unlock(&notes);
    pthread_rwlock_unlock(&notes);
}

static void reads_again(void)
{
    let_writers_go_first();
    pthread_rwlock_rdlock(&notes);
    pthread_t writer = start(write_notes, NULL);
    await_writer();
    read_twice();
    pthread_join(writer, NULL);
}

static void reads_again_first(void)
{
    pthread_rwlock_rdlock(&notes);
    pthread_t writer = start(write_notes, NULL);
    read_twice();
    pthread_join(writer, NULL);
    printf("%d\n", count);
}

/* ---- other ways to hang ---- */

static void upgrade(void)
{
    pthread_rwlock_rdlock(&notes);
    pthread_rwlock_wrlock(&notes);
}

static void *keep_reading(void *argument)
{
    pthread_rwlock_rdlock(&notes);
    return argument;
}

static void kept_reading(void)
{
    pthread_join(start(keep_reading, NULL), NULL);
    pthread_rwlock_wrlock(&notes);
}

/* ---- without any hang ---- */

static void *ask_in_vain(void *argument)
{
    struct timespec past = {0};
    printf("try to read: %s\n", strerror(pthread_rwlock_tryrdlock(&notes)));
    printf("read by then: %s\n", strerror(pthread_rwlock_timedrdlock(&notes, &past)));
    printf("write by then: %s\n", strerror(pthread_rwlock_timedwrlock(&notes, &past)));
    printf("read by a clock: %s\n",
           strerror(pthread_rwlock_clockrdlock(&notes, CLOCK_MONOTONIC, &past)));
    printf("write by a clock: %s\n",
           strerror(pthread_rwlock_clockwrlock(&notes, CLOCK_MONOTONIC, &past)));
    return argument;
}

static void refusals(void)
{
    pthread_rwlock_init(&notes, NULL);
    printf("write: %s\n", strerror(pthread_rwlock_wrlock(&notes)));
    printf("write again: %s\n", strerror(pthread_rwlock_wrlock(&notes)));
    printf("and read: %s\n", strerror(pthread_rwlock_rdlock(&notes)));
    pthread_join(start(ask_in_vain, NULL), NULL);
    pthread_rwlock_unlock(&notes);
    printf("destroy: %s\n", strerror(pthread_rwlock_destroy(&notes)));
}

static void *read_and_write(void *seed)
{
    for (int i = (int)(size_t)seed; i < ROUNDS; i++) {
        if (i % 4 == 0) {
            write_notes(NULL);
        } else {
            pthread_rwlock_rdlock(&notes);
            pthread_rwlock_unlock(&notes);
        }
    }
    return NULL;
}

static void crowd(void)
{
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++) {
        threads[i] = start(read_and_write, (void *)i);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
    }
    printf("%d\n", count);
}

static const struct story stories[] = {
    {"readers-together", readers_together},
    {"reads-again", reads_again},
    {"reads-again-first", reads_again_first},
    {"upgrade", upgrade},
    {"kept-reading", kept_reading},
    {"refusals", refusals},
    {"crowd", crowd},
};

int main(int argc, char **argv)
{
    return TELL_STORY(stories, argc > 1 ? argv[1] : NULL);
}
