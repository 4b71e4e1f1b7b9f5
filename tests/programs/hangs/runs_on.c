/* Two threads deadlock and main waits for them; a third one runs on, which helps nobody. */
#include <pthread.h>
#include <stdio.h>
#include <time.h>

static pthread_mutex_t ink = PTHREAD_MUTEX_INITIALIZER, paper = PTHREAD_MUTEX_INITIALIZER,
                       clock_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t both_have_one;
static unsigned ticks;

static void *write_page(void *unused)
{
    pthread_mutex_lock(&ink); /* AT ink */
    pthread_barrier_wait(&both_have_one);
    pthread_mutex_lock(&paper); /* AT wants paper */
    return unused;
}

static void *draw_page(void *unused)
{
    pthread_mutex_lock(&paper); /* AT paper */
    pthread_barrier_wait(&both_have_one);
    pthread_mutex_lock(&ink); /* AT wants ink */
    return unused;
}

static void *tick(void *unused)
{
    for (;;) {
        pthread_mutex_lock(&clock_lock);
        ticks++;
        pthread_mutex_unlock(&clock_lock);
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    }
    return unused;
}

int main(void)
{
    pthread_t threads[3];
    pthread_barrier_init(&both_have_one, NULL, 2);
    pthread_create(&threads[0], NULL, write_page, NULL);
    pthread_create(&threads[1], NULL, draw_page, NULL);
    pthread_create(&threads[2], NULL, tick, NULL);
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
