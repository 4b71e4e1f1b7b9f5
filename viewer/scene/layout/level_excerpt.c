#include "viewer/scene/layout/level_excerpt.h"

#define WHOLE_MAX 4096 /* so many are shown one by one */

/* The changes [from, to) that lie in view, and the one before them. */
static void find_in_view(const struct interval_list *list, const uint64_t *edges_ns,
                         uint32_t column_count, uint32_t *from, uint32_t *to)
{
    *from = interval_index_count_before(list, edges_ns[0]);
    *from -= *from > 0;
    *to = interval_index_count_before(list, edges_ns[column_count] + 1);
}

/* Of a column: the greatest count, where it is first reached, and what it is at the end. */
static void add_column_levels(struct object_lane *lane, const struct packed_rest *rest,
                              uint32_t from, uint32_t to)
{
    struct lane_level peak = lane_level_at(rest, from), last = lane_level_at(rest, to - 1);
    peak.count = interval_index_greatest(&rest->levels, from, to);
    lane->levels[lane->level_count++] = peak;
    if (to - from > 1) {
        lane->levels[lane->level_count++] = last;
    }
}

static void fill_levels(struct object_lane *lane, const struct packed_rest *rest,
                        const uint64_t *edges_ns, uint32_t column_count, struct arena *arena)
{
    uint32_t from = 0, to = rest->levels.count;
    if (to > WHOLE_MAX) {
        find_in_view(&rest->levels, edges_ns, column_count, &from, &to);
    }
    uint32_t count = to - from;
    size_t most = count <= WHOLE_MAX ? count : 2 * ((size_t)column_count + 2);
    lane->levels = arena_allocate(arena, (most + 1) * sizeof *lane->levels);
    for (; count <= WHOLE_MAX && from < to; from++) {
        lane->levels[lane->level_count++] = lane_level_at(rest, from);
    }
    for (uint32_t column = 0; from < to && column <= column_count; column++) {
        uint64_t end_ns = column < column_count ? edges_ns[column + 1] : UINT64_MAX;
        uint32_t next = interval_index_count_from(&rest->levels, from, end_ns);
        next = next < to ? next : to;
        if (next > from) {
            add_column_levels(lane, rest, from, next);
            from = next;
        }
    }
}

static void fill_changes(struct object_lane *lane, const struct packed_rest *rest,
                         const uint64_t *edges_ns, uint32_t column_count, struct arena *arena)
{
    uint32_t from = 0, to = rest->changes.count;
    if (to > WHOLE_MAX) {
        find_in_view(&rest->changes, edges_ns, column_count, &from, &to);
    }
    uint32_t count = to - from;
    size_t most = count <= WHOLE_MAX ? count : (size_t)column_count + 2;
    lane->changes = arena_allocate(arena, (most + 1) * sizeof *lane->changes);
    for (; count <= WHOLE_MAX && from < to; from++) {
        lane->changes[lane->change_count++] = lane_change_at(rest, from);
    }
    for (uint32_t column = 0; from < to && column <= column_count; column++) {
        uint64_t end_ns = column < column_count ? edges_ns[column + 1] : UINT64_MAX;
        uint32_t next = interval_index_count_from(&rest->changes, from, end_ns);
        next = next < to ? next : to;
        if (next > from) {
            lane->changes[lane->change_count++] = lane_change_at(rest, next - 1);
            from = next;
        }
    }
}

void level_excerpt_fill(struct object_lane *lane, const struct packed_rest *rest,
                        const uint64_t *edges_ns, uint32_t column_count, struct arena *arena)
{
    if (rest->levels.count > 0) {
        fill_levels(lane, rest, edges_ns, column_count, arena);
    }
    if (rest->changes.count > 0) {
        fill_changes(lane, rest, edges_ns, column_count, arena);
    }
}
