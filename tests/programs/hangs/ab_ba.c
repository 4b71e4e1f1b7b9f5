/* Two clerks move money in opposite directions, each with the other's account still to lock. */
#include <pthread.h>

static pthread_mutex_t savings = PTHREAD_MUTEX_INITIALIZER, current = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t both_have_one;

static void *save(void *unused)
{
    pthread_mutex_lock(&current); /* AT current */
    pthread_barrier_wait(&both_have_one);
    pthread_mutex_lock(&savings); /* AT wants savings */
    pthread_mutex_unlock(&savings);
    pthread_mutex_unlock(&current);
    return unused;
}

static void *withdraw(void *unused)
{
    pthread_mutex_lock(&savings); /* AT savings */
    pthread_barrier_wait(&both_have_one);
    pthread_mutex_lock(&current); /* AT wants current */
    pthread_mutex_unlock(&current);
    pthread_mutex_unlock(&savings);
    return unused;
}

int main(void)
{
    pthread_t first, second;
    pthread_barrier_init(&both_have_one, NULL, 2);
    pthread_create(&first, NULL, save, NULL);
    pthread_create(&second, NULL, withdraw, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
