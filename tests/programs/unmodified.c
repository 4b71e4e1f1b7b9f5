/* Plain POSIX threads, without a word of Threadlane: one small story an argument. Threads meet at
 * barriers, so that each story goes the same way each time. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER, second = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t news = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t both;
static int turn;

static void *take_first(void *is_timed)
{
    pthread_mutex_lock(&first);
    pthread_barrier_wait(&both);
    struct timespec limit = {.tv_sec = 1};
    if (!is_timed) {
        pthread_mutex_lock(&second);
    } else if (pthread_mutex_timedlock(&second, &limit) == ETIMEDOUT) {
        pthread_mutex_unlock(&first);
        return NULL;
    }
    pthread_mutex_unlock(&second);
    pthread_mutex_unlock(&first);
    return NULL;
}

static void *take_second(void *argument)
{
    (void)argument;
    pthread_mutex_lock(&second);
    pthread_barrier_wait(&both);
    pthread_mutex_lock(&first);
    pthread_mutex_unlock(&first);
    pthread_mutex_unlock(&second);
    return NULL;
}

static void run_two(void *(*left)(void *), void *(*right)(void *), void *argument)
{
    pthread_t threads[2];
    pthread_barrier_init(&both, NULL, 2);
    pthread_create(&threads[0], NULL, left, argument);
    pthread_create(&threads[1], NULL, right, argument);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
}

static void deadlock(void)
{
    run_two(take_first, take_second, NULL);
}

static void backing_off(void)
{
    run_two(take_first, take_second, &turn);
}

static void lock_twice(int type)
{
    pthread_mutexattr_t attributes;
    pthread_mutex_t mutex;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, type);
    pthread_mutex_init(&mutex, &attributes);
    pthread_mutex_lock(&mutex);
    printf("again: %s\n", strerror(pthread_mutex_lock(&mutex)));
    pthread_mutex_unlock(&mutex);
    printf("unlocked: %s\n", strerror(pthread_mutex_unlock(&mutex)));
    pthread_mutex_destroy(&mutex);
}

static void self_deadlock(void)
{
    lock_twice(PTHREAD_MUTEX_NORMAL);
}

static void recursive(void)
{
    lock_twice(PTHREAD_MUTEX_RECURSIVE);
}

static void errorcheck(void)
{
    lock_twice(PTHREAD_MUTEX_ERRORCHECK);
}

static void *notify(void *argument)
{
    pthread_mutex_lock(&first);
    turn = 1;
    pthread_cond_signal(&news);
    pthread_mutex_unlock(&first);
    return argument;
}

/* With an argument it looks whether the news is there already. */
static void *await_news(void *looks)
{
    pthread_mutex_lock(&first);
    while (!looks || turn == 0) {
        pthread_cond_wait(&news, &first);
        looks = &turn;
    }
    pthread_mutex_unlock(&first);
    return NULL;
}

static void notify_then_wait(void *looks)
{
    pthread_t thread;
    pthread_create(&thread, NULL, notify, NULL);
    pthread_join(thread, NULL);
    pthread_create(&thread, NULL, await_news, looks);
    pthread_join(thread, NULL);
}

static void lost_signal(void)
{
    notify_then_wait(NULL);
}

static void kept_signal(void)
{
    notify_then_wait(&turn);
}

static void *take_turns(void *number)
{
    for (int i = 0; i < 300; i++) {
        pthread_mutex_lock(&first);
        while (turn != (int)(intptr_t)number) {
            pthread_cond_wait(&news, &first);
        }
        turn = (turn + 1) % 3;
        pthread_cond_broadcast(&news);
        pthread_mutex_unlock(&first);
    }
    return NULL;
}

static void in_turn(void)
{
    pthread_t threads[3];
    for (intptr_t i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, take_turns, (void *)i);
    }
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
}

static void *keep_lock(void *argument)
{
    pthread_mutex_lock(&first);
    return argument;
}

static void kept_lock(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, keep_lock, NULL);
    pthread_join(thread, NULL);
    pthread_mutex_lock(&first);
}

static void *use_lock(void *argument)
{
    pthread_mutex_lock(&first);
    turn++;
    pthread_mutex_unlock(&first);
    return argument;
}

static void many_threads(void)
{
    enum { ROUNDS = 20, THREADS = 100 };
    pthread_t threads[THREADS];
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < THREADS; i++) {
            pthread_create(&threads[i], NULL, use_lock, NULL);
        }
        for (int i = 0; i < THREADS; i++) {
            pthread_join(threads[i], NULL);
        }
    }
    printf("%d\n", turn);
}

static void forking(void)
{
    pthread_mutex_lock(&first);
    pid_t child = fork();
    if (child == 0) {
        pthread_mutex_unlock(&first);
        _exit(7);
    }
    int status;
    waitpid(child, &status, 0);
    printf("%d\n", WEXITSTATUS(status));
    pthread_mutex_unlock(&first);
}

static void *leave(void *argument)
{
    pthread_setname_np(pthread_self(), "leaver");
    pthread_exit(argument);
}

static void leaving(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, leave, NULL);
    pthread_join(thread, NULL);
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

/* Time is up for each, by a clock that the caller names. */
static void clocked(void)
{
    struct timespec past = {.tv_sec = 0};
    pthread_mutex_lock(&first);
    int held = pthread_mutex_clocklock(&first, CLOCK_MONOTONIC, &past);
    int unheard = pthread_cond_clockwait(&news, &first, CLOCK_MONOTONIC, &past);
    pthread_mutex_unlock(&first);
    int is_free = pthread_mutex_clocklock(&second, CLOCK_REALTIME, &past);
    pthread_mutex_unlock(&second);
    printf("%d %d %d\n", held == ETIMEDOUT, unheard == ETIMEDOUT, is_free);
}

/* Taken before any library has had its turn, and so before anything is recorded. */
static pthread_mutex_t early = PTHREAD_MUTEX_INITIALIZER;

static void take_early(void)
{
    pthread_mutex_lock(&early);
}

__attribute__((section(".preinit_array"), used)) static void (*const before_all)(void) = take_early;

static void kept_since_before_all(void)
{
    printf("%d\n", pthread_mutex_trylock(&early) == EBUSY);
    pthread_mutex_unlock(&early);
    printf("%d\n", pthread_mutex_trylock(&early));
    pthread_mutex_unlock(&early);
}

static const struct {
    const char *name;
    void (*tell)(void);
} stories[] = {
    {"deadlock", deadlock},
    {"backing-off", backing_off},
    {"self-deadlock", self_deadlock},
    {"recursive", recursive},
    {"errorcheck", errorcheck},
    {"lost-signal", lost_signal},
    {"kept-signal", kept_signal},
    {"in-turn", in_turn},
    {"kept-lock", kept_lock},
    {"many-threads", many_threads},
    {"forking", forking},
    {"leaving", leaving},
    {"clocked", clocked},
    {"kept-since-before-all", kept_since_before_all},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
        if (argc > 1 && strcmp(argv[1], stories[i].name) == 0) {
            stories[i].tell();
            return 0;
        }
    }
    fputs("no such story\n", stderr);
    return 2;
}
