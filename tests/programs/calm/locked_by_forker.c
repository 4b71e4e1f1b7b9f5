/* The thread that forks has the mutex itself, and so has its copy in the child. */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t heap = PTHREAD_MUTEX_INITIALIZER;

int main(void)
{
    pthread_mutex_lock(&heap);
    pid_t child = fork();
    pthread_mutex_unlock(&heap);
    pthread_mutex_lock(&heap);
    pthread_mutex_unlock(&heap);
    if (child > 0) {
        waitpid(child, NULL, 0);
    }
    return 0;
}
