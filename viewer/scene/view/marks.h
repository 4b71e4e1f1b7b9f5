/* Marks: instants of a trace that a person has set, each with a note, some of them stop points of a
 * replay. They come from the file beside the trace (viewer/app/marks_file.h) and from keys, and go
 * to the window, to playback and to decks. Plain data with its own memory; one thread. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_MARKS_H
#define THREADLANE_VIEWER_SCENE_VIEW_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MARK_NOTE_SIZE 512 /* bytes with the ending NUL; longer notes are cut at a character */

struct mark {
    uint64_t time_ns; /* of the trace; may lie behind its end, if the trace has been made anew */
    char *note;       /* one line of UTF-8, "" for none; the marks' own */
    bool is_stop;     /* playback stops here */
};

struct marks {
    struct mark *items; /* by time, never two of one instant */
    size_t count, capacity;
};

/* Sets a mark, or changes the one of that instant. The note is copied; control characters in it
 * become spaces. */
void marks_put(struct marks *marks, uint64_t time_ns, const char *note, bool is_stop);
/* False: there is none. */
bool marks_remove(struct marks *marks, uint64_t time_ns);
/* The mark of an instant, or NULL. Valid until the next change. */
const struct mark *marks_find(const struct marks *marks, uint64_t time_ns);
/* How many lie before an instant. */
size_t marks_count_before(const struct marks *marks, uint64_t time_ns);
void marks_finish(struct marks *marks); /* accepts what is all zero */

#endif
