/* The slots stand in an array in the order of their keys' coming and never leave it. Beside it lies
 * a table of twice as many places at least, in which a key's hash finds its slot's number: at its
 * place, or at the next free one. */
#include "tracer/process/kept_dict.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/process/value.h"
#include "tracer/process/value_text.h"
#include "tracer/sync/object.h"

#define FIRST_ROOM 8
#define NAME_SIZE  64
#define LABEL_SIZE 128

struct slot {
    uint64_t variable; /* its id */
    uint32_t version;
    uint32_t hash;
    char *key;
    struct parcel *value;
};

struct kept_dict {
    uint64_t referent;
    char name[NAME_SIZE];
    struct guard guard; /* protects the rest */
    struct slot *slots;
    uint32_t size;
    uint32_t room;     /* for slots; a power of two */
    uint32_t *numbers; /* twice as many; a slot's index + 1, 0 for none */
};

struct kept_dict *kept_dict_create(uint64_t referent, const char *name)
{
    struct kept_dict *dict = calloc(1, sizeof(*dict));
    if (dict) {
        dict->referent = referent;
        snprintf(dict->name, sizeof(dict->name), "%s", name ? name : "");
    }
    return dict;
}

/* FNV-1a. */
static uint32_t hash_key(const char *key)
{
    uint32_t hash = 0x811c9dc5u;
    for (; *key; key++) {
        hash = (hash ^ (unsigned char)*key) * 0x01000193u;
    }
    return hash;
}

static struct slot *find(const struct kept_dict *dict, const char *key)
{
    if (dict->room == 0) {
        return NULL;
    }
    uint32_t hash = hash_key(key), mask = dict->room * 2 - 1;
    for (uint32_t place = hash & mask; dict->numbers[place]; place = (place + 1) & mask) {
        struct slot *slot = &dict->slots[dict->numbers[place] - 1];
        if (slot->hash == hash && strcmp(slot->key, key) == 0) {
            return slot;
        }
    }
    return NULL;
}

static void enter_number(struct kept_dict *dict, uint32_t index)
{
    uint32_t mask = dict->room * 2 - 1, place = dict->slots[index].hash & mask;
    while (dict->numbers[place]) {
        place = (place + 1) & mask;
    }
    dict->numbers[place] = index + 1;
}

static bool reserve_slot(struct kept_dict *dict)
{
    if (dict->size < dict->room) {
        return true;
    }
    uint32_t room = dict->room ? dict->room * 2 : FIRST_ROOM;
    uint32_t *numbers = calloc(room * 2, sizeof(*numbers));
    struct slot *slots = numbers ? realloc(dict->slots, room * sizeof(*slots)) : NULL;
    if (!slots) {
        free(numbers);
        return false;
    }
    free(dict->numbers);
    dict->numbers = numbers;
    dict->slots = slots;
    dict->room = room;
    for (uint32_t i = 0; i < dict->size; i++) {
        enter_number(dict, i);
    }
    return true;
}

/* As one writes it: d['n']. */
static uint64_t create_variable(const struct kept_dict *dict, const char *key)
{
    char label[LABEL_SIZE];
    snprintf(label, sizeof(label), "%s['%s']", dict->name, key);
    return object_create_whole(TYPE_VARIABLE, dict->referent, label);
}

/* Under the guard. NULL when out of memory. */
static struct slot *add_slot(struct kept_dict *dict, const char *key)
{
    char *copy = reserve_slot(dict) ? strdup(key) : NULL;
    if (!copy) {
        return NULL;
    }
    struct slot *slot = &dict->slots[dict->size];
    *slot = (struct slot){
        .variable = create_variable(dict, key),
        .hash = hash_key(key),
        .key = copy,
    };
    enter_number(dict, dict->size++);
    return slot;
}

/* What a trace shows of a value. */
static uint32_t shown_number(const struct parcel *parcel)
{
    struct tl_value value;
    if (parcel->size == 0 || parcel->bytes[0] != TL_VALUE_INT ||
        value_unpack(parcel->bytes, parcel->size, &value) != TL_OK) {
        return parcel->size > 0 ? (uint32_t)parcel->size - 1 : 0;
    }
    return (uint32_t)value.number;
}

static int set(struct kept_dict *dict, struct door_point *point, const char *key,
               struct parcel *value)
{
    struct slot *slot = find(dict, key);
    slot = slot ? slot : add_slot(dict, key);
    if (!slot) {
        return TL_NO_MEMORY;
    }
    point->object = slot->variable;
    door_point_done(point, shown_number(value) | (uint64_t)++slot->version << 32);
    free(slot->value);
    slot->value = value;
    return TL_OK;
}

int kept_dict_set(struct kept_dict *dict, const char *key, struct parcel *value)
{
    struct door_point point;
    door_point_open(&point, OPERATION_VARIABLE_STORE, 0);
    guard_lock(&dict->guard);
    int result = set(dict, &point, key, value);
    guard_unlock(&dict->guard);
    door_point_close(&point);
    return result;
}

static int get(const struct kept_dict *dict, struct door_point *point, const char *key,
               struct parcel **value)
{
    const struct slot *slot = find(dict, key);
    if (!slot) {
        return TL_EMPTY; /* the call that asked for it tells */
    }
    *value = parcel_create(slot->value->bytes, slot->value->size);
    point->object = slot->variable;
    door_point_done(point, shown_number(slot->value) | (uint64_t)slot->version << 32);
    return *value ? TL_OK : TL_NO_MEMORY;
}

int kept_dict_get(struct kept_dict *dict, const char *key, struct parcel **value)
{
    struct door_point point;
    door_point_open(&point, OPERATION_VARIABLE_LOAD, 0);
    guard_lock(&dict->guard);
    int result = get(dict, &point, key, value);
    guard_unlock(&dict->guard);
    door_point_close(&point);
    return result;
}

uint32_t kept_dict_size(struct kept_dict *dict)
{
    guard_lock(&dict->guard);
    uint32_t size = dict->size;
    guard_unlock(&dict->guard);
    return size;
}

static void write_slots(FILE *out, const struct kept_dict *dict)
{
    fputc('{', out);
    for (uint32_t i = 0; i < dict->size; i++) {
        struct tl_value value;
        const struct slot *slot = &dict->slots[i];
        value_unpack(slot->value->bytes, slot->value->size, &value);
        fputs(i > 0 ? ", " : "", out);
        value_text_write(out, tl_text(slot->key));
        fputs(": ", out);
        value_text_write(out, value);
        tl_value_free(&value);
    }
    fputc('}', out);
}

/* In memory that the caller frees; NULL when there is not enough. */
static char *make_text(struct kept_dict *dict, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    if (!out) {
        return NULL;
    }
    guard_lock(&dict->guard);
    write_slots(out, dict);
    guard_unlock(&dict->guard);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

struct parcel *kept_dict_text(struct kept_dict *dict)
{
    size_t size;
    char *text = make_text(dict, &size);
    struct parcel *parcel = text ? parcel_pack(tl_text(text)) : NULL;
    free(text);
    return parcel;
}

void kept_dict_destroy(struct kept_dict *dict)
{
    if (!dict) {
        return;
    }
    for (uint32_t i = 0; i < dict->size; i++) {
        free(dict->slots[i].key);
        free(dict->slots[i].value);
    }
    free(dict->slots);
    free(dict->numbers);
    free(dict);
}
