/* Guards between processes outlive their holders, and whoever waits for them. */
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>

#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/process/process_guard.h"

struct stage {
    struct process_guard guard;
    atomic_bool is_held;
};

static struct stage *set_stage(void)
{
    struct stage *stage =
        mmap(NULL, sizeof(*stage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check_true(stage != MAP_FAILED);
    process_guard_init(&stage->guard);
    return stage;
}

/* A process that has the guard until it is killed. */
static pid_t start_holder(struct stage *stage)
{
    pid_t holder = fork();
    if (holder == 0) {
        process_guard_lock(&stage->guard);
        atomic_store(&stage->is_held, true);
        for (;;) {
            pause();
        }
    }
    while (!atomic_load(&stage->is_held)) {
        sched_yield();
    }
    return holder;
}

static void kill_holder(pid_t holder)
{
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
}

static void *lock_and_unlock(void *stage)
{
    struct process_guard *guard = &((struct stage *)stage)->guard;
    process_guard_lock(guard);
    process_guard_unlock(guard);
    return NULL;
}

/* A thread that waits for the guard, and whom its holder knows. */
static pthread_t start_waiter(struct stage *stage)
{
    pthread_t waiter;
    pthread_create(&waiter, NULL, lock_and_unlock, stage);
    while (!(__atomic_load_n(&stage->guard.mutex.__data.__lock, __ATOMIC_SEQ_CST) &
             (int)FUTEX_WAITERS)) {
        sched_yield();
    }
    return waiter;
}

static void test_try_does_not_wait(void)
{
    struct stage *stage = set_stage();
    pid_t holder = start_holder(stage);
    check_true(!process_guard_try(&stage->guard));
    kill_holder(holder);
    check_true(process_guard_try(&stage->guard));
    process_guard_unlock(&stage->guard);
}

CASE(test_killed_holder)
{
    struct stage *stage = set_stage();
    pid_t holder = start_holder(stage);
    pthread_t waiter = start_waiter(stage);
    kill_holder(holder);
    pthread_join(waiter, NULL);
    check_true(process_guard_try(&stage->guard));
}

/* What is left when a waiter is killed after it was woken, and the next holder came by before the
 * kernel could wake another: a word that tells of nobody who waits. */
CASE(test_waiter_that_is_forgotten)
{
    struct stage *stage = set_stage();
    pid_t holder = start_holder(stage);
    pthread_t waiter = start_waiter(stage);
    __atomic_and_fetch(&stage->guard.mutex.__data.__lock, ~(int)FUTEX_WAITERS, __ATOMIC_SEQ_CST);
    kill_holder(holder);
    pthread_join(waiter, NULL);
    check_true(process_guard_try(&stage->guard));
}

static const struct test_case cases[] = {
    {"process-guard@try-does-not-wait", test_try_does_not_wait},
    {"process-guard@killed-holder-hands-on", test_killed_holder},
    {"process-guard@forgotten-waiter-gets-it", test_waiter_that_is_forgotten},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
