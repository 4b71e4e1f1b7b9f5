/* Pipes and pairs of sockets of plain POSIX programs, without a word of Threadlane: one small story
 * an argument. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SELF "/proc/self/exe"
#define MUCH 1000000

static char much[MUCH];
static int there[2], back[2];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void check(int is_good)
{
    if (!is_good) {
        perror("unmodified_pipes");
        exit(1);
    }
}

static void write_all(int fd, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t count = write(fd, much + done, size - done);
        check(count > 0);
        done += (size_t)count;
    }
}

/* Until the end of the file. */
static size_t read_all(int fd)
{
    static char buffer[10000];
    size_t size = 0;
    ssize_t count;
    while ((count = read(fd, buffer, sizeof(buffer))) > 0) {
        size += (size_t)count;
    }
    check(count == 0);
    return size;
}

static pid_t start(void (*story)(void))
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        story();
        exit(0);
    }
    return child;
}

static void write_there(void)
{
    close(there[0]);
    write_all(there[1], MUCH);
}

static void write_to_reader(void)
{
    check(pipe(there) == 0);
    pid_t child = start(write_there);
    close(there[1]);
    printf("%zu\n", read_all(there[0]));
    waitpid(child, NULL, 0);
}

/* The writer forgot that it has the other end itself. */
static void await_own_end(void)
{
    check(pipe(there) == 0);
    pid_t child = start(write_there);
    size_t size = 0;
    size = read_all(there[0]);
    printf("%zu\n", size);
    waitpid(child, NULL, 0);
}

/* Reads all it is sent, after it has answered. */
static void answer_at_length(void)
{
    close(there[1]);
    close(back[0]);
    write_all(back[1], MUCH);
    read_all(there[0]);
}

static void write_both_ways(void)
{
    check(pipe(there) == 0 && pipe(back) == 0);
    pid_t child = start(answer_at_length);
    close(there[0]);
    close(back[1]);
    write_all(there[1], MUCH);
    read_all(back[0]);
    waitpid(child, NULL, 0);
}

static void answer_shortly(void)
{
    close(there[1]);
    close(back[0]);
    write_all(back[1], 4000);
    read_all(there[0]);
}

static void write_both_ways_shortly(void)
{
    check(pipe(there) == 0 && pipe(back) == 0);
    pid_t child = start(answer_shortly);
    close(there[0]);
    close(back[1]);
    write_all(there[1], MUCH);
    close(there[1]);
    printf("%zu\n", read_all(back[0]));
    waitpid(child, NULL, 0);
}

static void read_there(void)
{
    close(there[1]);
    read_all(there[0]);
}

/* The child reads to the end of what its parent has not closed. */
static void await_reader(void)
{
    check(pipe(there) == 0);
    pid_t child = start(read_there);
    close(there[0]);
    write_all(there[1], 10);
    waitpid(child, NULL, 0);
}

static void await_reader_after_close(void)
{
    check(pipe(there) == 0);
    pid_t child = start(read_there);
    int status, copy = dup(there[1]);
    close(there[0]);
    write_all(there[1], 10);
    close(there[1]);
    write_all(copy, 10);
    close(copy);
    waitpid(child, &status, 0);
    printf("%d\n", WEXITSTATUS(status));
}

static void read_pair(void)
{
    char bytes[10];
    close(there[1]);
    check(recv(there[0], bytes, sizeof(bytes), 0) == 4);
    check(send(there[0], bytes, 4, 0) == 4);
}

static void talk_in_pair(void)
{
    char bytes[10] = "";
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, there) == 0);
    pid_t child = start(read_pair);
    close(there[0]);
    check(send(there[1], "word", 4, 0) == 4);
    struct iovec pieces[2] = {{bytes, 2}, {bytes + 2, 8}};
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 2};
    printf("%zd %s\n", recvmsg(there[1], &message, 0), bytes);
    waitpid(child, NULL, 0);
    printf("%zd\n", read(there[1], bytes, sizeof(bytes)));
}

/* Both sides wait for the other's first word. */
static void await_word_in_pair(void)
{
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, there) == 0);
    pid_t child = start(read_pair);
    close(there[0]);
    char bytes[10];
    check(recv(there[1], bytes, sizeof(bytes), 0) == 4);
    waitpid(child, NULL, 0);
}

static void await_word_for_a_while(void)
{
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, there) == 0);
    char bytes[10];
    struct timeval limit = {0, 50000};
    setsockopt(there[1], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    ssize_t result = recv(there[1], bytes, sizeof(bytes), 0);
    printf("%zd %s\n", result, strerror(errno));
}

static void do_without_waiting(void)
{
    char bytes[10];
    check(pipe2(there, O_NONBLOCK) == 0);
    ssize_t result = read(there[0], bytes, sizeof(bytes));
    printf("%zd %s\n", result, strerror(errno));
    size_t size = 0;
    while ((result = write(there[1], much, 1000)) > 0) {
        size += (size_t)result;
    }
    printf("%zd %s %zu\n", result, strerror(errno), size);
    close(there[0]);
    signal(SIGPIPE, SIG_IGN);
    result = write(there[1], much, 1);
    printf("%zd %s\n", result, strerror(errno));
}

/* A program that is started with one end as its input. */
static void write_to_program(void)
{
    char *arguments[] = {"self", "count", NULL};
    posix_spawn_file_actions_t actions;
    pid_t child;
    int status;
    check(pipe2(there, O_CLOEXEC) == 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, there[0], STDIN_FILENO);
    check(posix_spawn(&child, SELF, &actions, NULL, arguments, environ) == 0);
    close(there[0]);
    write_all(there[1], MUCH);
    close(there[1]);
    waitpid(child, &status, 0);
    printf("%d\n", WEXITSTATUS(status));
}

static void await_program(void)
{
    char *arguments[] = {"self", "count", NULL};
    posix_spawn_file_actions_t actions;
    pid_t child;
    check(pipe2(there, O_CLOEXEC) == 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, there[0], STDIN_FILENO);
    check(posix_spawn(&child, SELF, &actions, NULL, arguments, environ) == 0);
    close(there[0]);
    waitpid(child, NULL, 0);
}

static void count_input(void)
{
    exit(read_all(STDIN_FILENO) == MUCH ? 7 : 8);
}

static void *hold_mutex(void *argument)
{
    pthread_mutex_lock(&mutex);
    check(write(there[1], "x", 1) == 1);
    check(read(back[0], argument, 1) == 1);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void lock(void)
{
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
}

/* The child has a copy of the mutex as another thread has locked it. */
static void fork_while_locked(void)
{
    char byte;
    pthread_t thread;
    check(pipe(there) == 0 && pipe(back) == 0);
    pthread_create(&thread, NULL, hold_mutex, &byte);
    check(read(there[0], &byte, 1) == 1);
    pid_t child = start(lock);
    check(write(back[1], "x", 1) == 1);
    pthread_join(thread, NULL);
    waitpid(child, NULL, 0);
}

static void lock_before_fork(void)
{
    pthread_mutex_lock(&mutex);
}

static void unlock_after_fork(void)
{
    pthread_mutex_unlock(&mutex);
}

static void fork_with_mutex_in_hand(void)
{
    int status;
    pthread_atfork(lock_before_fork, unlock_after_fork, unlock_after_fork);
    waitpid(start(lock), &status, 0);
    printf("%d\n", WEXITSTATUS(status));
}

/* The bytes of the C library's streams are not seen, nor that they close their descriptors. */
static void *print_much(void *argument)
{
    FILE *stream = fdopen(there[1], "w");
    for (int i = 0; i < MUCH; i++) {
        putc('x', stream);
    }
    fclose(stream);
    return argument;
}

static void read_stream(void)
{
    pthread_t thread;
    check(pipe(there) == 0);
    pthread_create(&thread, NULL, print_much, NULL);
    printf("%zu\n", read_all(there[0]));
    pthread_join(thread, NULL);
}

static const struct {
    const char *name;
    void (*tell)(void);
} stories[] = {
    {"written", write_to_reader},
    {"own-end", await_own_end},
    {"both-full", write_both_ways},
    {"one-full", write_both_ways_shortly},
    {"child-that-waits", await_reader},
    {"child-that-is-told", await_reader_after_close},
    {"pair", talk_in_pair},
    {"pair-that-waits", await_word_in_pair},
    {"pair-for-a-while", await_word_for_a_while},
    {"without-waiting", do_without_waiting},
    {"program", write_to_program},
    {"program-that-waits", await_program},
    {"count", count_input},
    {"locked-at-fork", fork_while_locked},
    {"in-hand-at-fork", fork_with_mutex_in_hand},
    {"stream", read_stream},
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
