#include "viewer/scene/layout/column_fill.h"

#define WALKED     12u /* intervals a column: so many are looked at one by one, … */
#define WALKED_FAR 3u  /* … of references, which lie far apart, so many */
#define ROOM_MIN   0.01
#define SPREAD_MAX 8u /* blocks a column: so many are spread one by one, of more their sums */

struct filling {
    const struct columns *columns;
    const struct interval_list *list;
    float *shares;
    const uint32_t *longs; /* the next ones, by place */
    size_t long_count;
    uint32_t column; /* where the latest began */
};

uint32_t column_at(const struct columns *columns, uint64_t time_ns)
{
    uint32_t low = 0, high = columns->count;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (columns->edges_ns[middle] <= time_ns) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static inline void add(struct filling *filling, uint64_t begin_ns, uint64_t length_ns,
                       uint32_t class)
{
    const struct columns *columns = filling->columns;
    uint32_t column = filling->column;
    while (column + 1 < columns->count && columns->edges_ns[column + 1] <= begin_ns) {
        column++;
    }
    filling->column = column;
    filling->shares[(uint64_t)column * filling->list->class_count + class] +=
        (float)length_ns * columns->per_ns[column];
}

/* ---- one by one ---- */

static void walk_changes(struct filling *filling, uint32_t from, uint32_t to)
{
    const struct interval_list *list = filling->list;
    uint64_t begin_ns = from < to ? interval_begin(list, from) : 0;
    for (uint32_t i = from; i < to; i++) {
        uint64_t end_ns = interval_end(list, i);
        uint32_t class = interval_class(list, i);
        if (class != INTERVAL_GAP && end_ns - begin_ns < filling->columns->pixel_ns &&
            i + 1 < list->count) {
            add(filling, begin_ns, end_ns - begin_ns, class);
        }
        begin_ns = end_ns;
    }
}

static void walk(struct filling *filling, uint32_t from, uint32_t to)
{
    const struct interval_list *list = filling->list;
    if (list->is_chain) {
        walk_changes(filling, from, to);
        return;
    }
    for (uint32_t i = from; i < to; i++) {
        interval_will_ask(list, i + INTERVAL_AHEAD);
        struct interval_pair pair = interval_pair_at(list, i);
        if (pair.length_ns < filling->columns->pixel_ns && pair.end_event != NONE_INDEX) {
            add(filling, pair.begin_ns, pair.length_ns, 0);
        }
    }
}

/* ---- by blocks ---- */

/* What is long is in the sums, too, and is taken off again. */
static void take_off_long(struct filling *filling, uint32_t to, uint64_t sums[INTERVAL_CLASSES_MAX])
{
    const struct interval_list *list = filling->list;
    for (; filling->long_count > 0 && *filling->longs < to; filling->longs++) {
        uint32_t at = *filling->longs;
        sums[interval_class(list, at)] -= interval_end(list, at) - interval_begin(list, at);
        filling->long_count--;
    }
}

/* How much of a column the long ones leave, in a list where one begins when another ends. */
static double room_in(const struct filling *filling, uint32_t column)
{
    const float *shares = filling->shares + (uint64_t)column * filling->list->class_count;
    double room = 1;
    for (uint32_t class = 0; filling->list->is_chain && class < filling->list->class_count;
         class ++) {
        room -= shares[class];
    }
    return room > ROOM_MIN ? room : 0;
}

/* How much time short ones can have taken in the part of a column that a block lies in. */
static double room_ns(const struct filling *filling, uint32_t column,
                      const struct interval_span *span)
{
    const uint64_t *edges_ns = filling->columns->edges_ns;
    uint64_t left_ns = edges_ns[column] > span->begin_ns ? edges_ns[column] : span->begin_ns;
    uint64_t right_ns = edges_ns[column + 1] < span->end_ns ? edges_ns[column + 1] : span->end_ns;
    return right_ns > left_ns ? (double)(right_ns - left_ns) * room_in(filling, column) : 0;
}

/* Evenly over the columns that a block's intervals begin in, where there is room. */
static void spread(struct filling *filling, const struct interval_span *span)
{
    const struct columns *columns = filling->columns;
    uint32_t classes = filling->list->class_count, first = column_at(columns, span->begin_ns);
    uint32_t last = first;
    double room = 0;
    for (; last < columns->count && (last == first || columns->edges_ns[last] < span->end_ns);
         last++) {
        room += room_ns(filling, last, span);
    }
    for (uint32_t i = first; i < last; i++) {
        double part = room > 0 ? room_ns(filling, i, span) / room : i == first;
        for (uint32_t class = 0; class < classes; class ++) {
            filling->shares[(uint64_t)i * classes + class] +=
                (float)((double)span->sums[class] * part) * columns->per_ns[i];
        }
    }
}

static void spread_blocks(struct filling *filling, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to;) {
        uint32_t block = i / INTERVAL_BLOCK;
        uint32_t next = (block + 1) * INTERVAL_BLOCK;
        struct interval_span span;
        bool is_whole = i % INTERVAL_BLOCK == 0 && next <= to;
        if (is_whole && interval_index_span(filling->list, block, &span)) {
            take_off_long(filling, next, span.sums);
            spread(filling, &span);
        } else {
            filling->column = column_at(filling->columns, interval_begin(filling->list, i));
            walk(filling, i, next < to ? next : to);
        }
        i = next;
    }
}

/* ---- by columns ---- */

static void add_columns(struct filling *filling, uint32_t from)
{
    const struct columns *columns = filling->columns;
    const struct interval_list *list = filling->list;
    for (uint32_t column = 0; column < columns->count && from < list->count; column++) {
        uint32_t to = interval_index_count_from(list, from, columns->edges_ns[column + 1]);
        bool is_cut = to - from > INTERVAL_BLOCK && to < list->count;
        to -= is_cut ? to % INTERVAL_BLOCK : 0;
        uint64_t sums[INTERVAL_CLASSES_MAX] = {0};
        interval_index_add_sums(list, from, to, sums);
        take_off_long(filling, to, sums);
        uint64_t span_ns = is_cut ? interval_begin(list, to) - interval_begin(list, from) : 0;
        float per_ns = span_ns > 0 ? 1 / (float)span_ns : columns->per_ns[column];
        for (uint32_t class = 0; class < list->class_count; class ++) {
            filling->shares[(uint64_t)column * list->class_count + class] +=
                (float)sums[class] * per_ns;
        }
        from = to;
    }
}

void column_fill_short(const struct columns *columns, const struct interval_list *list,
                       const uint32_t *longs, size_t long_count, float *shares)
{
    struct filling filling = {columns, list, shares, longs, long_count, 0};
    uint32_t from = interval_index_count_before(list, columns->edges_ns[0]);
    while (filling.long_count > 0 && *filling.longs < from) { /* they began before */
        filling.longs++;
        filling.long_count--;
    }
    uint32_t to = interval_index_count_from(list, from, columns->edges_ns[columns->count]);
    uint64_t count = to - from, walked = list->owners != NULL ? WALKED_FAR : WALKED;
    if (count <= walked * columns->count) {
        walk(&filling, from, to);
    } else if (count <= (uint64_t)SPREAD_MAX * INTERVAL_BLOCK * columns->count) {
        spread_blocks(&filling, from, to);
    } else {
        add_columns(&filling, from);
    }
}
