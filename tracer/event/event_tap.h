/* Where records and texts also go, beside their packets: a module that is loaded into the observed
 * program when the environment asks for it (TAP_ENVIRONMENT names the file), and that exports a
 * struct event_tap as TAP_SYMBOL. tracer/lttng is such a module; tracer/record is who calls it. */
#ifndef THREADLANE_EVENT_EVENT_TAP_H
#define THREADLANE_EVENT_EVENT_TAP_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/record.h"

#define TAP_ENVIRONMENT    "THREADLANE_TAP"
#define LINGER_ENVIRONMENT "THREADLANE_TAP_LINGER" /* ms that a process stays at its end */
#define TAP_SYMBOL         "threadlane_tap"
#define TAP_VERSION        2u

/* Both are called by any thread of the program, by texts one at a time. They neither print nor end
 * the program. `owner` says whose record it is; its lengths and times mean nothing here. */
struct event_tap {
    uint32_t version;
    /* False: nobody behind it wants the record, or there is no room for it any more. */
    bool (*add_event)(const struct packet_head *owner, const struct record *record);
    /* The strings end within TEXT_SIZE_MAX. */
    void (*add_text)(const struct packet_head *owner, const struct text_fixed *text,
                     const char *const strings[TEXT_STRINGS]);
    /* What only trace-run has to tell, of the whole recording: what its ticks are, seconds since
     * 1970 = (ticks + offset) / frequency + offset_s, and how many events were lost. */
    void (*add_clock)(uint64_t frequency, uint64_t offset_s, uint64_t offset, uint8_t is_absolute);
    void (*add_lost)(uint64_t events);
};

#endif
