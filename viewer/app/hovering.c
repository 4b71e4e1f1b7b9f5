#include "viewer/app/hovering.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/analysis/state_sentence.h"

/* Groups of lanes: their ids begin so, and go on with a thread or an object. */
static const struct {
    const char *prefix;
    bool is_thread;
} lanes[] = {
    {"lane:", true},    {"room:", false},      {"empty:", false},    {"lock:", false},
    {"event:", false},  {"semaphore:", false}, {"barrier:", false},  {"slot:", false},
    {"items:", false},  {"load:", false},      {"referent:", false}, {"executor:", false},
    {"future:", false}, {"gil:", false},       {"variable:", false},
};

static void say_thread(const struct state_subject *asked, uint32_t thread, uint64_t time_ns,
                       char *buffer, size_t size)
{
    struct lane_segment segment;
    if (thread < asked->lanes->trace->thread_count &&
        state_segment_at(asked->lanes, thread, time_ns, &segment)) {
        state_sentence_of_segment(asked, thread, &segment, buffer, size);
    }
}

static void say_object(const struct state_subject *asked, uint32_t object, uint64_t time_ns,
                       char *buffer, size_t size)
{
    if (object < asked->lanes->trace->object_count) {
        state_sentence_of_object(asked, object, time_ns, buffer, size);
    }
}

const char *hovering_words(const struct subject *subject, enum language language, const char *id,
                           uint64_t time_ns, char *buffer, size_t size)
{
    const struct state_subject asked = {subject->lanes, subject->analysis, language};
    buffer[0] = '\0';
    for (size_t i = 0; i < sizeof lanes / sizeof lanes[0]; i++) {
        size_t length = strlen(lanes[i].prefix);
        if (strncmp(id, lanes[i].prefix, length) == 0) {
            uint32_t index = (uint32_t)strtoul(id + length, NULL, 10);
            (lanes[i].is_thread ? say_thread : say_object)(&asked, index, time_ns, buffer, size);
        }
    }
    return buffer;
}
