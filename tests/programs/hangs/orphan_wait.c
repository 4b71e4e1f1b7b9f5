/* Waits for what nobody is left to do. */
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t desk = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t order_came = PTHREAD_COND_INITIALIZER;
static bool has_order;

static void *serve(void *unused)
{
    pthread_mutex_lock(&desk);
    while (!has_order) {
        pthread_cond_wait(&order_came, &desk); /* AT wait */
    }
    pthread_mutex_unlock(&desk);
    return unused;
}

int main(void)
{
    pthread_t clerk;
    pthread_create(&clerk, NULL, serve, NULL);
    pthread_setname_np(clerk, "clerk");
    pthread_join(clerk, NULL); /* AT join */
    return has_order;
}
