/* Two wait for a signal that nobody seems to send any more; but a thread is there that beats, and
 * at last it does. */
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#define BEATS 50

static pthread_mutex_t heart = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t stopped = PTHREAD_COND_INITIALIZER;
static int beats;

static void *beat(void *unused)
{
    for (int i = 0; i < BEATS; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
        pthread_mutex_lock(&heart);
        beats++;
        pthread_mutex_unlock(&heart);
    }
    pthread_cond_broadcast(&stopped);
    return unused;
}

static void *listen(void *unused)
{
    pthread_mutex_lock(&heart);
    while (beats < BEATS) {
        pthread_cond_wait(&stopped, &heart);
    }
    pthread_mutex_unlock(&heart);
    return unused;
}

int main(void)
{
    pthread_t threads[3];
    pthread_create(&threads[0], NULL, listen, NULL);
    pthread_create(&threads[1], NULL, listen, NULL);
    pthread_create(&threads[2], NULL, beat, NULL);
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
