/* Threads of C11, without a word of Threadlane: one small story an argument. */
#include <pthread.h>
#include <threads.h>
#include <time.h>

#include "tests/programs/stories.h"

#define ROUNDS 100

static mtx_t first, second;
static cnd_t news;
static pthread_barrier_t both;
static int turn;

static void init(void)
{
    mtx_init(&first, mtx_plain);
    mtx_init(&second, mtx_plain);
    cnd_init(&news);
    pthread_barrier_init(&both, NULL, 2);
}

static int run_two(thrd_start_t left, thrd_start_t right)
{
    thrd_t threads[2];
    int results[2] = {0};
    init();
    thrd_create(&threads[0], left, NULL);
    thrd_create(&threads[1], right, NULL);
    thrd_join(threads[0], &results[0]);
    thrd_join(threads[1], &results[1]);
    return results[0] + results[1];
}

static int take_first(void *argument)
{
    (void)argument;
    mtx_lock(&first);
    pthread_barrier_wait(&both);
    mtx_lock(&second);
    mtx_unlock(&second);
    mtx_unlock(&first);
    return 0;
}

static int take_second(void *argument)
{
    (void)argument;
    mtx_lock(&second);
    pthread_barrier_wait(&both);
    mtx_lock(&first);
    mtx_unlock(&first);
    mtx_unlock(&second);
    return 0;
}

static void deadlock(void)
{
    run_two(take_first, take_second);
}

static void take_turns(int mine)
{
    for (int i = 0; i < ROUNDS; i++) {
        mtx_lock(&first);
        while (turn != mine) {
            cnd_wait(&news, &first);
        }
        turn = 1 - mine;
        if (i % 2) {
            cnd_signal(&news);
        } else {
            cnd_broadcast(&news);
        }
        mtx_unlock(&first);
    }
}

static int come_first(void *argument)
{
    (void)argument;
    take_turns(0);
    return 40;
}

static int come_second(void *argument)
{
    (void)argument;
    take_turns(1);
    thrd_exit(2);
}

static void in_turn(void)
{
    printf("%d\n", run_two(come_first, come_second));
    cnd_destroy(&news);
    mtx_destroy(&first);
}

static int notify(void *argument)
{
    (void)argument;
    mtx_lock(&first);
    turn = 1;
    cnd_signal(&news);
    mtx_unlock(&first);
    return 0;
}

static void lost_signal(void)
{
    thrd_t thread;
    init();
    thrd_create(&thread, notify, NULL);
    thrd_join(thread, NULL);
    mtx_lock(&first);
    cnd_wait(&news, &first);
    mtx_unlock(&first);
}

static int ask_in_vain(void *argument)
{
    (void)argument;
    struct timespec past = {0};
    printf("busy: %d\n", mtx_trylock(&first) == thrd_busy);
    printf("late: %d\n", mtx_timedlock(&first, &past) == thrd_timedout);
    return 7;
}

static void refusals(void)
{
    thrd_t thread;
    int result;
    struct timespec past = {0}, moment = {.tv_nsec = 1000};
    cnd_init(&news);
    mtx_init(&first, mtx_timed | mtx_recursive);
    printf("twice: %d %d\n", mtx_lock(&first), mtx_trylock(&first));
    thrd_create(&thread, ask_in_vain, NULL);
    printf("join: %d", thrd_join(thread, &result));
    printf(" %d\n", result);
    mtx_unlock(&first);
    printf("late: %d\n", cnd_timedwait(&news, &first, &past) == thrd_timedout);
    mtx_unlock(&first);
    printf("slept: %d %d\n", thrd_sleep(&moment, NULL),
           thrd_sleep(&(struct timespec){0, -1}, NULL));
}

static const struct story stories[] = {
    {"deadlock", deadlock},
    {"in-turn", in_turn},
    {"lost-signal", lost_signal},
    {"refusals", refusals},
};

int main(int argc, char **argv)
{
    return TELL_STORY(stories, argc > 1 ? argv[1] : NULL);
}
