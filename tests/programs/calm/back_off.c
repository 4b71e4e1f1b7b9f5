/* Both orders of two mutexes, but one of the two threads only tries, and gives back when it fails.
 */
#include <pthread.h>
#include <sched.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t both_have_one;

static void *insist(void *unused)
{
    pthread_mutex_lock(&left);
    pthread_barrier_wait(&both_have_one);
    pthread_mutex_lock(&right);
    pthread_mutex_unlock(&right);
    pthread_mutex_unlock(&left);
    return unused;
}

static void *back_off(void *unused)
{
    pthread_mutex_lock(&right);
    pthread_barrier_wait(&both_have_one);
    while (pthread_mutex_trylock(&left) != 0) {
        pthread_mutex_unlock(&right);
        sched_yield();
        pthread_mutex_lock(&right);
    }
    pthread_mutex_unlock(&left);
    pthread_mutex_unlock(&right);
    return unused;
}

int main(void)
{
    pthread_t threads[2];
    pthread_barrier_init(&both_have_one, NULL, 2);
    pthread_create(&threads[0], NULL, insist, NULL);
    pthread_create(&threads[1], NULL, back_off, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
