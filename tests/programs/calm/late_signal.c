/* Everybody waits, for long, but one of them not for us: asleep, computing, or in a call that waits
 * for the outside. Then the signal comes. */
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#define LONG_MS 150

static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t bell = PTHREAD_COND_INITIALIZER;
static bool has_rung;

static void oversleep(void)
{
    nanosleep(&(struct timespec){.tv_nsec = LONG_MS * 1000000}, NULL);
}

static void compute(void)
{
    clock_t end = clock() + LONG_MS * CLOCKS_PER_SEC / 1000;
    while (clock() < end) {
    }
}

static void look_outside(void)
{
    poll(NULL, 0, LONG_MS);
}

static void *ring(void *delay)
{
    (*(void (**)(void))delay)();
    pthread_mutex_lock(&door);
    has_rung = true;
    pthread_cond_signal(&bell);
    pthread_mutex_unlock(&door);
    return NULL;
}

int main(void)
{
    static void (*delays[])(void) = {oversleep, compute, look_outside};
    for (int i = 0; i < 3; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, ring, &delays[i]);
        pthread_mutex_lock(&door);
        while (!has_rung) {
            pthread_cond_wait(&bell, &door);
        }
        has_rung = false;
        pthread_mutex_unlock(&door);
        pthread_join(thread, NULL);
    }
    return 0;
}
