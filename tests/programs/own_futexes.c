/* Waits at words of the program's own, which only the kernel knows as futexes, and threads that the
 * C library did not start: one small story an argument. */
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tests/programs/stories.h"

#define STACK_SIZE 65536
#define MS_NS      1000000

static _Atomic uint32_t word, has_begun;
static char stack[STACK_SIZE] __attribute__((aligned(16)));

static void await_word(uint32_t expected, const struct timespec *time)
{
    syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, expected, time, NULL, 0);
}

/* Time is up each time. */
static void wait_thrice(void)
{
    for (int i = 0; i < 3; i++) {
        await_word(0, &(struct timespec){.tv_nsec = MS_NS});
    }
    puts("waited");
}

static void wait_for_ever(void)
{
    for (;;) {
        await_word(0, NULL);
    }
}

/* As the kernel is asked by who does without a C library. */
static void ask_directly(void)
{
    long result;
    register long time __asm__("r10") = 0;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(SYS_futex), "D"(&word), "S"(FUTEX_WAIT_PRIVATE), "d"(0), "r"(time)
                     : "rcx", "r11", "memory");
}

static void wait_directly(void)
{
    for (;;) {
        ask_directly();
    }
}

/* Touches nothing of the C library's: it has none of what that keeps for a thread. */
static int sleep_on(void *argument)
{
    atomic_store((_Atomic uint32_t *)argument, 1);
    wait_directly();
    return 0;
}

/* Goes on beside one that nobody knows, until its input ends. */
static void clone_and_read(void)
{
    char byte;
    clone(sleep_on, stack + STACK_SIZE,
          CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM,
          &has_begun);
    while (!atomic_load(&has_begun)) {
        sched_yield();
    }
    printf("%zd\n", read(STDIN_FILENO, &byte, 1));
}

static const struct story stories[] = {
    {"clone-and-read", clone_and_read},
    {"wait-directly", wait_directly},
    {"wait-for-ever", wait_for_ever},
    {"wait-thrice", wait_thrice},
};

int main(int argc, char **argv)
{
    return TELL_STORY(stories, argc > 1 ? argv[1] : NULL);
}
