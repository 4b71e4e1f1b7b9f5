/* Merging streams of events, beside the simplest way to do it: look at all of them each time. */
#include <stdlib.h>

#include "tests/check.h"
#include "tracer/event/event_order.h"

#define TURNS_MAX 1000
#define LENGTH    40 /* of a stream, at most */

struct stream {
    uint64_t ranks[LENGTH];
    uint32_t count;
    uint32_t next;
};

static struct stream streams[TURNS_MAX];
static uint64_t random_state = 1;

static uint64_t next_random(uint64_t below)
{
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (random_state >> 33) % below;
}

static uint64_t rank_of(const struct stream *stream)
{
    return stream->next < stream->count ? stream->ranks[stream->next] : EVENT_RANK_NONE;
}

/* Times go on by little, so that many are the same; now and then by as much as `leap`. */
static void fill(uint32_t turn_count, uint64_t leap)
{
    const uint16_t kinds[] = {EVENT_LOCK_ACQUIRE, EVENT_LOCK_RELEASE};
    for (uint32_t turn = 0; turn < turn_count; turn++) {
        struct stream *stream = &streams[turn];
        uint64_t time_ns = 0;
        stream->count = (uint32_t)next_random(LENGTH + 1);
        stream->next = 0;
        for (uint32_t i = 0; i < stream->count; i++) {
            uint64_t step = next_random(20) == 0 ? leap : next_random(3);
            time_ns = time_ns + step > RAW_TIME_MAX ? RAW_TIME_MAX : time_ns + step;
            stream->ranks[i] = event_rank_make(time_ns, kinds[next_random(2)]);
        }
    }
}

static bool find_next(uint32_t turn_count, uint32_t *next)
{
    *next = 0;
    for (uint32_t turn = 1; turn < turn_count; turn++) {
        *next = rank_of(&streams[turn]) < rank_of(&streams[*next]) ? turn : *next;
    }
    return streams[*next].next < streams[*next].count;
}

static void check_order(uint32_t turn_count, uint64_t leap)
{
    uint64_t ranks[TURNS_MAX];
    uint64_t *memory = malloc(event_order_size(turn_count) * sizeof *memory);
    struct event_order order;
    fill(turn_count, leap);
    for (uint32_t turn = 0; turn < turn_count; turn++) {
        ranks[turn] = rank_of(&streams[turn]);
    }
    event_order_begin(&order, memory, ranks, turn_count);
    uint32_t turn = 0, expected = 0;
    while (find_next(turn_count, &expected)) {
        check_true(event_order_next(&order, &turn));
        check_int_equal(turn, expected);
        streams[expected].next++;
        event_order_replace(&order, turn, rank_of(&streams[expected]));
        if (turn != expected) {
            break;
        }
    }
    check_true(!event_order_next(&order, &turn));
    free(memory);
}

static void test_earliest_is_next(void)
{
    for (int i = 0; i < 200; i++) {
        check_order((uint32_t)next_random(20), 1000);
    }
    check_order(TURNS_MAX, 1000);
}

static void test_centuries_between_them_change_nothing(void)
{
    for (unsigned shift = 40; shift < 63; shift++) {
        check_order((uint32_t)next_random(20), UINT64_C(1) << shift);
        check_order(TURNS_MAX, UINT64_C(1) << shift);
    }
    check_order(1, RAW_TIME_MAX);
    check_order(2, RAW_TIME_MAX);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"event_order@earliest-is-next", test_earliest_is_next},
        {"event_order@centuries-between-them-change-nothing",
         test_centuries_between_them_change_nothing},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
