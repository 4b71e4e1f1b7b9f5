/* One signal for two who wait; whoever is woken passes it on. */
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t belt = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t end = PTHREAD_COND_INITIALIZER, consumer_came = PTHREAD_COND_INITIALIZER;
static int waiting;
static bool is_over;

static void *consume(void *unused)
{
    pthread_mutex_lock(&belt);
    waiting++;
    pthread_cond_signal(&consumer_came);
    while (!is_over) {
        pthread_cond_wait(&end, &belt);
    }
    pthread_cond_signal(&end);
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
    pthread_cond_signal(&end);
    pthread_mutex_unlock(&belt);
    pthread_join(consumers[0], NULL);
    pthread_join(consumers[1], NULL);
    return 0;
}
