/* A shared list: in the trace a variable whose value is its length. Each method is whole, as under
 * Python's GIL; what lies between two of them is not. */
#include <stdlib.h>

#include "tracer/sync/object.h"
#include "tracer/threadlane.h"

struct tl_list {
    uint64_t id;
    struct guard guard; /* protects what follows */
    uint32_t version;
    uint32_t length;
    size_t capacity;
    void **items;
};

struct tl_list *tl_list_create(const char *name)
{
    DOOR_ENTER();
    struct tl_list *list = calloc(1, sizeof(*list));
    if (list) {
        struct door_point point;
        list->id = object_create(&point, TYPE_LIST, 0, name);
        door_point_close(&point);
    }
    return list;
}

/* Under the guard: recorded before it takes effect. */
static void set_length(struct tl_list *list, struct door_point *point, uint32_t length)
{
    door_point_done(point, length | (uint64_t)++list->version << 32);
    list->length = length;
}

static bool make_room(struct tl_list *list)
{
    if (list->length < list->capacity) {
        return true;
    }
    size_t capacity = list->capacity ? list->capacity * 2 : 16;
    void **items = realloc(list->items, capacity * sizeof(*items));
    if (items) {
        list->items = items;
        list->capacity = capacity;
    }
    return items != NULL;
}

int tl_list_append(struct tl_list *list, void *item)
{
    DOOR_ENTER();
    if (!list) {
        return door_refuse(OPERATION_VARIABLE_STORE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    struct door_point point;
    int result = TL_OK;
    door_point_open(&point, OPERATION_VARIABLE_STORE, list->id);
    guard_lock(&list->guard);
    if (make_room(list)) {
        list->items[list->length] = item;
        set_length(list, &point, list->length + 1);
    } else {
        door_point_fail(&point, REASON_LIMIT);
        result = TL_NO_MEMORY;
    }
    guard_unlock(&list->guard);
    door_point_close(&point);
    return result;
}

int tl_list_pop(struct tl_list *list, void **item)
{
    DOOR_ENTER();
    if (!list || !item) {
        return door_refuse(OPERATION_VARIABLE_STORE, list ? list->id : 0, MISUSE_NULL_HANDLE,
                           TL_INVALID);
    }
    struct door_point point;
    int result = TL_OK;
    door_point_open(&point, OPERATION_VARIABLE_STORE, list->id);
    guard_lock(&list->guard);
    if (list->length > 0) {
        *item = list->items[list->length - 1];
        set_length(list, &point, list->length - 1);
    } else {
        door_point_fail(&point, REASON_LIMIT);
        result = TL_EMPTY;
    }
    guard_unlock(&list->guard);
    door_point_close(&point);
    return result;
}

int tl_list_length(struct tl_list *list)
{
    DOOR_ENTER();
    if (!list) {
        door_refuse(OPERATION_VARIABLE_LOAD, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return 0;
    }
    struct door_point point;
    door_point_open(&point, OPERATION_VARIABLE_LOAD, list->id);
    guard_lock(&list->guard);
    uint32_t length = list->length;
    door_point_done_or_repeat(&point, length | (uint64_t)list->version << 32);
    guard_unlock(&list->guard);
    door_point_close(&point);
    return (int)length;
}

int tl_list_destroy(struct tl_list *list)
{
    DOOR_ENTER();
    if (!list) {
        return door_refuse(OPERATION_OBJECT_DESTROY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    struct door_point point;
    object_destroy(&point, list->id);
    door_point_close(&point);
    free(list->items);
    free(list);
    return TL_OK;
}
