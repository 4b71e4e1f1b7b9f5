#include "tracer/model/id_map.h"

#include <assert.h>
#include <stdlib.h>

#include "tracer/model/arena.h"

/* Finalizer of splitmix64 (Steele, Lea, Flood 2014): every input bit reaches every output bit. */
static uint64_t hash(uint64_t id, uint32_t process)
{
    uint64_t mixed = id + (uint64_t)process * 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return mixed ^ mixed >> 31;
}

static struct id_map_entry *find_place(const struct id_map *map, uint64_t id, uint32_t process)
{
    for (size_t i = hash(id, process);; i++) {
        struct id_map_entry *entry = &map->entries[i & (map->capacity - 1)];
        if (entry->number == ID_MAP_NONE || (entry->id == id && entry->process == process)) {
            return entry;
        }
    }
}

static void resize(struct id_map *map)
{
    struct id_map old = *map;
    size_t capacity = 0;
    map->capacity = old.capacity ? old.capacity * 2 : 64;
    map->entries = array_grow(NULL, map->capacity, &capacity, sizeof *map->entries);
    for (size_t i = 0; i < map->capacity; i++) {
        map->entries[i].number = ID_MAP_NONE;
    }
    for (size_t i = 0; i < old.capacity; i++) {
        if (old.entries[i].number != ID_MAP_NONE) {
            *find_place(map, old.entries[i].id, old.entries[i].process) = old.entries[i];
        }
    }
    free(old.entries);
}

uint32_t id_map_find(const struct id_map *map, uint64_t id, uint32_t process)
{
    return map->capacity ? find_place(map, id, process)->number : ID_MAP_NONE;
}

void id_map_store(struct id_map *map, uint64_t id, uint32_t process, uint32_t number)
{
    assert(number != ID_MAP_NONE);
    if (map->count * 2 >= map->capacity) {
        resize(map);
    }
    struct id_map_entry *entry = find_place(map, id, process);
    map->count += entry->number == ID_MAP_NONE;
    *entry = (struct id_map_entry){.id = id, .process = process, .number = number};
}

void id_map_finish(struct id_map *map)
{
    free(map->entries);
    *map = (struct id_map){0};
}
