#define PY_SSIZE_T_CLEAN
#include "tracer/python/thing.h"

#include <Python.h>
#include <stdlib.h>

#include "tracer/python/item_list.h"
#include "tracer/python/item_road.h"
#include "tracer/python/operation.h"

#define FIRST_BUCKETS 1024 /* a power of two */

static struct {
    struct thing **buckets;
    size_t bucket_count, count;
} table;

static struct thing **bucket_of(const void *key)
{
    uint64_t hash = ((uint64_t)(uintptr_t)key >> 4) * 0x9e3779b97f4a7c15u;
    return &table.buckets[(hash >> 32) & (table.bucket_count - 1)];
}

/* As many buckets as things, so that chains stay short. */
static bool make_room(void)
{
    if (table.count < table.bucket_count) {
        return true;
    }
    size_t old_count = table.bucket_count;
    struct thing **old = table.buckets;
    size_t count = old_count ? old_count * 2 : FIRST_BUCKETS;
    struct thing **buckets = calloc(count, sizeof(*buckets));
    if (!buckets) {
        return old != NULL;
    }
    table.buckets = buckets;
    table.bucket_count = count;
    for (size_t i = 0; i < old_count; i++) {
        for (struct thing *thing = old[i], *next; thing; thing = next) {
            next = thing->next;
            struct thing **bucket = bucket_of(thing->key);
            thing->next = *bucket;
            *bucket = thing;
        }
    }
    free(old);
    return true;
}

struct thing *thing_find(const void *key)
{
    struct thing *thing = table.bucket_count ? *bucket_of(key) : NULL;
    while (thing && thing->key != key) {
        thing = thing->next;
    }
    return thing;
}

struct thing *thing_add(const void *key, enum thing_role role, enum object_type type, uint64_t id)
{
    thing_end(key);
    struct thing *thing = make_room() ? calloc(1, sizeof(*thing)) : NULL;
    if (thing) {
        struct thing **bucket = bucket_of(key);
        *thing = (struct thing){.key = key, .next = *bucket, .role = role, .type = type, .id = id};
        *bucket = thing;
        table.count++;
    }
    return thing;
}

void thing_end(const void *key)
{
    struct thing **link = table.bucket_count ? bucket_of(key) : NULL;
    while (link && *link && (*link)->key != key) {
        link = &(*link)->next;
    }
    if (!link || !*link) {
        return;
    }
    struct thing *thing = *link;
    *link = thing->next;
    table.count--;
    if (thing->role == THING_OBJECT && !thing->is_shared) {
        operation_record(EVENT_OBJECT_DESTROY, 0, thing->id, 0);
    }
    item_list_destroy(thing->items);
    item_road_destroy(thing->road);
    Py_XDECREF(thing->watch);
    free(thing);
}

void thing_follow_fork(uint32_t old, uint32_t new)
{
    for (size_t i = 0; i < table.bucket_count; i++) {
        for (struct thing *thing = table.buckets[i]; thing; thing = thing->next) {
            thing->holder = thing->holder == old ? new : thing->holder;
            thing->thread = thing->thread == old ? new : thing->thread;
            bool is_copied = thing->role != THING_THREAD || thing->id == id_make(ID_THREAD, old);
            thing->key = is_copied ? thing->key : NULL;
        }
    }
}

static PyObject *see_death(PyObject *key, PyObject *watch)
{
    (void)watch;
    thing_end(PyLong_AsVoidPtr(key));
    Py_RETURN_NONE;
}

void thing_watch(struct thing *thing, PyObject *object)
{
    static PyMethodDef method = {"see_death", see_death, METH_O, NULL};
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *key = PyLong_FromVoidPtr(object);
    PyObject *callback = key ? PyCFunction_New(&method, key) : NULL;
    thing->watch = callback ? PyWeakref_NewRef(object, callback) : NULL;
    Py_XDECREF(callback);
    Py_XDECREF(key);
    PyErr_Restore(type, value, traceback);
}
