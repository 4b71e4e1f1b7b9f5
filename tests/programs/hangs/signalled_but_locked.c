/* The signal comes, but who sent it keeps the mutex and waits for the other to end. */
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t work = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t stop = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t worker_is_in;
static bool is_over;

static void *run(void *unused)
{
    pthread_mutex_lock(&work);
    pthread_barrier_wait(&worker_is_in);
    while (!is_over) {
        pthread_cond_wait(&stop, &work); /* AT wait */
    }
    pthread_mutex_unlock(&work);
    return unused;
}

int main(void)
{
    pthread_t worker;
    pthread_barrier_init(&worker_is_in, NULL, 2);
    pthread_create(&worker, NULL, run, NULL);
    pthread_barrier_wait(&worker_is_in);
    pthread_mutex_lock(&work); /* AT keeps */
    is_over = true;
    pthread_cond_signal(&stop);
    pthread_join(worker, NULL); /* AT join */
    pthread_mutex_unlock(&work);
    return 0;
}
