/* Both orders of two mutexes, but the second thread starts when the first one has ended. */
#include <pthread.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;

static void take(pthread_mutex_t *first, pthread_mutex_t *second)
{
    pthread_mutex_lock(first);
    pthread_mutex_lock(second);
    pthread_mutex_unlock(second);
    pthread_mutex_unlock(first);
}

static void *from_left(void *unused)
{
    take(&left, &right);
    return unused;
}

static void *from_right(void *unused)
{
    take(&right, &left);
    return unused;
}

int main(void)
{
    pthread_t thread;
    take(&right, &left);
    pthread_create(&thread, NULL, from_left, NULL);
    pthread_join(thread, NULL);
    pthread_create(&thread, NULL, from_right, NULL);
    pthread_join(thread, NULL);
    return 0;
}
