/* Who belongs to the tree of processes below, with one that goes on without its first thread. */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/check.h"
#include "tracer/collect/process_tree.h"

static void *stay(void *unused)
{
    pause();
    return unused;
}

static void leave_first(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, stay, NULL);
    pthread_exit(NULL);
}

static void test_first_thread_gone(void)
{
    pid_t child = fork();
    if (child == 0) {
        leave_first();
    }
    uint64_t unused;
    while (process_tree_look(child, &unused) == PROCESS_IS_RUNNING) {
        sched_yield();
    }
    check_int_equal(process_tree_look(child, &unused), PROCESS_IS_ENDING);
    check_true(process_tree_has(child));
    process_tree_signal(SIGKILL);
    int status;
    waitpid(child, &status, 0);
    check_true(WIFSIGNALED(status));
}

static void test_zombie(void)
{
    pid_t child = fork();
    if (child == 0) {
        _exit(3);
    }
    siginfo_t info;
    waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
    check_true(!process_tree_has(child));
    waitpid(child, NULL, 0);
}

static const struct test_case test_cases[] = {
    {"tree_member@process-without-its-first-thread-is-one", test_first_thread_gone},
    {"tree_member@zombie-is-none", test_zombie},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
