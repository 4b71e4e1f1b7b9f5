/* Processes of plain POSIX programs, without a word of Threadlane: one small story an argument. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SELF "/proc/self/exe"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static pid_t fork_child(void (*story)(void), int status)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        if (story) {
            story();
        }
        _exit(status);
    }
    return child;
}

static void print_status(const char *what, int status)
{
    printf("%s: %s %d\n", what, WIFSIGNALED(status) ? "signal" : "status",
           WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    fflush(stdout);
}

static void wait_for_any(void)
{
    int sum = 0, status;
    for (int i = 1; i <= 3; i++) {
        fork_child(NULL, i);
    }
    while (wait(&status) > 0) {
        sum += WEXITSTATUS(status);
    }
    printf("%d %s\n", sum, strerror(errno));
}

static void look_and_wait(void)
{
    pid_t child = fork_child(NULL, 9);
    int status;
    siginfo_t info = {0};
    waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
    printf("%d\n", info.si_status);
    printf("%d\n", waitpid(child, &status, WNOHANG) == child);
    print_status("looked", status);
    int again = waitpid(child, &status, 0);
    printf("%d %s\n", again, strerror(errno));
}

static void die(void)
{
    raise(SIGTERM);
}

static void wait_for_killed(void)
{
    int status;
    siginfo_t info = {0};
    waitpid(fork_child(die, 0), &status, 0);
    print_status("killed", status);
    waitid(P_PID, (id_t)fork_child(die, 0), &info, WEXITED);
    printf("%d %d\n", info.si_code == CLD_KILLED, info.si_status);
}

static void use_vfork(void)
{
    int status;
    pid_t child = vfork();
    if (child == 0) {
        execl(SELF, SELF, "say", "after vfork", (char *)NULL);
        _exit(1);
    }
    waitpid(child, &status, 0);
    print_status("vfork", status);
}

static void use_spawn(void)
{
    char *arguments[] = {"self", "say", "spawned", NULL}, *nothing[] = {NULL};
    pid_t child;
    int status;
    printf("%s\n",
           strerror(posix_spawn(&child, "/no/such/program", NULL, NULL, arguments, environ)));
    fflush(stdout);
    posix_spawn(&child, SELF, NULL, NULL, arguments, nothing);
    waitpid(child, &status, 0);
    print_status("spawned", status);
}

static void use_shell(void)
{
    char line[100] = "";
    print_status("system", system("exit 3"));
    print_status("system", system("kill -9 $$"));
    FILE *stream = popen("echo out of a shell; exit 4", "r");
    if (fgets(line, sizeof(line), stream)) {
        printf("%s", line);
    }
    print_status("popen", pclose(stream));
    printf("%d\n", system(NULL) != 0);
}

static void become_another(void)
{
    pthread_mutex_lock(&mutex); /* the other program's is another */
    execle("/no/such/program", "self", "say", "never", (char *)NULL, environ);
    printf("%s\n", strerror(errno));
    fflush(stdout);
    execlp(SELF, "self", "lock", (char *)NULL);
}

static void lock(void)
{
    pthread_mutex_lock(&mutex);
    printf("locked\n");
    pthread_mutex_unlock(&mutex);
}

static void *exec_from_thread(void *argument)
{
    execl(SELF, "self", "say", "from a thread", (char *)NULL);
    return argument;
}

static void *wait_for_ever(void *argument)
{
    pthread_mutex_lock(argument);
    return NULL;
}

/* The others are no more, whatever they wait for. */
static void become_another_in_a_thread(void)
{
    pthread_t threads[2];
    pthread_mutex_lock(&mutex);
    pthread_create(&threads[0], NULL, wait_for_ever, &mutex);
    pthread_create(&threads[1], NULL, exec_from_thread, NULL);
    pthread_join(threads[1], NULL);
}

static void lock_twice(void)
{
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
}

static void lock_late(void)
{
    struct timespec limit = {.tv_sec = 1};
    pthread_mutex_lock(&mutex);
    pthread_mutex_timedlock(&mutex, &limit);
}

static void await_stuck_child(void)
{
    waitpid(fork_child(lock_twice, 0), NULL, 0);
}

static void await_stuck_children(void)
{
    fork_child(lock_twice, 0);
    fork_child(lock_twice, 0);
    wait(NULL);
}

static void await_stuck_program(void)
{
    char *arguments[] = {"self", "lock-twice", NULL};
    pid_t child;
    posix_spawn(&child, SELF, NULL, NULL, arguments, environ);
    waitpid(child, NULL, 0);
}

static void await_late_child(void)
{
    int status;
    waitpid(fork_child(lock_late, 5), &status, 0);
    print_status("late", status);
}

static void *nap(void *argument)
{
    usleep(100000);
    return argument;
}

static void nap_in_thread(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, nap, NULL);
    pthread_join(thread, NULL);
}

/* One child is enough to go on. */
static void await_either(void)
{
    pid_t stuck = fork_child(lock_twice, 0);
    int status;
    fork_child(nap_in_thread, 6);
    wait(&status);
    print_status("either", status);
    kill(stuck, SIGKILL);
    waitpid(stuck, &status, 0);
    print_status("stuck", status);
}

static const struct {
    const char *name;
    void (*tell)(void);
} stories[] = {
    {"wait-for-any", wait_for_any},
    {"look-and-wait", look_and_wait},
    {"wait-for-killed", wait_for_killed},
    {"vfork", use_vfork},
    {"spawn", use_spawn},
    {"shell", use_shell},
    {"another-program", become_another},
    {"another-program-in-a-thread", become_another_in_a_thread},
    {"lock", lock},
    {"lock-twice", lock_twice},
    {"stuck-child", await_stuck_child},
    {"stuck-children", await_stuck_children},
    {"stuck-program", await_stuck_program},
    {"late-child", await_late_child},
    {"either-child", await_either},
};

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "say") == 0) {
        printf("%s\n", argv[2]);
        return 0;
    }
    for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
        if (argc > 1 && strcmp(argv[1], stories[i].name) == 0) {
            stories[i].tell();
            return 0;
        }
    }
    fputs("no such story\n", stderr);
    return 2;
}
