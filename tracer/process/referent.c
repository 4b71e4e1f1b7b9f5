#include "tracer/process/referent.h"

#include <stdlib.h>

#include "tracer/sync/object.h"

static struct {
    struct guard guard;     /* protects the rest, and the counts */
    struct referent **rows; /* by serial - 1; NULL: gone */
    uint32_t size;
    uint32_t room;
} table;

/* Under the guard. */
static bool reserve_row(void)
{
    if (table.size < table.room) {
        return true;
    }
    uint32_t room = table.room ? table.room * 2 : 16;
    struct referent **rows = realloc(table.rows, room * sizeof(struct referent *));
    if (rows) {
        table.rows = rows;
        table.room = room;
    }
    return rows != NULL;
}

/* NULL when out of memory. */
static struct referent *create(enum referent_type type, uint64_t id)
{
    struct referent *referent = calloc(1, sizeof(*referent));
    if (referent) {
        *referent = (struct referent){.id = id, .proxy_count = 1, .type = type};
    }
    return referent;
}

/* Its serial. Only when it is whole can others find it. */
static uint32_t enter_table(struct referent *referent)
{
    guard_lock(&table.guard);
    if (reserve_row()) {
        table.rows[table.size++] = referent;
        referent->serial = table.size;
    }
    guard_unlock(&table.guard);
    return referent->serial;
}

static void drop_items(struct tl_queue *queue)
{
    while (queue->store.size > 0) {
        free(item_store_pop(&queue->store).item);
    }
}

static void destroy(struct referent *referent)
{
    struct door_point point;
    object_destroy(&point, referent->id);
    if (referent->type == REFERENT_QUEUE) {
        drop_items(&referent->queue);
        queue_finish(&referent->queue);
    }
    kept_dict_destroy(referent->dict);
    door_point_close(&point);
    free(referent);
}

static uint32_t enter_or_destroy(struct referent *referent)
{
    uint32_t serial = enter_table(referent);
    if (serial == 0) {
        destroy(referent);
    }
    return serial;
}

uint32_t referent_create_queue(uint64_t id, uint32_t capacity, const char *name)
{
    struct referent *referent = create(REFERENT_QUEUE, id);
    if (!referent) {
        return 0;
    }
    queue_init(&referent->queue, capacity, id, name);
    return enter_or_destroy(referent);
}

uint32_t referent_create_dict(uint64_t id, const char *name)
{
    struct kept_dict *dict = kept_dict_create(id, name);
    struct referent *referent = dict ? create(REFERENT_DICT, id) : NULL;
    if (!referent) {
        kept_dict_destroy(dict);
        return 0;
    }
    referent->dict = dict;
    return enter_or_destroy(referent);
}

struct referent *referent_hold(uint32_t serial)
{
    guard_lock(&table.guard);
    bool is_there = serial > 0 && serial <= table.size;
    struct referent *referent = is_there ? table.rows[serial - 1] : NULL;
    if (referent) {
        referent->user_count++;
    }
    guard_unlock(&table.guard);
    return referent;
}

void referent_let_go(struct referent *referent)
{
    guard_lock(&table.guard);
    referent->user_count--;
    bool is_last = referent->user_count == 0 && referent->proxy_count == 0;
    if (is_last) {
        table.rows[referent->serial - 1] = NULL;
    }
    guard_unlock(&table.guard);
    if (is_last) {
        destroy(referent);
    }
}

void referent_count_up(struct referent *referent)
{
    guard_lock(&table.guard);
    referent->proxy_count++;
    guard_unlock(&table.guard);
}

bool referent_count_down(struct referent *referent)
{
    guard_lock(&table.guard);
    bool has_one = referent->proxy_count > 0;
    referent->proxy_count -= has_one;
    guard_unlock(&table.guard);
    return has_one;
}
