/* Our own words, as found in LTTng's streams, until they can be handed over: their times need the
 * clock, which comes last, and which of two names holds depends on their order. */
#ifndef THREADLANE_FORMAT_FOREIGN_TEXT_H
#define THREADLANE_FORMAT_FOREIGN_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/event/raw_event.h"

struct foreign_text {
    struct raw_text text; /* owns its strings; time_ns is LTTng's until it is known better */
    uint64_t ticks;
    uint32_t party; /* NO_PARTY: told of others */
    size_t place;   /* in what order they were read */
};

struct foreign_texts {
    struct foreign_text *texts;
    size_t count;
    size_t capacity;
};

/* Copies the strings, cut and repaired as the sink wants them. */
void foreign_texts_add(struct foreign_texts *texts, const struct raw_text *text, uint32_t party,
                       uint64_t ticks);

/* As our own recordings have them: by party, thread, then process, then time; trace-run's come
 * last. */
void foreign_texts_sort(struct foreign_texts *texts);
/* What runs, or all that does: "one + two". The caller frees it; NULL: nobody says. */
char *foreign_texts_program(const struct foreign_texts *texts);
/* How it ended, or how the worst of them did; NULL: nobody says, or somebody goes on. */
const struct foreign_text *foreign_texts_end(const struct foreign_texts *texts,
                                             uint32_t party_count);
/* Whether somebody says that a program has ended which recorded something. */
bool foreign_texts_tell_end(const struct foreign_texts *texts);
void foreign_texts_finish(struct foreign_texts *texts);

#endif
