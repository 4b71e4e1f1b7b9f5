#include "tracer/analysis/range_statistics.h"

#include "tracer/model/interval_index.h"

/* What of an interval lies inside. */
static uint64_t inside(struct time_range range, uint64_t begin_ns, uint64_t end_ns)
{
    uint64_t begin = begin_ns > range.begin_ns ? begin_ns : range.begin_ns;
    uint64_t end = end_ns < range.end_ns ? end_ns : range.end_ns;
    return end > begin ? end - begin : 0;
}

/* The first that ends inside the range or later, of intervals that do not overlap. */
static uint32_t first_inside(const struct interval_list *list, struct time_range range)
{
    uint32_t at = interval_index_first_after(list, range.begin_ns);
    while (at < list->count && interval_end(list, at) <= range.begin_ns) {
        at++;
    }
    return at;
}

/* Of a long array, the whole intervals come from the index and the two at the edges are cut. */
static void add_states(const struct interval_list *list, struct time_range range,
                       uint64_t state_ns[LANE_STATE_COUNT])
{
    uint32_t from = first_inside(list, range);
    uint32_t to = interval_index_count_before(list, range.end_ns);
    uint64_t sums[INTERVAL_CLASSES_MAX] = {0};
    if (to <= from) {
        return;
    }
    interval_index_add_sums(list, from, to, sums);
    for (uint32_t i = 0; i < 2 && (i == 0 || to - 1 > from); i++) {
        uint32_t at = i == 0 ? from : to - 1;
        uint64_t begin = interval_begin(list, at), end = interval_end(list, at);
        if (!interval_is_gap(list, at)) {
            sums[interval_class(list, at)] -= end - begin - inside(range, begin, end);
        }
    }
    for (int state = 0; state < LANE_STATE_COUNT; state++) {
        state_ns[state] += sums[state];
    }
}

static bool is_wait(enum lane_state state)
{
    return state == LANE_WAIT_LOCK || state == LANE_WAIT_CONDITION || state == LANE_WAIT_TRANSFER;
}

/* Only what is longer than the longest so far is looked at. */
static void find_longest_wait(const struct packed_thread *lane, struct time_range range,
                              struct thread_statistics *statistics)
{
    const struct interval_list *list = &lane->segments;
    uint32_t at = interval_index_first_after(list, range.begin_ns);
    uint32_t to = interval_index_count_before(list, range.end_ns);
    while ((at = interval_index_next_long(list, at, to, statistics->longest_wait_ns + 1,
                                          range.begin_ns)) < to) {
        struct lane_segment segment = lane_segment_at(lane, at++);
        uint64_t length = inside(range, segment.begin_ns, segment.end_ns);
        if (is_wait(segment.state) && length > statistics->longest_wait_ns) {
            statistics->longest_wait_ns = length;
            statistics->longest_target = segment.target;
        }
    }
}

struct thread_statistics range_statistics_of_thread(const struct lanes *lanes, uint32_t thread,
                                                    struct time_range range)
{
    const struct packed_thread *lane = &lanes->threads[thread];
    struct thread_statistics statistics = {.longest_target = NONE_INDEX};
    add_states(&lane->segments, range, statistics.state_ns);
    for (int state = 0; state < LANE_STATE_COUNT; state++) {
        statistics.whole_ns += statistics.state_ns[state];
    }
    find_longest_wait(lane, range, &statistics);
    return statistics;
}

/* What lies in the range of an object's holds or of its waits. */
struct tally {
    uint64_t sum_ns, longest_ns;
    uint32_t count, longest; /* its place in the list, or NONE_INDEX */
};

#define COUNTED_MAX 65536u /* of more, those that are cut by the range's edges count in full */

static void count_each(const struct interval_list *list, struct time_range range, uint32_t from,
                       uint32_t to, struct tally *tally)
{
    for (uint32_t i = from; i < to; i++) {
        uint64_t length = inside(range, interval_begin(list, i), interval_end(list, i));
        tally->sum_ns += length;
        tally->count += length > 0;
    }
}

static struct tally tally_of(const struct interval_list *list, struct time_range range)
{
    struct tally tally = {.longest = NONE_INDEX};
    uint32_t from = interval_index_first_after(list, range.begin_ns);
    uint32_t to = interval_index_count_before(list, range.end_ns);
    if (to <= from) {
        return tally;
    }
    if (to - from <= COUNTED_MAX) {
        count_each(list, range, from, to, &tally);
    } else {
        uint64_t sums[INTERVAL_CLASSES_MAX] = {0};
        interval_index_add_sums(list, from, to, sums);
        tally.sum_ns = sums[0];
        tally.count = to - from;
    }
    while ((from = interval_index_next_long(list, from, to, tally.longest_ns + 1, range.begin_ns)) <
           to) {
        uint64_t length = inside(range, interval_begin(list, from), interval_end(list, from));
        if (length > tally.longest_ns) {
            tally.longest_ns = length;
            tally.longest = from;
        }
        from++;
    }
    return tally;
}

struct object_statistics range_statistics_of_object(const struct lanes *lanes, uint32_t object,
                                                    struct time_range range)
{
    const struct packed_object *lane = &lanes->objects[object];
    struct tally holds = tally_of(&lane->holds.list, range);
    struct tally waits = tally_of(&lane->waits.list, range);
    bool has_hold = holds.longest != NONE_INDEX, has_wait = waits.longest != NONE_INDEX;
    return (struct object_statistics){
        .held_ns = holds.sum_ns,
        .longest_hold_ns = holds.longest_ns,
        .waited_ns = waits.sum_ns,
        .longest_wait_ns = waits.longest_ns,
        .hold_count = holds.count,
        .wait_count = waits.count,
        .longest_holder = has_hold ? hold_list_at(&lane->holds, holds.longest).thread : NONE_INDEX,
        .longest_waiter = has_wait ? wait_list_at(&lane->waits, waits.longest).thread : NONE_INDEX,
    };
}
