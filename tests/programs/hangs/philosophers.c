/* Five at a table, each with the left fork in hand. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

#define COUNT 5

static pthread_mutex_t forks[COUNT];
static pthread_barrier_t all_have_one;

static void *dine(void *seat)
{
    intptr_t left = (intptr_t)seat, right = (left + 1) % COUNT;
    pthread_mutex_lock(&forks[left]); /* AT left */
    pthread_barrier_wait(&all_have_one);
    pthread_mutex_lock(&forks[right]); /* AT right */
    pthread_mutex_unlock(&forks[right]);
    pthread_mutex_unlock(&forks[left]);
    return NULL;
}

int main(void)
{
    pthread_t philosophers[COUNT];
    pthread_barrier_init(&all_have_one, NULL, COUNT);
    for (int i = 0; i < COUNT; i++) {
        pthread_mutex_init(&forks[i], NULL); /* AT made */
    }
    for (intptr_t i = 0; i < COUNT; i++) {
        char name[16];
        pthread_create(&philosophers[i], NULL, dine, (void *)i);
        snprintf(name, sizeof(name), "philosopher %d", (int)i);
        pthread_setname_np(philosophers[i], name);
    }
    for (int i = 0; i < COUNT; i++) {
        pthread_join(philosophers[i], NULL);
    }
    return 0;
}
