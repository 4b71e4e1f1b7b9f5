/* Barriers of POSIX, without a word of Threadlane: one small story an argument. */
#include <pthread.h>

#include "tests/programs/stories.h"

#define ROUNDS  50
#define PARTIES 3

static pthread_barrier_t meeting;
static int rounds[PARTIES];

static void *meet(void *argument)
{
    pthread_barrier_wait(&meeting);
    return argument;
}

static void *meet_often(void *rounds_of_mine)
{
    for (int i = 0; i < ROUNDS; i++) {
        *(int *)rounds_of_mine += pthread_barrier_wait(&meeting) == PTHREAD_BARRIER_SERIAL_THREAD;
    }
    return NULL;
}

static void run(int parties, int threads, void *(*function)(void *))
{
    pthread_t started[PARTIES];
    pthread_barrier_init(&meeting, NULL, (unsigned)parties);
    for (int i = 0; i < threads; i++) {
        pthread_create(&started[i], NULL, function, &rounds[i]);
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(started[i], NULL);
    }
    printf("destroy: %d\n", pthread_barrier_destroy(&meeting));
}

static void all_come(void)
{
    run(PARTIES, PARTIES, meet_often);
    printf("rounds: %d\n", rounds[0] + rounds[1] + rounds[2]);
}

static void one_too_few(void)
{
    run(PARTIES, PARTIES - 1, meet);
}

static void alone(void)
{
    run(1, 1, meet_often);
}

/* The two who are left after the first round wait for a third. */
static void *meet_twice(void *is_third)
{
    pthread_barrier_wait(&meeting);
    if (is_third != &rounds[2]) {
        pthread_barrier_wait(&meeting);
    }
    return NULL;
}

static void one_leaves(void)
{
    run(PARTIES, PARTIES, meet_twice);
}

static const struct story stories[] = {
    {"all-come", all_come},
    {"one-too-few", one_too_few},
    {"alone", alone},
    {"one-leaves", one_leaves},
};

int main(int argc, char **argv)
{
    return TELL_STORY(stories, argc > 1 ? argv[1] : NULL);
}
