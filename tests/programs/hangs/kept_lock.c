/* A thread ends by the way that forgets the mutex. */
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static bool has_failed = true;

static void *write_line(void *unused)
{
    pthread_mutex_lock(&log_lock); /* AT keeps */
    if (has_failed) {
        return unused;
    }
    pthread_mutex_unlock(&log_lock);
    return unused;
}

int main(void)
{
    pthread_t writer;
    pthread_create(&writer, NULL, write_line, NULL);
    pthread_join(writer, NULL);
    pthread_mutex_lock(&log_lock); /* AT needs */
    pthread_mutex_unlock(&log_lock);
    return 0;
}
