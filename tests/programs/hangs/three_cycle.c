/* Three, each with one mutex and in want of the next one's. */
#include <pthread.h>

static pthread_mutex_t red = PTHREAD_MUTEX_INITIALIZER, green = PTHREAD_MUTEX_INITIALIZER,
                       blue = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t all_have_one;

static void mix(pthread_mutex_t *own, pthread_mutex_t *next)
{
    pthread_mutex_lock(own); /* AT own */
    pthread_barrier_wait(&all_have_one);
    pthread_mutex_lock(next); /* AT next */
    pthread_mutex_unlock(next);
    pthread_mutex_unlock(own);
}

static void *mix_yellow(void *unused)
{
    mix(&red, &green);
    return unused;
}

static void *mix_cyan(void *unused)
{
    mix(&green, &blue);
    return unused;
}

static void *mix_magenta(void *unused)
{
    mix(&blue, &red);
    return unused;
}

int main(void)
{
    static void *(*const mixers[])(void *) = {mix_yellow, mix_cyan, mix_magenta};
    pthread_t threads[3];
    pthread_barrier_init(&all_have_one, NULL, 3);
    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, mixers[i], NULL);
    }
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
