/* What the kernel is asked about a recorded process, with a process whose threads do one thing
 * after the other when they are told to. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/check.h"
#include "tracer/collect/kernel_look.h"
#include "tracer/collect/kernel_tasks.h"
#include "tracer/collect/pool_owner.h"
#include "tracer/record/attachment.h"
#include "tracer/record/recorder.h"

#define MAIN 1 /* the number of the program's main thread */

static struct {
    struct pool_owner owner;
    pid_t pid;
    int to_program, from_program; /* pipes */
    struct kernel_look look;
} run;

/* ---- the program ---- */

static int orders, answers;

static void answer(void)
{
    check_int_equal(write(answers, "k", 1), 1);
}

static void *live_unrecorded(void *argument)
{
    answer();
    pause();
    return argument;
}

static void *live_recorded(void *argument)
{
    recorder_begin_thread(recorder_new_thread());
    recorder_event(EVENT_MARK, 0, 0, 0, 0);
    answer();
    pause();
    return argument;
}

static void *end_recorded(void *argument)
{
    recorder_begin_thread(recorder_new_thread());
    recorder_event(EVENT_MARK, 0, 0, 0, 0);
    recorder_end_thread();
    answer();
    pause(); /* it has ended for the trace, and goes on */
    return argument;
}

static void obey(char order)
{
    pthread_t thread;
    switch (order) {
    case 'u':
        pthread_create(&thread, NULL, live_unrecorded, NULL);
        break;
    case 'r':
        pthread_create(&thread, NULL, live_recorded, NULL);
        break;
    case 'e':
        pthread_create(&thread, NULL, end_recorded, NULL);
        break;
    case 't':
        signal(SIGALRM, SIG_DFL);
        timer_create(CLOCK_MONOTONIC, &(struct sigevent){.sigev_notify = SIGEV_NONE},
                     &(timer_t){NULL});
        answer();
        break;
    default:
        answer();
    }
}

static void be_the_program(void)
{
    char order;
    if (!attachment_open(run.owner.path)) {
        _exit(1);
    }
    answer();
    while (read(orders, &order, 1) == 1) {
        obey(order);
    }
    _exit(0);
}

/* ---- the one who looks ---- */

static void await_answer(void)
{
    char byte;
    check_int_equal(read(run.from_program, &byte, 1), 1);
}

/* Until all its threads sleep: those that answered are on their way. */
static void await_sleep(void)
{
    struct kernel_tasks tasks = {0};
    bool is_asleep = false;
    while (!is_asleep && kernel_tasks_read(&tasks, (uint32_t)run.pid)) {
        is_asleep = true;
        for (size_t i = 0; i < tasks.count; i++) {
            is_asleep &= tasks.tasks[i].state != 'R';
        }
    }
    check_true(is_asleep);
    kernel_tasks_finish(&tasks);
}

static void order(char what)
{
    check_int_equal(write(run.to_program, &what, 1), 1);
    await_answer();
    await_sleep();
}

static void begin(void)
{
    struct trace_error error;
    struct pool_settings settings = {.time_scale = 1, .packet_count = 64};
    check_true(pool_owner_open(&run.owner, &settings, &error));
    int down[2], up[2];
    check_true(pipe(down) == 0 && pipe(up) == 0);
    run.pid = fork();
    if (run.pid == 0) {
        orders = down[0];
        answers = up[1];
        close(down[1]);
        be_the_program();
    }
    close(down[0]);
    close(up[1]);
    run.to_program = down[1];
    run.from_program = up[0];
    await_answer();
    await_sleep();
}

static void look(void)
{
    kernel_look_take(&run.look, run.owner.pool);
}

static void end(void)
{
    close(run.to_program);
    close(run.from_program);
    waitpid(run.pid, NULL, 0);
    kernel_look_finish(&run.look);
    pool_owner_close(&run.owner);
}

static bool slept_at_once(uint32_t thread)
{
    return kernel_look_slept(&run.look, &run.look, thread);
}

/* ---- tests ---- */

static void test_closed(void)
{
    begin();
    order('r');
    look();
    check_int_equal(run.look.open_count, 0);
    check_int_equal(run.look.asleep_count, 2);
    check_true(slept_at_once(MAIN) && slept_at_once(MAIN + 1) && !slept_at_once(MAIN + 2));
    end();
}

static void test_unknown(void)
{
    begin();
    order('u');
    look();
    check_int_equal(run.look.open_count, 1);
    check_int_equal(run.look.open[0].process, 1);
    check_text_equal(run.look.open[0].reason, "a thread that is not recorded");
    check_int_equal(run.look.asleep_count, 1);
    end();
}

static void test_ended(void)
{
    begin();
    order('e');
    look();
    check_int_equal(run.look.open_count, 1);
    check_true(!slept_at_once(MAIN + 1));
    end();
}

static void test_awake_between(void)
{
    begin();
    look();
    struct kernel_look before = run.look;
    run.look = (struct kernel_look){0};
    look();
    check_true(kernel_look_slept(&before, &run.look, MAIN));
    order(' ');
    look();
    check_true(!kernel_look_slept(&before, &run.look, MAIN));
    kernel_look_finish(&before);
    end();
}

static void test_stopped(void)
{
    begin();
    kill(run.pid, SIGSTOP);
    waitpid(run.pid, NULL, WUNTRACED);
    look();
    check_int_equal(run.look.asleep_count, 0);
    kill(run.pid, SIGCONT);
    end();
}

static void test_timer(void)
{
    begin();
    order('t');
    look();
    check_int_equal(run.look.open_count, 1);
    check_text_equal(run.look.open[0].reason, "a timer, or a handler for one");
    end();
}

static void test_gone(void)
{
    begin();
    kill(run.pid, SIGKILL);
    siginfo_t info;
    waitid(P_PID, (id_t)run.pid, &info, WEXITED | WNOWAIT); /* a zombie is gone, too */
    look();
    check_int_equal(run.look.open_count + run.look.asleep_count, 0);
    end();
}

static const struct test_case test_cases[] = {
    {"kernel_look@recorded-threads-sleep-in-a-closed-world", test_closed},
    {"kernel_look@unknown-thread-opens-the-world", test_unknown},
    {"kernel_look@thread-that-goes-on-after-its-end-opens-the-world", test_ended},
    {"kernel_look@thread-awake-between-two-looks-did-not-sleep", test_awake_between},
    {"kernel_look@stopped-program-does-not-sleep", test_stopped},
    {"kernel_look@timer-opens-the-world", test_timer},
    {"kernel_look@process-that-is-gone-says-nothing", test_gone},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
