/* Each waits for the next to end. (Of a circle of two the C library refuses the second join.) */
#include <pthread.h>

static pthread_t threads[3];
static pthread_barrier_t all_are_there;

static void *follow(void *next)
{
    pthread_barrier_wait(&all_are_there);
    pthread_join(*(pthread_t *)next, NULL); /* AT join */
    return NULL;
}

int main(void)
{
    pthread_barrier_init(&all_are_there, NULL, 4);
    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, follow, &threads[(i + 1) % 3]);
    }
    pthread_barrier_wait(&all_are_there);
    pthread_exit(NULL);
}
