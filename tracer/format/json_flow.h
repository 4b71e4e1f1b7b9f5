/* Which lines of a JSON trace an arrow joins: cause and effect have the same number. Called by the
 * writer for each event; docs/trace-format.md, section 5, has the causes. */
#ifndef THREADLANE_FORMAT_JSON_FLOW_H
#define THREADLANE_FORMAT_JSON_FLOW_H

#include <stdbool.h>

#include "tracer/event/raw_event.h"

/* The number of the arrow that leaves here, or arrives; 0 if none does. `scope`: the process whose
 * object the event is about, 0 if it is one of several processes. */
uint64_t json_flow_id(const struct raw_event *event, uint32_t scope, bool *is_cause);

/* What has come about where an arrow arrives with an event of this kind: "woken". */
const char *json_flow_word(uint16_t kind);

#endif
