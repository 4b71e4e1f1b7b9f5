/* What is known about the messages in a pipe, and when nothing is. */
#include "tests/check.h"
#include "tracer/process/traffic.h"

#define READER 7
#define OTHER  8

static uint32_t recv(struct traffic *traffic)
{
    return traffic_begin_recv(traffic, READER, false);
}

static void send(struct traffic *traffic, uint32_t size)
{
    traffic_begin_send(traffic, size);
    traffic_end_send(traffic, 1);
}

static void test_numbers(void)
{
    struct traffic *traffic = traffic_create();
    check_int_equal(traffic_begin_send(traffic, 5), 1);
    check_int_equal(traffic_begin_send(traffic, 5), 2);
    traffic_destroy(traffic);
    traffic_destroy(NULL);
}

/* One that is being sent is not there yet, but counts among the shortest. */
static void test_shortest(void)
{
    struct traffic *traffic = traffic_create();
    send(traffic, 9);
    check_int_equal(recv(traffic), 9);
    send(traffic, 20);
    traffic_begin_send(traffic, 4);
    check_int_equal(recv(traffic), 4);
    check_int_equal(recv(traffic), 0);
    traffic_destroy(traffic);
}

static void test_none_came(void)
{
    struct traffic *traffic = traffic_create();
    check_int_equal(recv(traffic), 0);
    send(traffic, 3);
    check_int_equal(recv(traffic), 0); /* the first has it, for all one knows */
    traffic_cancel_recv(traffic);
    traffic_cancel_recv(traffic);
    check_int_equal(recv(traffic), 3);
    traffic_destroy(traffic);
}

static void test_second_reader(void)
{
    struct traffic *traffic = traffic_create();
    for (int i = 0; i < 3; i++) {
        send(traffic, 3);
    }
    check_int_equal(recv(traffic), 3);
    check_int_equal(traffic_begin_recv(traffic, OTHER, false), 0);
    check_int_equal(recv(traffic), 0);
    traffic_destroy(traffic);
}

static void test_readers_with_a_lock(void)
{
    struct traffic *traffic = traffic_create();
    for (uint64_t i = 0; i < 3; i++) {
        send(traffic, 3);
        check_int_equal(traffic_begin_recv(traffic, READER + i, true), 3);
    }
    traffic_destroy(traffic);
}

static void test_other_end(void)
{
    struct traffic *traffic = traffic_create();
    struct traffic *other = traffic_share(traffic);
    send(traffic, 3);
    traffic_destroy(traffic);
    check_int_equal(recv(other), 3);
    traffic_destroy(other);
}

static const struct test_case cases[] = {
    {"traffic@messages-are-numbered", test_numbers},
    {"traffic@shortest-is-known", test_shortest},
    {"traffic@none-came", test_none_came},
    {"traffic@second-reader-ends-it", test_second_reader},
    {"traffic@readers-with-a-lock-are-one", test_readers_with_a_lock},
    {"traffic@other-end-outlives", test_other_end},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
