/* How often a reader looks again before it sleeps, counted by the times it yields. */
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "tests/pipe_stage.h"
#include "tests/reader_thread.h"
#include "tracer/process/connection.h"
#include "tracer/process/patience.h"

#define WAITS           100
#define WAITS_WITH_LOOK 7 /* of these: with none, 1, 3, 7, 15 and 31 waits in between, then 63 */
#define RAW_MAX         64

/* ---- in place of the kernel's ---- */

static _Thread_local bool counts_yields;
static _Atomic int yield_count;
static int send_at; /* the yield at which the message comes; 0: none */

static char raw[RAW_MAX];
static ssize_t raw_size;

int sched_yield(void)
{
    if (!counts_yields) {
        return 0;
    }
    yield_count++;
    if (yield_count == send_at) {
        check_int_equal(write(connection_fd(sender), raw, (size_t)raw_size), raw_size);
    }
    return 0;
}

/* ---- stage ---- */

static bool has_several_processors(const char *name)
{
    cpu_set_t set;
    bool has_several = sched_getaffinity(0, sizeof(set), &set) != 0 || CPU_COUNT(&set) > 1;
    if (!has_several) {
        printf("skip %s: one processor\n", name);
    }
    return has_several;
}

/* A message that is taken out again, to be written when the reader yields. */
static void keep_message(void)
{
    check_int_equal(send_number(sender, 5), TL_OK);
    raw_size = read(connection_fd(receiver), raw, sizeof(raw));
    check_true(raw_size > HEADER_SIZE);
}

/* The looks of one wait, which ends so. */
static int looks(struct patience *patience, bool has_come, long lasts_ns)
{
    int count = 0;
    struct looking looking = patience_begin(patience);
    while (patience_look_again(&looking)) {
        count++;
    }
    if (lasts_ns > 0) {
        nanosleep(&(struct timespec){.tv_nsec = lasts_ns}, NULL);
    }
    patience_end(&looking, has_come);
    return count;
}

/* ---- what is recorded ---- */

CASE(test_comes_soon)
{
    if (!has_several_processors("patience@what-comes-soon-needs-no-wait")) {
        return;
    }
    make_recorded_pipe();
    keep_message();
    counts_yields = true;
    send_at = 3;
    size_t before = capture_count();
    check_int_equal(recv_number(receiver), 5);
    check_int_equal(yield_count, 3);
    check_int_equal(capture_count() - before, 4);
    check_true(strstr(capture_tell(0), "main pipe.recv+ X; main ·pipe.read+ X message; "
                                       "main ·pipe.read X message; main pipe.recv X m1"));
}

static void recv_fives(void *unused)
{
    (void)unused;
    counts_yields = true;
    for (int i = 0; i < WAITS; i++) {
        check_int_equal(recv_number(receiver), 5);
    }
}

/* Each message comes when the reader sleeps. */
CASE(test_idle_reader)
{
    if (!has_several_processors("patience@idle-reader-sleeps-and-stops-looking")) {
        return;
    }
    make_recorded_pipe();
    struct tl_thread *thread = start_thread(recv_fives, "R");
    await_waits(connection_pipe_in(receiver), 1);
    check_int_equal(yield_count, PATIENCE_LOOKS);
    for (int i = 0; i < WAITS; i++) {
        await_waits(connection_pipe_in(receiver), i + 1);
        check_int_equal(send_number(sender, 5), TL_OK);
    }
    join_thread(thread);
    check_int_equal(yield_count, WAITS_WITH_LOOK * PATIENCE_LOOKS);
}

CASE(test_try)
{
    make_recorded_pipe();
    counts_yields = true;
    check_int_equal(tl_connection_poll(receiver, 0), TL_TIMEOUT);
    void *data;
    size_t size;
    const struct limit now = {0, 0};
    check_int_equal(connection_recv_bytes(receiver, &data, &size, now), TL_TIMEOUT);
    check_int_equal(yield_count, 0);
}

/* ---- what is learned ---- */

/* How long the test itself is kept from the processor is nobody's, so it may take some rounds. */
CASE(test_success)
{
    if (!has_several_processors("patience@what-helped-is-done-again")) {
        return;
    }
    struct patience patience = {0};
    check_int_equal(looks(&patience, false, 0), PATIENCE_LOOKS);
    check_int_equal(looks(&patience, false, 0), PATIENCE_LOOKS);
    check_int_equal(looks(&patience, false, 0), 0);
    while (patience.vain_count > 0) {
        looks(&patience, true, 0);
    }
    check_int_equal(looks(&patience, false, 0), PATIENCE_LOOKS);
    check_int_equal(looks(&patience, false, 0), PATIENCE_LOOKS);
}

CASE(test_slow)
{
    if (!has_several_processors("patience@what-took-long-was-in-vain")) {
        return;
    }
    struct patience patience = {0};
    check_int_equal(looks(&patience, true, 2 * PATIENCE_NS), PATIENCE_LOOKS);
    check_int_equal(looks(&patience, true, 2 * PATIENCE_NS), PATIENCE_LOOKS);
    check_int_equal(looks(&patience, true, 0), 0);
}

CASE(test_one_processor)
{
    cpu_set_t set;
    struct patience patience = {0};
    CPU_ZERO(&set);
    CPU_SET(sched_getcpu(), &set);
    check_int_equal(sched_setaffinity(0, sizeof(set), &set), 0);
    counts_yields = true;
    check_int_equal(looks(&patience, false, 0), 0);
    check_int_equal(yield_count, 0);
}

CASE(test_gil)
{
    struct patience patience = {0};
    counts_yields = true;
    tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_EVERY_OP);
    check_int_equal(looks(&patience, false, 0), 0);
    check_int_equal(yield_count, 0);
}

static const struct test_case cases[] = {
    {"patience@what-comes-soon-needs-no-wait", test_comes_soon},
    {"patience@idle-reader-sleeps-and-stops-looking", test_idle_reader},
    {"patience@try-does-not-look-again", test_try},
    {"patience@what-helped-is-done-again", test_success},
    {"patience@what-took-long-was-in-vain", test_slow},
    {"patience@one-processor-is-left-to-others", test_one_processor},
    {"patience@nobody-looks-with-the-gil", test_gil},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
