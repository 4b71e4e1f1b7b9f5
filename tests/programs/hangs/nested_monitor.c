/* Waits inside two monitors: the wait lets the inner mutex go, the outer one stays locked, and who
 * would signal has to pass it. */
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t house = PTHREAD_MUTEX_INITIALIZER, kitchen = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t dinner = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t guest_is_in;
static bool is_ready;

static void *eat(void *unused)
{
    pthread_mutex_lock(&house); /* AT keeps */
    pthread_barrier_wait(&guest_is_in);
    pthread_mutex_lock(&kitchen);
    while (!is_ready) {
        pthread_cond_wait(&dinner, &kitchen); /* AT wait */
    }
    pthread_mutex_unlock(&kitchen);
    pthread_mutex_unlock(&house);
    return unused;
}

int main(void)
{
    pthread_t guest;
    pthread_barrier_init(&guest_is_in, NULL, 2);
    pthread_create(&guest, NULL, eat, NULL);
    pthread_barrier_wait(&guest_is_in);
    pthread_mutex_lock(&house); /* AT needs */
    pthread_mutex_lock(&kitchen);
    is_ready = true;
    pthread_cond_signal(&dinner);
    pthread_mutex_unlock(&kitchen);
    pthread_mutex_unlock(&house);
    pthread_join(guest, NULL);
    return 0;
}
