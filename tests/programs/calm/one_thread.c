/* One thread takes two mutexes in both orders, and waits for nobody. */
#include <pthread.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;

static void take(pthread_mutex_t *first, pthread_mutex_t *second)
{
    pthread_mutex_lock(first);
    pthread_mutex_lock(second);
    pthread_mutex_unlock(second);
    pthread_mutex_unlock(first);
}

static void *take_both_ways(void *unused)
{
    take(&left, &right);
    take(&right, &left);
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, take_both_ways, NULL);
    pthread_join(thread, NULL);
    return 0;
}
