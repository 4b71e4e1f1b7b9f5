/* Signals, cancelled threads and waits for the outside in plain POSIX programs, without a word of
 * Threadlane: one small story an argument. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t news = PTHREAD_COND_INITIALIZER;
static sem_t posted;
static int is_there;

static void unlock(void *locked)
{
    pthread_mutex_unlock(locked);
}

static void *await_news(void *argument)
{
    pthread_mutex_lock(&mutex);
    pthread_cleanup_push(unlock, &mutex);
    is_there = 1;
    while (is_there) {
        pthread_cond_wait(&news, &mutex);
    }
    pthread_cleanup_pop(1);
    return argument;
}

/* Until it waits. */
static void await_waiter(void)
{
    int was_there = 0;
    while (!was_there) {
        pthread_mutex_lock(&mutex);
        was_there = is_there;
        pthread_mutex_unlock(&mutex);
        sched_yield();
    }
}

static void print_end(pthread_t thread)
{
    void *result;
    pthread_join(thread, &result);
    printf("%s\n", result == PTHREAD_CANCELED ? "cancelled" : "not cancelled");
}

static void cancel_waiter(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, await_news, NULL);
    await_waiter();
    pthread_cancel(thread);
    print_end(thread);
    printf("%s\n", strerror(pthread_mutex_trylock(&mutex)));
}

static void *sleep_for_ever(void *locked)
{
    pthread_mutex_lock(locked);
    pthread_mutex_lock(&mutex);
    is_there = 1;
    pthread_mutex_unlock(&mutex);
    for (;;) {
        sleep(1000);
    }
    return NULL;
}

static void cancel_sleeper(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, sleep_for_ever, &other);
    await_waiter();
    pthread_cancel(thread);
    print_end(thread);
}

static void lock_of_the_cancelled(void)
{
    cancel_sleeper();
    fflush(stdout);
    pthread_mutex_lock(&other);
}

static void *join(void *thread)
{
    pthread_join(*(pthread_t *)thread, NULL);
    printf("joined\n");
    exit(3);
}

static void exit_from_first(void)
{
    static pthread_t first, thread;
    first = pthread_self();
    pthread_create(&thread, NULL, join, &first);
    pthread_exit(NULL);
}

static void *pause_for_ever(void *argument)
{
    for (;;) {
        pause();
    }
    return argument;
}

static void kill_child(void)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        pthread_mutex_lock(&mutex);
        pthread_mutex_lock(&mutex);
    }
    usleep(50000);
    kill(child, SIGTERM);
    waitpid(child, &status, 0);
    printf("signal %d\n", WTERMSIG(status));
    printf("%d\n", kill(child, 0) != 0 && errno == ESRCH);
}

static void note(int number)
{
    is_there = number;
}

static void signal_thread(void)
{
    pthread_t thread;
    struct sigaction action = {.sa_handler = note};
    sigaction(SIGUSR1, &action, NULL);
    pthread_create(&thread, NULL, pause_for_ever, NULL);
    pthread_kill(thread, SIGUSR1);
    while (*(volatile int *)&is_there != SIGUSR1) {
        sched_yield();
    }
    raise(SIGUSR1);
    pthread_cancel(thread);
    print_end(thread);
}

static void post(int number)
{
    (void)number;
    sem_post(&posted);
}

static void *await_post(void *argument)
{
    sem_wait(&posted);
    return argument;
}

/* All wait, but for the handler. */
static void timer_posts(void)
{
    pthread_t thread;
    struct sigaction action = {.sa_handler = post, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &action, NULL);
    sem_init(&posted, 0, 0);
    alarm(1);
    pthread_create(&thread, NULL, await_post, NULL);
    print_end(thread);
}

/* Without a handler it ends the program, however stuck that is. */
static void timer_ends(void)
{
    alarm(1);
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
}

static void lock_other(int number)
{
    (void)number;
    if (pthread_mutex_trylock(&other) == 0) {
        pthread_mutex_unlock(&other);
    }
}

/* A handler that records, wherever the thread is. */
static void storm(void)
{
    enum { LOCKS = 300000 };
    struct itimerval interval = {{0, 50}, {0, 50}}, never = {{0, 0}, {0, 0}};
    struct sigaction action = {.sa_handler = lock_other, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &interval, NULL);
    for (int i = 0; i < LOCKS; i++) {
        pthread_mutex_lock(&mutex);
        is_there++;
        pthread_mutex_unlock(&mutex);
    }
    setitimer(ITIMER_REAL, &never, NULL);
    printf("%d\n", is_there);
}

static void wait_for_outside(void)
{
    int ends[2], fd = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    fd_set set;
    FD_ZERO(&set);
    if (pipe(ends) != 0) {
        return;
    }
    FD_SET(ends[0], &set);
    epoll_ctl(fd, EPOLL_CTL_ADD, ends[0], &event);
    struct pollfd polled = {.fd = ends[0], .events = POLLIN};
    struct timeval limit = {0, 1000};
    struct timespec time = {0, 1000000};
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    printf("%d %d\n", poll(&polled, 1, 0), poll(&polled, 1, 1));
    printf("%d\n", ppoll(&polled, 1, &time, NULL));
    printf("%d %d\n", select(ends[0] + 1, &set, NULL, NULL, &limit), FD_ISSET(ends[0], &set));
    printf("%d %d\n", epoll_wait(fd, &event, 1, 0), epoll_wait(fd, &event, 1, 1));
    FD_SET(ends[0], &set);
    printf("%d\n", pselect(ends[0] + 1, &set, NULL, NULL, &time, &signals));
    if (write(ends[1], "x", 1) == 1) {
        printf("%d\n", poll(&polled, 1, -1));
    }
    FD_SET(ends[0], &set);
    printf("%d %d\n", select(ends[0] + 1, &set, NULL, NULL, NULL), FD_ISSET(ends[0], &set));
    printf("%d %x\n", epoll_wait(fd, &event, 1, -1), event.events);
    int result = sigtimedwait(&signals, NULL, &time);
    printf("%d %s\n", result, strerror(errno));
    sigprocmask(SIG_BLOCK, &signals, NULL);
    raise(SIGUSR1);
    sigwait(&signals, &result);
    printf("%d\n", result);
}

static socklen_t address_size;

static void *connect_to(void *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    connect(fd, address, address_size);
    return NULL;
}

static void accept_connection(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    bind(fd, (struct sockaddr *)&address, sizeof(sa_family_t));
    address_size = sizeof(address);
    getsockname(fd, (struct sockaddr *)&address, &address_size);
    listen(fd, 1);
    pthread_t thread;
    pthread_create(&thread, NULL, connect_to, &address);
    printf("%d\n", accept(fd, NULL, NULL) >= 0);
    pthread_join(thread, NULL);
}

static void *call_itself(void *argument)
{
    prctl(PR_SET_NAME, "caller", 0, 0, 0);
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
    return argument;
}

static void names(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, call_itself, NULL);
    pthread_join(thread, NULL);
}

static const struct {
    const char *name;
    void (*tell)(void);
} stories[] = {
    {"cancelled-waiter", cancel_waiter},
    {"cancelled-sleeper", cancel_sleeper},
    {"lock-of-the-cancelled", lock_of_the_cancelled},
    {"first-exits", exit_from_first},
    {"killed-child", kill_child},
    {"signalled-thread", signal_thread},
    {"timer-posts", timer_posts},
    {"timer-ends", timer_ends},
    {"storm", storm},
    {"outside", wait_for_outside},
    {"accepted", accept_connection},
    {"names", names},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
        if (argc > 1 && strcmp(argv[1], stories[i].name) == 0) {
            stories[i].tell();
            return 0;
        }
    }
    fputs("no such story\n", stderr);
    return 2;
}
