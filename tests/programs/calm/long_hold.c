/* Three wait for long for a mutex whose holder is asleep, computing, or in a call that waits for
 * the outside, while another thread goes on. */
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#define LONG_MS 150

static pthread_mutex_t stage = PTHREAD_MUTEX_INITIALIZER, clock_lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool is_over;

static void hold(void (*delay)(void))
{
    pthread_mutex_lock(&stage);
    delay();
    pthread_mutex_unlock(&stage);
}

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

static void *perform(void *delay)
{
    hold(*(void (**)(void))delay);
    return NULL;
}

static void *tick(void *unused)
{
    while (!is_over) {
        pthread_mutex_lock(&clock_lock);
        pthread_mutex_unlock(&clock_lock);
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    }
    return unused;
}

int main(void)
{
    static void (*delays[])(void) = {oversleep, compute, look_outside};
    pthread_t threads[3], ticker;
    pthread_create(&ticker, NULL, tick, NULL);
    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, perform, &delays[i]);
    }
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    is_over = true;
    pthread_join(ticker, NULL);
    return 0;
}
