/* Objects of POSIX between processes, without a word of Threadlane: one small story an argument. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/programs/stories.h"

#define ROUNDS 50

/* What lies in shared memory. */
struct shared {
    pthread_mutex_t first, second;
    pthread_cond_t news;
    pthread_rwlock_t notes;
    pthread_barrier_t both;
    pthread_spinlock_t spin;
    sem_t ping, pong;
    int turn;
};

static struct shared *shared;

static void init_mutexes(int robustness)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, robustness);
    pthread_mutex_init(&shared->first, &attributes);
    pthread_mutex_init(&shared->second, &attributes);
}

static void init_others(void)
{
    pthread_condattr_t condition;
    pthread_condattr_init(&condition);
    pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
    pthread_cond_init(&shared->news, &condition);
    pthread_rwlockattr_t rwlock;
    pthread_rwlockattr_init(&rwlock);
    pthread_rwlockattr_setpshared(&rwlock, PTHREAD_PROCESS_SHARED);
    pthread_rwlock_init(&shared->notes, &rwlock);
    pthread_barrierattr_t barrier;
    pthread_barrierattr_init(&barrier);
    pthread_barrierattr_setpshared(&barrier, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&shared->both, &barrier, 2);
    pthread_spin_init(&shared->spin, PTHREAD_PROCESS_SHARED);
    sem_init(&shared->ping, 1, 0);
    sem_init(&shared->pong, 1, 0);
}

static void init(int robustness)
{
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    init_mutexes(robustness);
    init_others();
}

static pid_t begin_child(void (*run)(void))
{
    pid_t child = fork();
    if (child == 0) {
        run();
        _exit(3);
    }
    return child;
}

static void end_child(pid_t child)
{
    int status = 0;
    waitpid(child, &status, 0);
    printf("child: %d\n", WEXITSTATUS(status));
}

/* ---- that hang ---- */

static void take_second(void)
{
    pthread_mutex_lock(&shared->second);
    pthread_barrier_wait(&shared->both);
    pthread_mutex_lock(&shared->first);
}

static void deadlock(void)
{
    init(PTHREAD_MUTEX_STALLED);
    begin_child(take_second);
    pthread_mutex_lock(&shared->first);
    pthread_barrier_wait(&shared->both);
    pthread_mutex_lock(&shared->second);
}

static void keep_lock(void)
{
    pthread_mutex_lock(&shared->first);
}

static void died_with_lock(void)
{
    init(PTHREAD_MUTEX_STALLED);
    end_child(begin_child(keep_lock));
    pthread_mutex_lock(&shared->first);
}

/* The same memory at two addresses. */
static void two_places(void)
{
    int file = memfd_create("two places", 0);
    size_t size = sizeof(*shared);
    if (ftruncate(file, (off_t)size) != 0) {
        abort();
    }
    struct shared *other = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    init_mutexes(PTHREAD_MUTEX_STALLED);
    pthread_mutex_lock(&shared->first);
    printf("there: %s\n", strerror(pthread_mutex_trylock(&other->first)));
    pthread_mutex_lock(&other->first);
}

/* ---- that do not ---- */

static void take_over(void)
{
    init(PTHREAD_MUTEX_ROBUST);
    end_child(begin_child(keep_lock));
    printf("lock: %s\n", strerror(pthread_mutex_lock(&shared->first)));
    printf("consistent: %s\n", strerror(pthread_mutex_consistent(&shared->first)));
    printf("unlock: %s\n", strerror(pthread_mutex_unlock(&shared->first)));
    end_child(begin_child(keep_lock));
    printf("lock: %s\n", strerror(pthread_mutex_lock(&shared->first)));
    printf("unlock: %s\n", strerror(pthread_mutex_unlock(&shared->first)));
    printf("lock: %s\n", strerror(pthread_mutex_lock(&shared->first)));
}

static void take_turns(int mine)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&shared->first);
        while (shared->turn != mine) {
            pthread_cond_wait(&shared->news, &shared->first);
        }
        shared->turn = 1 - mine;
        pthread_cond_signal(&shared->news);
        pthread_mutex_unlock(&shared->first);
    }
}

static void come_second(void)
{
    take_turns(1);
}

static void in_turn(void)
{
    init(PTHREAD_MUTEX_STALLED);
    pid_t child = begin_child(come_second);
    take_turns(0);
    end_child(child);
}

static void answer(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        sem_wait(&shared->ping);
        pthread_spin_lock(&shared->spin);
        shared->turn++;
        pthread_spin_unlock(&shared->spin);
        sem_post(&shared->pong);
    }
}

static void handing_over(void)
{
    init(PTHREAD_MUTEX_STALLED);
    pid_t child = begin_child(answer);
    for (int i = 0; i < ROUNDS; i++) {
        sem_post(&shared->ping);
        sem_wait(&shared->pong);
        pthread_rwlock_wrlock(&shared->notes);
        shared->turn++;
        pthread_rwlock_unlock(&shared->notes);
    }
    end_child(child);
    printf("%d\n", shared->turn);
}

/* ---- by name ---- */

static char name[64];
static sem_t *named;

static void open_named(void)
{
    snprintf(name, sizeof(name), "/threadlane-test-%d", (int)getpid());
    named = sem_open(name, O_CREAT, 0600, 1);
}

static void post_named(void)
{
    sem_t *found = sem_open(name, 0);
    sem_post(found);
    sem_close(found);
}

static void named_in_vain(void)
{
    open_named();
    end_child(begin_child(post_named));
    sem_unlink(name);
    for (int i = 0; i < 3; i++) {
        sem_wait(named);
    }
}

/* Its name is taken away by the test. */
static void named_for_all(void)
{
    open_named();
    printf("again: %s\n",
           sem_open(name, O_CREAT | O_EXCL, 0600, 1) == SEM_FAILED ? strerror(errno) : "opened");
    printf("same: %d\n", sem_open(name, O_CREAT, 0600, 7) == named);
    sem_wait(named);
    puts(name);
    fflush(stdout);
    sem_wait(named);
}

static const struct story stories[] = {
    {"deadlock", deadlock},
    {"died-with-lock", died_with_lock},
    {"two-places", two_places},
    {"take-over", take_over},
    {"in-turn", in_turn},
    {"handing-over", handing_over},
    {"named-in-vain", named_in_vain},
    {"named-for-all", named_for_all},
};

int main(int argc, char **argv)
{
    return TELL_STORY(stories, argc > 1 ? argv[1] : NULL);
}
