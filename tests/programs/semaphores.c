/* Semaphores of POSIX, without a word of Threadlane: one small story an argument. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "tests/programs/stories.h"

#define ROUNDS 100

static sem_t ping, pong;

static pthread_t start(void *(*function)(void *), void *argument)
{
    pthread_t thread;
    pthread_create(&thread, NULL, function, argument);
    return thread;
}

static void init(unsigned permits)
{
    sem_init(&ping, 0, permits);
    sem_init(&pong, 0, 0);
}

static void *answer(void *argument)
{
    for (int i = 0; i < ROUNDS; i++) {
        sem_wait(&ping);
        sem_post(&pong);
    }
    return argument;
}

static void handing_over(void)
{
    init(0);
    pthread_t thread = start(answer, NULL);
    for (int i = 0; i < ROUNDS; i++) {
        sem_post(&ping);
        sem_wait(&pong);
    }
    pthread_join(thread, NULL);
    printf("destroy: %d %d\n", sem_destroy(&ping), sem_destroy(&pong));
}

static void *leave(void *argument)
{
    return argument;
}

static void nobody_posts(void)
{
    init(1);
    pthread_join(start(leave, NULL), NULL);
    sem_wait(&ping);
    sem_wait(&ping);
}

static void posted_before(void)
{
    init(0);
    sem_post(&ping);
    sem_post(&ping);
    sem_wait(&ping);
    sem_wait(&ping);
}

static void say(const char *what, int result)
{
    printf("%s: %s\n", what, result == 0 ? "taken" : strerror(errno));
}

static void refusals(void)
{
    struct timespec past = {0}, broken = {.tv_nsec = -1};
    init(1);
    errno = 0;
    say("try", sem_trywait(&ping));
    printf("errno: %d\n", errno);
    say("try again", sem_trywait(&ping));
    say("by then", sem_timedwait(&ping, &past));
    say("by a clock", sem_clockwait(&ping, CLOCK_MONOTONIC, &past));
    say("by no time", sem_timedwait(&ping, &broken));
}

/* ---- a handler ---- */

static _Atomic int is_over;

static void post(int signal_number)
{
    (void)signal_number;
    sem_post(&ping);
}

static void *bother(void *main_thread)
{
    while (!atomic_load(&is_over)) {
        pthread_kill(*(pthread_t *)main_thread, SIGUSR1);
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return NULL;
}

static void handler_posts(void)
{
    struct sigaction action = {.sa_handler = post, .sa_flags = SA_RESTART};
    pthread_t main_thread = pthread_self();
    init(0);
    sigaction(SIGUSR1, &action, NULL);
    pthread_t thread = start(bother, &main_thread);
    for (int i = 0; i < 3; i++) {
        while (sem_wait(&ping) != 0) {
        }
    }
    atomic_store(&is_over, 1);
    pthread_join(thread, NULL);
}

static const struct story stories[] = {
    {"handing-over", handing_over},   {"nobody-posts", nobody_posts},
    {"posted-before", posted_before}, {"refusals", refusals},
    {"handler-posts", handler_posts},
};

int main(int argc, char **argv)
{
    return TELL_STORY(stories, argc > 1 ? argv[1] : NULL);
}
