/* Two threads deadlock while main goes on printing, until its input ends. */
#include <poll.h>
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t ink = PTHREAD_MUTEX_INITIALIZER, paper = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t both_have_one;

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

int main(void)
{
    pthread_t thread;
    struct pollfd input = {.fd = 0, .events = POLLIN};
    pthread_barrier_init(&both_have_one, NULL, 2);
    pthread_create(&thread, NULL, write_page, NULL);
    pthread_create(&thread, NULL, draw_page, NULL);
    for (int line = 0; poll(&input, 1, 1) == 0; line++) {
        printf("line %d\n", line);
        fflush(stdout);
    }
    return 0;
}
