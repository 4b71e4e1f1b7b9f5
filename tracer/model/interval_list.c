/* Words of a pair: begin event, begin, end event, length. Of a change or level: event, begin with
 * the class above it; the level. Of a reference: which list, place in it. A begin counts from that
 * of the block. */
#include "tracer/model/interval_list.h"

#include <stdlib.h>

#include "tracer/model/arena.h"
#include "tracer/model/interval_index.h"

#define CLASS_SHIFT    28
#define CHANGE_FAR     ((1u << CLASS_SHIFT) - 1)
#define FIRST_CAPACITY 4u

void interval_list_init(struct interval_list *list, const struct trace *trace,
                        enum interval_form form, uint32_t class_count)
{
    static const uint8_t widths[] = {
        [INTERVAL_PAIRS] = 4,
        [INTERVAL_CHANGES] = 2,
        [INTERVAL_LEVELS] = 3,
        [INTERVAL_REFERENCES] = 2,
    };
    bool is_chain = form == INTERVAL_CHANGES || form == INTERVAL_LEVELS;
    *list = (struct interval_list){
        .trace = trace,
        .far = is_chain ? CHANGE_FAR : UINT32_MAX,
        .width = widths[form],
        .class_count = (uint8_t)class_count,
        .is_chain = is_chain,
    };
}

void interval_list_init_references(struct interval_list *list, const struct trace *trace,
                                   const struct interval_list *owners, uint32_t owner_size)
{
    interval_list_init(list, trace, INTERVAL_REFERENCES, 1);
    list->owners = owners;
    list->owner_size = owner_size;
}

/* Room for one more; returns its words. */
static uint32_t *add(struct interval_list *list)
{
    size_t capacity = list->capacity;
    if (list->count == list->capacity) {
        capacity = capacity ? capacity * 2 : FIRST_CAPACITY;
        list->words = array_resize(list->words, capacity * list->width, sizeof *list->words);
        list->capacity = capacity > UINT32_MAX ? UINT32_MAX : (uint32_t)capacity;
        if (capacity > INTERVAL_BLOCK && list->owners == NULL) {
            list->begins_ns = array_resize(list->begins_ns, capacity / INTERVAL_BLOCK + 1,
                                           sizeof *list->begins_ns);
            list->begins_ns[0] = list->begin_ns;
        }
    }
    return list->words + (uint64_t)list->count++ * list->width;
}

/* The begin of the latest, as it is kept. */
static uint32_t begin_of(struct interval_list *list, uint32_t event)
{
    uint64_t time_ns = list->trace->events[event].time_ns;
    uint32_t at = list->count - 1;
    if (at == 0) {
        list->begin_ns = time_ns;
    }
    if (list->begins_ns == NULL) {
        uint64_t distance_ns = time_ns - list->begin_ns;
        return distance_ns < list->far ? (uint32_t)distance_ns : list->far;
    }
    if (at % INTERVAL_BLOCK == 0) {
        list->begins_ns[at / INTERVAL_BLOCK] = time_ns;
    }
    uint64_t distance_ns = time_ns - list->begins_ns[at / INTERVAL_BLOCK];
    return distance_ns < list->far ? (uint32_t)distance_ns : list->far;
}

uint32_t interval_list_begin_pair(struct interval_list *list, uint32_t event)
{
    uint32_t *words = add(list);
    words[0] = event;
    words[1] = begin_of(list, event);
    words[2] = NONE_INDEX;
    words[3] = UINT32_MAX;
    return list->count - 1;
}

void interval_list_end_pair(struct interval_list *list, uint32_t place, uint32_t event)
{
    uint32_t *words = list->words + (uint64_t)place * list->width;
    uint64_t length_ns = list->trace->events[event].time_ns - interval_begin(list, place);
    words[2] = event;
    words[3] = length_ns < UINT32_MAX ? (uint32_t)length_ns : UINT32_MAX;
}

void interval_list_add_change(struct interval_list *list, uint32_t event, uint32_t class)
{
    uint32_t *words = add(list);
    words[0] = event;
    words[1] = begin_of(list, event) | class << CLASS_SHIFT;
}

void interval_list_add_level(struct interval_list *list, uint32_t event, uint32_t level)
{
    interval_list_add_change(list, event, 0);
    list->words[(uint64_t)(list->count - 1) * list->width + 2] = level;
}

void interval_list_void_change(struct interval_list *list)
{
    list->words[(uint64_t)(list->count - 1) * list->width + 1] |= INTERVAL_GAP << CLASS_SHIFT;
}

void interval_list_refer(struct interval_list *list, uint32_t owner, uint32_t place)
{
    uint32_t *words = add(list);
    words[0] = owner;
    words[1] = place;
}

void interval_list_seal(struct interval_list *list)
{
    size_t block_count = (list->count + INTERVAL_BLOCK - 1) / INTERVAL_BLOCK;
    list->words = array_fit(list->words, (size_t)list->count * list->width, sizeof *list->words);
    list->begins_ns = array_fit(list->begins_ns, block_count, sizeof *list->begins_ns);
    list->capacity = list->count;
    list->index = interval_index_create(list);
}

void interval_list_finish(struct interval_list *list)
{
    free(list->words);
    free(list->begins_ns);
    interval_index_destroy(list->index);
    *list = (struct interval_list){0};
}

/* ---- columns ---- */

void interval_column_set(struct interval_column *column, uint32_t place, uint32_t value)
{
    uint32_t count = column->count ? column->count : FIRST_CAPACITY;
    while (count <= place) {
        count *= 2;
    }
    if (count > column->count) {
        column->values = array_resize(column->values, count, sizeof *column->values);
        for (uint32_t i = column->count; i < count; i++) {
            column->values[i] = INTERVAL_UNSAID;
        }
        column->count = count;
    }
    column->values[place] = value;
}

/* How many bytes the numbers need; the largest of them means unsaid. */
static uint8_t width_for(const struct interval_column *column)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < column->count; i++) {
        uint32_t value = column->values[i] == INTERVAL_UNSAID ? 0 : column->values[i];
        most = value > most ? value : most;
    }
    return most < UINT8_MAX ? 1 : most < UINT16_MAX ? 2 : 4;
}

static void narrow(struct interval_column *column)
{
    uint8_t *bytes = column->sealed;
    uint16_t *halves = column->sealed;
    for (uint32_t i = 0; i < column->count; i++) {
        uint32_t value = column->values[i];
        bool is_said = value != INTERVAL_UNSAID;
        if (column->width == 1) {
            bytes[i] = is_said ? (uint8_t)value : UINT8_MAX;
        } else {
            halves[i] = is_said ? (uint16_t)value : UINT16_MAX;
        }
    }
}

void interval_column_seal(struct interval_column *column)
{
    while (column->count > 0 && column->values[column->count - 1] == INTERVAL_UNSAID) {
        column->count--;
    }
    if (column->count == 0) {
        interval_column_finish(column);
        return;
    }
    column->width = width_for(column);
    if (column->width == 4) {
        column->values = array_fit(column->values, column->count, column->width);
        return;
    }
    column->sealed = array_of(column->count, column->width);
    narrow(column);
    free(column->values);
    column->values = NULL;
}

uint32_t interval_column_at(const struct interval_column *column, uint32_t place)
{
    if (place >= column->count) {
        return INTERVAL_UNSAID;
    }
    if (column->sealed == NULL) {
        return column->values[place];
    }
    uint32_t value = column->width == 1 ? ((const uint8_t *)column->sealed)[place]
                                        : ((const uint16_t *)column->sealed)[place];
    return value == (column->width == 1 ? UINT8_MAX : UINT16_MAX) ? INTERVAL_UNSAID : value;
}

void interval_column_finish(struct interval_column *column)
{
    free(column->values);
    free(column->sealed);
    *column = (struct interval_column){0};
}
