/* The functions of the C library that this library stands in front of, by their own names:
 * real()->pthread_mutex_lock(mutex). They are found at the first call of all, because constructors
 * that run before ours may already call in. */
#ifndef THREADLANE_PRELOAD_REAL_H
#define THREADLANE_PRELOAD_REAL_H

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

/* What the compiler calls instead where it checks sizes; no header that may be included declares
 * them. */
int __poll_chk(struct pollfd *polled, nfds_t count, int ms, size_t size);
int __ppoll_chk(struct pollfd *polled, nfds_t count, const struct timespec *time,
                const sigset_t *mask, size_t size);
ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room);
ssize_t __recv_chk(int fd, void *bytes, size_t size, size_t room, int flags);
ssize_t __recvfrom_chk(int fd, void *bytes, size_t size, size_t room, int flags,
                       struct sockaddr *address, socklen_t *address_size);

/* result, name, parameters; of conditions there are two versions, and these are the newer ones */
#define REAL_FUNCTIONS(X)                                                                          \
    X(long, syscall, (long, ...))                                                                  \
    X(int, pthread_mutex_init, (pthread_mutex_t *, const pthread_mutexattr_t *))                   \
    X(int, pthread_mutex_destroy, (pthread_mutex_t *))                                             \
    X(int, pthread_mutex_lock, (pthread_mutex_t *))                                                \
    X(int, pthread_mutex_trylock, (pthread_mutex_t *))                                             \
    X(int, pthread_mutex_timedlock, (pthread_mutex_t *, const struct timespec *))                  \
    X(int, pthread_mutex_clocklock, (pthread_mutex_t *, clockid_t, const struct timespec *))       \
    X(int, pthread_mutex_unlock, (pthread_mutex_t *))                                              \
    X(int, pthread_cond_init, (pthread_cond_t *, const pthread_condattr_t *))                      \
    X(int, pthread_cond_destroy, (pthread_cond_t *))                                               \
    X(int, pthread_cond_wait, (pthread_cond_t *, pthread_mutex_t *))                               \
    X(int, pthread_cond_timedwait, (pthread_cond_t *, pthread_mutex_t *, const struct timespec *)) \
    X(int, pthread_cond_clockwait,                                                                 \
      (pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *))                   \
    X(int, pthread_cond_signal, (pthread_cond_t *))                                                \
    X(int, pthread_cond_broadcast, (pthread_cond_t *))                                             \
    X(int, pthread_rwlock_init, (pthread_rwlock_t *, const pthread_rwlockattr_t *))                \
    X(int, pthread_rwlock_destroy, (pthread_rwlock_t *))                                           \
    X(int, pthread_rwlock_rdlock, (pthread_rwlock_t *))                                            \
    X(int, pthread_rwlock_tryrdlock, (pthread_rwlock_t *))                                         \
    X(int, pthread_rwlock_timedrdlock, (pthread_rwlock_t *, const struct timespec *))              \
    X(int, pthread_rwlock_clockrdlock, (pthread_rwlock_t *, clockid_t, const struct timespec *))   \
    X(int, pthread_rwlock_wrlock, (pthread_rwlock_t *))                                            \
    X(int, pthread_rwlock_trywrlock, (pthread_rwlock_t *))                                         \
    X(int, pthread_rwlock_timedwrlock, (pthread_rwlock_t *, const struct timespec *))              \
    X(int, pthread_rwlock_clockwrlock, (pthread_rwlock_t *, clockid_t, const struct timespec *))   \
    X(int, pthread_rwlock_unlock, (pthread_rwlock_t *))                                            \
    X(sem_t *, sem_open, (const char *, int, ...))                                                 \
    X(int, sem_close, (sem_t *))                                                                   \
    X(int, sem_unlink, (const char *))                                                             \
    X(int, sem_init, (sem_t *, int, unsigned))                                                     \
    X(int, sem_destroy, (sem_t *))                                                                 \
    X(int, sem_wait, (sem_t *))                                                                    \
    X(int, sem_trywait, (sem_t *))                                                                 \
    X(int, sem_timedwait, (sem_t *, const struct timespec *))                                      \
    X(int, sem_clockwait, (sem_t *, clockid_t, const struct timespec *))                           \
    X(int, sem_post, (sem_t *))                                                                    \
    X(int, pthread_barrier_init, (pthread_barrier_t *, const pthread_barrierattr_t *, unsigned))   \
    X(int, pthread_barrier_destroy, (pthread_barrier_t *))                                         \
    X(int, pthread_barrier_wait, (pthread_barrier_t *))                                            \
    X(int, pthread_spin_init, (pthread_spinlock_t *, int))                                         \
    X(int, pthread_spin_destroy, (pthread_spinlock_t *))                                           \
    X(int, pthread_spin_lock, (pthread_spinlock_t *))                                              \
    X(int, pthread_spin_trylock, (pthread_spinlock_t *))                                           \
    X(int, pthread_spin_unlock, (pthread_spinlock_t *))                                            \
    X(int, pthread_once, (pthread_once_t *, void (*)(void)))                                       \
    X(int, mtx_init, (mtx_t *, int))                                                               \
    X(int, thrd_create, (thrd_t *, int (*)(void *), void *))                                       \
    X(int, thrd_sleep, (const struct timespec *, struct timespec *))                               \
    X(int, pthread_create, (pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))       \
    X(int, pthread_join, (pthread_t, void **))                                                     \
    X(int, pthread_tryjoin_np, (pthread_t, void **))                                               \
    X(int, pthread_timedjoin_np, (pthread_t, void **, const struct timespec *))                    \
    X(int, pthread_clockjoin_np, (pthread_t, void **, clockid_t, const struct timespec *))         \
    X(int, pthread_setname_np, (pthread_t, const char *))                                          \
    X(void, pthread_exit, (void *))                                                                \
    X(void, thrd_exit, (int))                                                                      \
    X(int, pthread_cancel, (pthread_t))                                                            \
    X(int, pthread_kill, (pthread_t, int))                                                         \
    X(int, pthread_sigqueue, (pthread_t, int, const union sigval))                                 \
    X(int, kill, (pid_t, int))                                                                     \
    X(int, sigqueue, (pid_t, int, const union sigval))                                             \
    X(int, raise, (int))                                                                           \
    X(unsigned, alarm, (unsigned))                                                                 \
    X(useconds_t, ualarm, (useconds_t, useconds_t))                                                \
    X(int, setitimer, (__itimer_which_t, const struct itimerval *, struct itimerval *))            \
    X(int, prctl, (int, ...))                                                                      \
    X(int, poll, (struct pollfd *, nfds_t, int))                                                   \
    X(int, ppoll, (struct pollfd *, nfds_t, const struct timespec *, const sigset_t *))            \
    X(int, __poll_chk, (struct pollfd *, nfds_t, int, size_t))                                     \
    X(int, __ppoll_chk,                                                                            \
      (struct pollfd *, nfds_t, const struct timespec *, const sigset_t *, size_t))                \
    X(int, select, (int, fd_set *, fd_set *, fd_set *, struct timeval *))                          \
    X(int, pselect,                                                                                \
      (int, fd_set *, fd_set *, fd_set *, const struct timespec *, const sigset_t *))              \
    X(int, epoll_wait, (int, struct epoll_event *, int, int))                                      \
    X(int, epoll_pwait, (int, struct epoll_event *, int, int, const sigset_t *))                   \
    X(int, accept, (int, struct sockaddr *, socklen_t *))                                          \
    X(int, accept4, (int, struct sockaddr *, socklen_t *, int))                                    \
    X(int, connect, (int, const struct sockaddr *, socklen_t))                                     \
    X(int, pipe2, (int[2], int))                                                                   \
    X(int, socketpair, (int, int, int, int[2]))                                                    \
    X(int, dup, (int))                                                                             \
    X(int, dup2, (int, int))                                                                       \
    X(int, dup3, (int, int, int))                                                                  \
    X(int, fcntl, (int, int, ...))                                                                 \
    X(int, close, (int))                                                                           \
    X(int, close_range, (unsigned, unsigned, int))                                                 \
    X(void, closefrom, (int))                                                                      \
    X(ssize_t, read, (int, void *, size_t))                                                        \
    X(ssize_t, readv, (int, const struct iovec *, int))                                            \
    X(ssize_t, recv, (int, void *, size_t, int))                                                   \
    X(ssize_t, recvfrom, (int, void *, size_t, int, struct sockaddr *, socklen_t *))               \
    X(ssize_t, recvmsg, (int, struct msghdr *, int))                                               \
    X(ssize_t, __read_chk, (int, void *, size_t, size_t))                                          \
    X(ssize_t, __recv_chk, (int, void *, size_t, size_t, int))                                     \
    X(ssize_t, __recvfrom_chk, (int, void *, size_t, size_t, int, struct sockaddr *, socklen_t *)) \
    X(ssize_t, write, (int, const void *, size_t))                                                 \
    X(ssize_t, writev, (int, const struct iovec *, int))                                           \
    X(ssize_t, send, (int, const void *, size_t, int))                                             \
    X(ssize_t, sendto, (int, const void *, size_t, int, const struct sockaddr *, socklen_t))       \
    X(ssize_t, sendmsg, (int, const struct msghdr *, int))                                         \
    X(int, pause, (void))                                                                          \
    X(int, sigsuspend, (const sigset_t *))                                                         \
    X(int, sigwait, (const sigset_t *, int *))                                                     \
    X(int, sigwaitinfo, (const sigset_t *, siginfo_t *))                                           \
    X(int, sigtimedwait, (const sigset_t *, siginfo_t *, const struct timespec *))                 \
    X(int, sched_yield, (void))                                                                    \
    X(pid_t, fork, (void))                                                                         \
    X(int, execve, (const char *, char *const[], char *const[]))                                   \
    X(int, execvpe, (const char *, char *const[], char *const[]))                                  \
    X(int, execveat, (int, const char *, char *const[], char *const[], int))                       \
    X(int, fexecve, (int, char *const[], char *const[]))                                           \
    X(int, posix_spawn,                                                                            \
      (pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,       \
       char *const[], char *const[]))                                                              \
    X(int, posix_spawnp,                                                                           \
      (pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,       \
       char *const[], char *const[]))                                                              \
    X(int, system, (const char *))                                                                 \
    X(FILE *, popen, (const char *, const char *))                                                 \
    X(int, pclose, (FILE *))                                                                       \
    X(pid_t, wait4, (pid_t, int *, int, struct rusage *))                                          \
    X(int, waitid, (unsigned, id_t, siginfo_t *, int))                                             \
    X(int, nanosleep, (const struct timespec *, struct timespec *))                                \
    X(int, clock_nanosleep, (clockid_t, int, const struct timespec *, struct timespec *))          \
    X(unsigned, sleep, (unsigned))                                                                 \
    X(int, usleep, (useconds_t))

/* Stood in front of, too, but made of others of ours. */
#define REMADE_FUNCTIONS(X)                                                                        \
    X(call_once)                                                                                   \
    X(cnd_broadcast)                                                                               \
    X(cnd_destroy)                                                                                 \
    X(cnd_init)                                                                                    \
    X(cnd_signal)                                                                                  \
    X(cnd_timedwait)                                                                               \
    X(cnd_wait)                                                                                    \
    X(execl)                                                                                       \
    X(execle)                                                                                      \
    X(execlp)                                                                                      \
    X(execv)                                                                                       \
    X(execvp)                                                                                      \
    X(fcntl64)                                                                                     \
    X(mtx_destroy)                                                                                 \
    X(mtx_lock)                                                                                    \
    X(mtx_timedlock)                                                                               \
    X(mtx_trylock)                                                                                 \
    X(mtx_unlock)                                                                                  \
    X(munmap)                                                                                      \
    X(pipe)                                                                                        \
    X(thrd_join)                                                                                   \
    X(vfork)                                                                                       \
    X(wait)                                                                                        \
    X(wait3)                                                                                       \
    X(waitpid)

/* Only these are seen from outside, so that none of ours stands in front of one of the program's.
 */
#define SEEN(name)                          extern __typeof__(name) name __attribute__((visibility("default")));
#define SEEN_REAL(result, name, parameters) SEEN(name)
REAL_FUNCTIONS(SEEN_REAL)
REMADE_FUNCTIONS(SEEN)
#undef SEEN_REAL
#undef SEEN

struct real_functions {
#define X(result, name, parameters) result(*name) parameters;
    REAL_FUNCTIONS(X)
#undef X
};

/* Valid once found; real() sees to that. */
extern struct real_functions real_functions;
extern bool real_is_found;

void real_find(void);

static inline const struct real_functions *real(void)
{
    if (__builtin_expect(!__atomic_load_n(&real_is_found, __ATOMIC_ACQUIRE), 0)) {
        real_find();
    }
    return &real_functions;
}

#endif
