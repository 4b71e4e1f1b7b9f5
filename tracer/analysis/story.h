/* The story: the events worth a step, each told in a sentence. What user code did (storey 0), and
 * how each wait ended; inner storeys, wakes and other machinery fold into the step they belong to.
 */
#ifndef THREADLANE_ANALYSIS_STORY_H
#define THREADLANE_ANALYSIS_STORY_H

#include "tracer/analysis/finding.h"

enum step_tone {
    TONE_PLAIN,
    TONE_WAIT_LOCK, /* the colour of what is waited for; see enum lane_state */
    TONE_WAIT_CONDITION,
    TONE_WAIT_TRANSFER,
    TONE_BAD,  /* what went wrong: the lost notify, the closing of a cycle, a lost update */
    TONE_HANG, /* the last step of a run that hangs: no event of its own */
};

struct story_step {
    uint64_t time_ns;
    uint32_t event; /* the event shown, or NONE_INDEX for TONE_HANG */
    uint32_t
        last_event; /* steps cover [event, last_event]; the cursor at this step has applied these */
    uint32_t thread; /* or NONE_INDEX */
    uint32_t target;
    enum step_tone tone;
    const char *label;    /* as code, for the picture: "notify()", "start(小爱)" */
    const char *sentence; /* for the list: "天猫 notifies: nobody is waiting" */
};

/* A stretch between two neighbouring steps. */
struct story_gap {
    uint64_t begin_ns, end_ns;
};

#define STORY_TOLD_MAX  20000u /* steps */
#define STORY_GAP_SHARE 8      /* gaps that are at least such a part of the whole are listed */

struct story {
    const struct story_step *steps; /* by time, if they are few; NULL: ask story_step */
    uint32_t step_count;
    struct long_story *untold; /* of a story without steps: what they are told from */
    const uint32_t *bad_steps; /* indexes of those of TONE_BAD and TONE_HANG, ascending */
    uint32_t bad_step_count;
    struct story_gap gaps[STORY_GAP_SHARE]; /* the long ones, by time */
    uint32_t gap_count;
    uint64_t usual_gap_ns; /* their median */
    struct arena *arena;
};

struct story *story_create(const struct trace *trace, const struct analysis *analysis);
/* A story in the language of another analysis of its trace. Borrows from it, and goes first. */
struct story *story_retell(const struct story *story, const struct analysis *analysis);
void story_destroy(struct story *story);

/* Any step. Of a long story the words are told now, and kept until some hundred others were. */
struct story_step story_step(const struct story *story, uint32_t index);
/* The same without words, which are "" in a long story. */
struct story_step story_bare_step(const struct story *story, uint32_t index);
/* When it is. */
uint64_t story_time(const struct story *story, uint32_t index);
/* The first step of a thread from a step on, and the last one before a step, or NONE_INDEX. Costs
 * little, however long the thread was idle. */
uint32_t story_next_of_thread(const struct story *story, uint32_t thread, uint32_t from);
uint32_t story_last_of_thread(const struct story *story, uint32_t thread, uint32_t before);
/* How many steps lie before an instant. */
uint32_t story_count_before(const struct story *story, uint64_t time_ns);

/* The last step at or before an event index, or NONE_INDEX; for NONE_INDEX the last step. */
uint32_t story_step_at_event(const struct story *story, uint32_t event);

/* Any event in a sentence, with its subject: "小爱 waits on cond and lets the lock go". Into
 * `buffer`, cut at a character if it is too small; returns buffer. */
const char *event_sentence(const struct trace *trace, uint32_t event, enum language language,
                           char *buffer, size_t size);
/* The line of a print without the speaker's own name, "小爱同学" of "天猫 : 小爱同学", and with
 * one space for each gap: columns of a table are none in a sentence. Into `buffer`, cut at a
 * character if it is too small; returns buffer. */
const char *event_spoken_text(const struct trace *trace, const struct event *event, char *buffer,
                              size_t size);
/* "1.90 ms", "14.1 s", "350 µs". Returns buffer. */
const char *duration_text(uint64_t ns, char *buffer, size_t size);

#endif
