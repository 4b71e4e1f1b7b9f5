/* Spin locks and things done once, without a word of Threadlane: one small story an argument. */
#include <pthread.h>
#include <sched.h>
#include <threads.h>

#include "tests/programs/stories.h"

#define ROUNDS 300

static pthread_spinlock_t first, second;
static pthread_once_t setting_up = PTHREAD_ONCE_INIT, other = PTHREAD_ONCE_INIT;
static once_flag setting_up_c11 = ONCE_FLAG_INIT;
static pthread_barrier_t both;
static int count;

static void run_two(void *(*left)(void *), void *(*right)(void *))
{
    pthread_t threads[2];
    pthread_spin_init(&first, PTHREAD_PROCESS_PRIVATE);
    pthread_spin_init(&second, PTHREAD_PROCESS_PRIVATE);
    pthread_barrier_init(&both, NULL, 2);
    pthread_create(&threads[0], NULL, left, NULL);
    pthread_create(&threads[1], NULL, right, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    pthread_spin_destroy(&second);
}

/* ---- spin locks ---- */

static void *take_first(void *argument)
{
    pthread_spin_lock(&first);
    pthread_barrier_wait(&both);
    pthread_spin_lock(&second);
    pthread_spin_unlock(&second);
    pthread_spin_unlock(&first);
    return argument;
}

static void *take_second(void *argument)
{
    pthread_spin_lock(&second);
    pthread_barrier_wait(&both);
    pthread_spin_lock(&first);
    pthread_spin_unlock(&first);
    pthread_spin_unlock(&second);
    return argument;
}

static void spin_deadlock(void)
{
    run_two(take_first, take_second);
}

static void *add_up(void *argument)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_spin_lock(&first);
        count++;
        pthread_spin_unlock(&first);
    }
    return argument;
}

static void spinning(void)
{
    run_two(add_up, add_up);
    printf("%d, %s\n", count, strerror(pthread_spin_trylock(&first)));
    printf("%s\n", strerror(pthread_spin_trylock(&first)));
}

/* ---- once ---- */

static void set_up(void)
{
    count++;
    sched_yield();
}

static void *use(void *argument)
{
    pthread_once(&setting_up, set_up);
    call_once(&setting_up_c11, set_up);
    return argument;
}

static void only_once(void)
{
    run_two(use, use);
    printf("%d\n", count);
}

static void set_up_other(void)
{
    pthread_once(&other, set_up);
}

static void once_in_once(void)
{
    pthread_once(&setting_up, set_up_other);
    printf("%d\n", count);
}

static void set_up_itself(void)
{
    pthread_once(&setting_up, set_up_itself);
}

static void once_in_itself(void)
{
    pthread_once(&setting_up, set_up_itself);
}

/* ---- who ends in the routine has not done it ---- */

static void end_in_it(void)
{
    count++;
    if (count == 1) {
        pthread_exit(NULL);
    }
}

static void *try_once(void *argument)
{
    pthread_once(&setting_up, end_in_it);
    return argument;
}

static void tried_again(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, try_once, NULL);
    pthread_join(thread, NULL);
    try_once(NULL);
    printf("%d\n", count);
}

static const struct story stories[] = {
    {"spin-deadlock", spin_deadlock},   {"spinning", spinning},
    {"only-once", only_once},           {"once-in-once", once_in_once},
    {"once-in-itself", once_in_itself}, {"tried-again", tried_again},
};

int main(int argc, char **argv)
{
    return TELL_STORY(stories, argc > 1 ? argv[1] : NULL);
}
