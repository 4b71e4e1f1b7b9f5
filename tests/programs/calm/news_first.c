/* Both orders of two mutexes by two threads; the second one begins when the first has said that it
 * is through. It hears of it late, so it does not wait for that: but it has looked. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t is_through = PTHREAD_COND_INITIALIZER;
static bool is_first_through;
static atomic_bool is_late; /* only for the story to go this way each time */

static void *from_left(void *unused)
{
    pthread_mutex_lock(&left);
    pthread_mutex_lock(&right);
    pthread_mutex_unlock(&right);
    pthread_mutex_unlock(&left);
    pthread_mutex_lock(&door);
    is_first_through = true;
    pthread_cond_signal(&is_through);
    pthread_mutex_unlock(&door);
    is_late = true;
    return unused;
}

static void *from_right(void *unused)
{
    while (!is_late) {
        sched_yield();
    }
    pthread_mutex_lock(&door);
    while (!is_first_through) {
        pthread_cond_wait(&is_through, &door);
    }
    pthread_mutex_unlock(&door);
    pthread_mutex_lock(&right);
    pthread_mutex_lock(&left);
    pthread_mutex_unlock(&left);
    pthread_mutex_unlock(&right);
    return unused;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, from_left, NULL);
    pthread_create(&threads[1], NULL, from_right, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
