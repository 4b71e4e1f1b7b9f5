#include "viewer/scene/view/find.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tracer/model/arena.h"
#include "tracer/model/moment.h"

const char *find_hit_text(const struct subject *subject, const struct marks *marks,
                          struct find_hit hit)
{
    switch (hit.kind) {
    case FIND_FINDING:
        return subject->analysis->findings[hit.index].sentence;
    case FIND_STEP:
        return story_step(subject->story, hit.index).sentence;
    case FIND_THREAD:
        return subject->trace->threads[hit.index].name;
    case FIND_OBJECT:
        return subject->trace->objects[hit.index].name;
    case FIND_MARK:
        return marks->items[hit.index].note;
    case FIND_KIND_COUNT:
        break;
    }
    return "";
}

static bool has_text(const char *words, const char *text)
{
    size_t size = strlen(text);
    for (; *words != '\0'; words++) {
        if (strncasecmp(words, text, size) == 0) {
            return true;
        }
    }
    return size == 0;
}

/* What all that is looked through is held against. */
struct search {
    const struct subject *subject;
    const struct marks *marks;
    const char *text;
    struct find_hits hits;
    size_t capacity;
};

static void look_at(struct search *search, enum find_kind kind, uint32_t index)
{
    struct find_hits *hits = &search->hits;
    struct find_hit hit = {kind, index};
    if (!has_text(find_hit_text(search->subject, search->marks, hit), search->text)) {
        return;
    }
    hits->counts[kind]++;
    if (hits->count < FIND_HITS_MAX) {
        hits->hits =
            array_grow(hits->hits, hits->count + (size_t)1, &search->capacity, sizeof *hits->hits);
        hits->hits[hits->count++] = hit;
    }
}

static void look_at_steps(struct search *search)
{
    const struct story *story = search->subject->story;
    bool is_told = story->step_count <= STORY_TOLD_MAX;
    uint32_t count = is_told ? story->step_count : story->bad_step_count;
    for (uint32_t i = 0; i < count; i++) {
        look_at(search, FIND_STEP, is_told ? i : story->bad_steps[i]);
    }
}

/* Those that a person made. */
static void look_at_objects(struct search *search)
{
    const struct trace *trace = search->subject->trace;
    for (uint32_t i = 0; i < trace->object_count; i++) {
        bool is_told = trace->objects[i].type != TYPE_STREAM && trace->objects[i].type != TYPE_GIL;
        if (is_told && !object_is_part(trace, i)) {
            look_at(search, FIND_OBJECT, i);
        }
    }
}

struct find_hits find_hits_create(const struct subject *subject, const struct marks *marks,
                                  const char *text)
{
    struct search search = {.subject = subject, .marks = marks, .text = text};
    uint32_t findings = subject->analysis != NULL ? subject->analysis->finding_count : 0;
    for (uint32_t i = 0; i < findings; i++) {
        look_at(&search, FIND_FINDING, i);
    }
    look_at_steps(&search);
    for (uint32_t i = 1; i < subject->trace->thread_count; i++) {
        if (subject->trace->threads[i].exists) {
            look_at(&search, FIND_THREAD, i);
        }
    }
    look_at_objects(&search);
    for (size_t i = 0; marks != NULL && i < marks->count; i++) {
        look_at(&search, FIND_MARK, (uint32_t)i);
    }
    return search.hits;
}
