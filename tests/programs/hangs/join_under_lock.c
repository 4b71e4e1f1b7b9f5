/* Waits for a thread to end with the mutex in hand that it needs for that. */
#include <pthread.h>

static pthread_mutex_t results = PTHREAD_MUTEX_INITIALIZER;
static int result;

static void *work(void *unused)
{
    pthread_mutex_lock(&results); /* AT needs */
    result++;
    pthread_mutex_unlock(&results);
    return unused;
}

int main(void)
{
    pthread_t worker;
    pthread_mutex_lock(&results); /* AT keeps */
    pthread_create(&worker, NULL, work, NULL);
    pthread_join(worker, NULL); /* AT join */
    pthread_mutex_unlock(&results);
    return result;
}
