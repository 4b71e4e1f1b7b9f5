#include "tracer/python/item_road.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "tracer/record/recorder.h"

#define SENT_MAX 16384 /* a pipe's room is less than that of this many; a power of two */

struct common { /* shared with the processes that are forked from here on */
    _Atomic uint32_t put_count, got_count;
    uint32_t sent_count;     /* with the write lock */
    uint32_t next;           /* place of the first that has not been got; with the read lock */
    uint32_t sent[SENT_MAX]; /* numbers, by their place */
};

struct item_road {
    struct common *common;
    uint32_t user_count;
    uint32_t process; /* whose items these are: a fork leaves the parent's behind */
    uint32_t *waiting;
    size_t first, end, capacity;
};

struct item_road *item_road_create(void)
{
    struct item_road *road = calloc(1, sizeof(*road));
    void *common = mmap(NULL, sizeof(struct common), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!road || common == MAP_FAILED) {
        free(road);
        return NULL;
    }
    road->common = common;
    road->user_count = 1;
    return road;
}

struct item_road *item_road_share(struct item_road *road)
{
    if (road) {
        road->user_count++;
    }
    return road;
}

void item_road_destroy(struct item_road *road)
{
    if (road && --road->user_count == 0) {
        munmap(road->common, sizeof(*road->common));
        free(road->waiting);
        free(road);
    }
}

static void look_whose(struct item_road *road)
{
    if (road->process != recorder_process()) {
        road->process = recorder_process();
        road->first = road->end = 0;
    }
}

static bool make_room(struct item_road *road)
{
    if (road->end == road->capacity && road->first > road->capacity / 2) {
        road->end -= road->first;
        memmove(road->waiting, road->waiting + road->first, road->end * sizeof(*road->waiting));
        road->first = 0;
    }
    if (road->end < road->capacity) {
        return true;
    }
    size_t capacity = road->capacity ? road->capacity * 2 : 64;
    uint32_t *waiting = realloc(road->waiting, capacity * sizeof(*waiting));
    if (waiting) {
        road->waiting = waiting;
        road->capacity = capacity;
    }
    return waiting != NULL;
}

uint32_t item_road_put(struct item_road *road)
{
    uint32_t number = atomic_fetch_add(&road->common->put_count, 1) + 1;
    look_whose(road);
    if (make_room(road)) {
        road->waiting[road->end++] = number;
    }
    return number;
}

static uint32_t take_first(struct item_road *road)
{
    look_whose(road);
    return road->first < road->end ? road->waiting[road->first++] : 0;
}

void item_road_drop(struct item_road *road)
{
    if (take_first(road) != 0) {
        atomic_fetch_add(&road->common->got_count, 1);
    }
}

void item_road_send(struct item_road *road)
{
    struct common *common = road->common;
    common->sent[common->sent_count++ % SENT_MAX] = take_first(road);
}

uint32_t item_road_get(struct item_road *road)
{
    atomic_fetch_add(&road->common->got_count, 1);
    return road->common->sent[road->common->next++ % SENT_MAX];
}

uint32_t item_road_size(const struct item_road *road)
{
    return atomic_load(&road->common->put_count) - atomic_load(&road->common->got_count);
}
