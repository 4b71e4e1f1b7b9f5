/* What the parts of the trace builder share: it takes what readers find (trace_builder.c), resolves
 * and places events (placed_event.c), and applies words (recorded_words.c). Nobody else includes
 * this. */
#ifndef THREADLANE_MODEL_BUILDING_H
#define THREADLANE_MODEL_BUILDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/model/event_merge.h"
#include "tracer/model/id_map.h"
#include "tracer/model/object_table.h"
#include "tracer/model/permit_count.h"
#include "tracer/model/signal_match.h"
#include "tracer/model/site_table.h"
#include "tracer/model/trace_builder.h"

struct trace_builder {
    struct trace *trace;
    struct event_merge merge;
    struct signal_match signals;
    struct permit_count permits;
    size_t event_capacity;
    size_t thread_capacity;
    size_t process_capacity;
    struct raw_text *texts; /* strings in the trace's arena */
    size_t text_capacity;
    size_t text_count;
    uint64_t origin_ns;
    bool is_sorted; /* events come in order and are resolved at once */
    struct object_table objects;
    struct site_table sites;
    struct id_map text_ids; /* (text id, process) to trace->texts */
};

/* Rows for all numbers up to this one; what nobody has mentioned does not exist. */
void building_reserve_process(struct trace_builder *builder, uint32_t process);
void building_reserve_thread(struct trace_builder *builder, uint32_t thread);

/* Room for so many events, in large pages. */
void building_reserve_events(struct trace_builder *builder, size_t count);
/* The next event by time; its thread and process exist. */
void building_place_event(struct trace_builder *builder, const struct raw_event *raw);

/* What events need of the words: before the first of them. */
void building_read_words(struct trace_builder *builder);
/* What words say of threads and objects, and how it ended: after the last. */
void building_apply_words(struct trace_builder *builder);

#endif
