/* The broadcast comes, but what the waiter looks for has not been done: it waits again. */
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t stock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t buyer_is_in;
static bool has_bread;

static void *buy(void *unused)
{
    pthread_mutex_lock(&stock);
    pthread_barrier_wait(&buyer_is_in);
    while (!has_bread) {
        pthread_cond_wait(&changed, &stock); /* AT wait */
    }
    pthread_mutex_unlock(&stock);
    return unused;
}

int main(void)
{
    pthread_t buyer;
    pthread_barrier_init(&buyer_is_in, NULL, 2);
    pthread_create(&buyer, NULL, buy, NULL);
    pthread_barrier_wait(&buyer_is_in);
    pthread_mutex_lock(&stock); /* not before the buyer waits */
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&stock);
    pthread_join(buyer, NULL);
    return has_bread;
}
