/* All consumers should hear that there will be nothing more, but only one is signalled. */
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t belt = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t item_or_end = PTHREAD_COND_INITIALIZER,
                      consumer_came = PTHREAD_COND_INITIALIZER;
static int items, waiting;
static bool is_over;

static void *consume(void *unused)
{
    pthread_mutex_lock(&belt);
    waiting++;
    pthread_cond_signal(&consumer_came);
    while (items == 0 && !is_over) {
        pthread_cond_wait(&item_or_end, &belt); /* AT wait */
    }
    pthread_mutex_unlock(&belt);
    return unused;
}

int main(void)
{
    pthread_t consumers[2];
    for (int i = 0; i < 2; i++) {
        pthread_create(&consumers[i], NULL, consume, NULL);
    }
    pthread_mutex_lock(&belt);
    while (waiting < 2) {
        pthread_cond_wait(&consumer_came, &belt);
    }
    is_over = true;
    pthread_cond_signal(&item_or_end); /* AT signal */
    pthread_mutex_unlock(&belt);
    pthread_join(consumers[0], NULL);
    pthread_join(consumers[1], NULL);
    return 0;
}
