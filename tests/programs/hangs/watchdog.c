/* Two threads deadlock and main waits for them; a watchdog ends the program when its input ends. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define EXIT_BY_WATCHDOG 7

static pthread_mutex_t ink = PTHREAD_MUTEX_INITIALIZER, paper = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t both_have_one;

static void *write_page(void *unused)
{
    pthread_mutex_lock(&ink);
    pthread_barrier_wait(&both_have_one);
    pthread_mutex_lock(&paper);
    return unused;
}

static void *draw_page(void *unused)
{
    pthread_mutex_lock(&paper);
    pthread_barrier_wait(&both_have_one);
    pthread_mutex_lock(&ink);
    return unused;
}

/* What it reads calls it off. */
static void *watch(void *unused)
{
    char letter;
    if (read(0, &letter, 1) == 0) {
        exit(EXIT_BY_WATCHDOG);
    }
    return unused;
}

int main(void)
{
    pthread_t threads[3];
    pthread_barrier_init(&both_have_one, NULL, 2);
    pthread_create(&threads[0], NULL, write_page, NULL);
    pthread_create(&threads[1], NULL, draw_page, NULL);
    pthread_create(&threads[2], NULL, watch, NULL);
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
