/* Which source line an event's site means. Lines are numbered in the order in which events first
 * use them, so that the same run gives the same numbers wherever the program was loaded. */
#ifndef THREADLANE_MODEL_SITE_TABLE_H
#define THREADLANE_MODEL_SITE_TABLE_H

#include "tracer/event/raw_event.h"
#include "tracer/model/arena.h"
#include "tracer/model/id_map.h"
#include "tracer/model/trace.h"

struct site_table {
    struct arena *arena;      /* borrowed; strings go here */
    struct trace_site *known; /* from TEXT_SITE, as registered */
    size_t known_capacity;
    uint32_t known_count;
    struct raw_text *modules; /* from TEXT_MODULE, strings in the arena */
    size_t module_capacity;
    uint32_t module_count;
    struct trace_site *sites; /* in use, by first use */
    size_t site_capacity;
    uint32_t site_count;
    struct id_map registered; /* (site, process) to known */
    struct id_map symbols;    /* (address, process) to known: what lies there */
    struct id_map used;       /* (site, process) to sites */
};

/* TEXT_SITE or TEXT_MODULE. A site of process 0 (trace-run's word) holds for every process. */
void site_table_register(struct site_table *table, const struct raw_text *text);
/* The index of an event's site, or NONE_INDEX if it has none. */
uint32_t site_table_resolve(struct site_table *table, const struct raw_event *raw);
/* The name of what lies at an address; "" if nobody said so. */
const char *site_table_symbol(const struct site_table *table, uint64_t address, uint32_t process);
void site_table_finish(struct site_table *table); /* not the sites: the trace has taken them */

#endif
