/* A map from (id, process) to a number: open addressing, grows, never forgets. */
#ifndef THREADLANE_MODEL_ID_MAP_H
#define THREADLANE_MODEL_ID_MAP_H

#include <stddef.h>
#include <stdint.h>

struct id_map_entry {
    uint64_t id;
    uint32_t process;
    uint32_t number;
};

struct id_map {
    struct id_map_entry *entries; /* a free place has number ID_MAP_NONE */
    size_t capacity;              /* a power of two, or 0 */
    size_t count;
};

#define ID_MAP_NONE UINT32_MAX

/* The number stored, or ID_MAP_NONE. */
uint32_t id_map_find(const struct id_map *map, uint64_t id, uint32_t process);
/* Stores or replaces; `number` must not be ID_MAP_NONE. */
void id_map_store(struct id_map *map, uint64_t id, uint32_t process, uint32_t number);
void id_map_finish(struct id_map *map);

#endif
