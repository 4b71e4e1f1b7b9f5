/* Each waits for the next to end; the last one takes its time. */
#include <pthread.h>
#include <stddef.h>
#include <time.h>

static pthread_t threads[3];
static pthread_barrier_t all_are_there;

static void *follow(void *next)
{
    pthread_barrier_wait(&all_are_there);
    if (next) {
        pthread_join(*(pthread_t *)next, NULL);
    } else {
        nanosleep(&(struct timespec){.tv_nsec = 150000000}, NULL);
    }
    return NULL;
}

int main(void)
{
    pthread_barrier_init(&all_are_there, NULL, 4);
    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, follow, i < 2 ? &threads[i + 1] : NULL);
    }
    pthread_barrier_wait(&all_are_there);
    pthread_exit(NULL);
}
