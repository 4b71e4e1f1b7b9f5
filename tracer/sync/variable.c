/* A shared variable that shows who reads and writes it. Value and version are one word, so a read
 * sees both as one store left them; a store is recorded, with the version it makes, before it takes
 * effect. Each access is one bytecode: other threads may come in before it. */
#include <stdatomic.h>
#include <stdlib.h>

#include "tracer/record/recorder.h"
#include "tracer/sync/gil.h"
#include "tracer/sync/object.h"
#include "tracer/threadlane.h"

struct tl_variable {
    uint64_t id;
    struct guard guard;    /* one store at a time, recorded in the order of versions */
    _Atomic uint64_t word; /* value, version << 32 */
};

static void store(struct tl_variable *variable, struct door_point *point, int value)
{
    guard_lock(&variable->guard);
    uint64_t version = (variable->word >> 32) + 1;
    uint64_t word = (uint32_t)value | version << 32;
    door_point_done(point, word);
    atomic_store_explicit(&variable->word, word, memory_order_release);
    guard_unlock(&variable->guard);
}

struct tl_variable *tl_variable_create(int value, const char *name)
{
    DOOR_ENTER();
    struct tl_variable *variable = calloc(1, sizeof(*variable));
    if (variable) {
        struct door_point point, first;
        variable->id = object_create(&point, TYPE_VARIABLE, 0, name);
        door_point_open(&first, OPERATION_VARIABLE_STORE, variable->id);
        store(variable, &first, value);
        door_point_close(&first);
        door_point_close(&point);
    }
    return variable;
}

int tl_variable_load(struct tl_variable *variable)
{
    DOOR_ENTER_BYTECODE();
    if (!variable) {
        door_refuse(OPERATION_VARIABLE_LOAD, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return 0;
    }
    gil_pass_bytecode(door_visit_.thread->site);
    struct door_point point;
    door_point_open(&point, OPERATION_VARIABLE_LOAD, variable->id);
    uint64_t word = atomic_load_explicit(&variable->word, memory_order_acquire);
    door_point_done_or_repeat(&point, word);
    door_point_close(&point);
    return (int)(uint32_t)word;
}

int tl_variable_store(struct tl_variable *variable, int value)
{
    DOOR_ENTER_BYTECODE();
    if (!variable) {
        return door_refuse(OPERATION_VARIABLE_STORE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    gil_pass_bytecode(door_visit_.thread->site);
    struct door_point point;
    door_point_open(&point, OPERATION_VARIABLE_STORE, variable->id);
    store(variable, &point, value);
    door_point_close(&point);
    return TL_OK;
}

int tl_variable_destroy(struct tl_variable *variable)
{
    DOOR_ENTER();
    if (!variable) {
        return door_refuse(OPERATION_OBJECT_DESTROY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    struct door_point point;
    object_destroy(&point, variable->id);
    door_point_close(&point);
    free(variable);
    return TL_OK;
}

void tl_step(const char *text)
{
    DOOR_ENTER_BYTECODE();
    gil_pass_bytecode(door_visit_.thread->site);
    struct door_point point;
    door_point_open(&point, OPERATION_MARK, 0);
    door_point_done(&point, recorder_text(text ? text : ""));
    door_point_close(&point);
}
