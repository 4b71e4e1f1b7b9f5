/* Both orders of two mutexes by two threads. In this run it goes well, because the second one looks
 * at a variable before it begins; nothing else keeps them apart. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool is_first_done;

static void *from_left(void *unused)
{
    pthread_mutex_lock(&left);
    pthread_mutex_lock(&right); /* AT left right */
    pthread_mutex_unlock(&right);
    pthread_mutex_unlock(&left);
    is_first_done = true;
    return unused;
}

static void *from_right(void *unused)
{
    while (!is_first_done) {
        sched_yield();
    }
    pthread_mutex_lock(&right);
    pthread_mutex_lock(&left); /* AT right left */
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
