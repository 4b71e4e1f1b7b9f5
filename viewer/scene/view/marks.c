#include "viewer/scene/view/marks.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/scene/shape/character.h"

/* The length that fits, at the end of a character. */
static size_t fitting_length(const char *note)
{
    size_t length = 0;
    uint32_t code;
    for (size_t size; (size = character_read(note + length, &code)) > 0; length += size) {
        if (length + size >= MARK_NOTE_SIZE) {
            break;
        }
    }
    return length;
}

static char *copy_note(const char *note)
{
    size_t length = fitting_length(note);
    char *copy = array_of(length + 1, 1);
    for (size_t i = 0; i < length; i++) {
        bool is_control = (unsigned char)note[i] < 0x20 || note[i] == 0x7f;
        copy[i] = is_control ? ' ' : note[i];
    }
    copy[length] = '\0';
    return copy;
}

size_t marks_count_before(const struct marks *marks, uint64_t time_ns)
{
    size_t low = 0, high = marks->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (marks->items[middle].time_ns < time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct mark *marks_find(const struct marks *marks, uint64_t time_ns)
{
    size_t place = marks_count_before(marks, time_ns);
    bool is_there = place < marks->count && marks->items[place].time_ns == time_ns;
    return is_there ? &marks->items[place] : NULL;
}

/* Makes room at a place. */
static void insert(struct marks *marks, size_t place)
{
    marks->items =
        array_grow(marks->items, marks->count + 1, &marks->capacity, sizeof *marks->items);
    memmove(&marks->items[place + 1], &marks->items[place],
            (marks->count - place) * sizeof *marks->items);
    marks->items[place] = (struct mark){0};
    marks->count++;
}

void marks_put(struct marks *marks, uint64_t time_ns, const char *note, bool is_stop)
{
    char *copy = copy_note(note); /* before the old one goes: it may be the same */
    size_t place = marks_count_before(marks, time_ns);
    if (marks_find(marks, time_ns) == NULL) {
        insert(marks, place);
    }
    free(marks->items[place].note);
    marks->items[place] = (struct mark){time_ns, copy, is_stop};
}

bool marks_remove(struct marks *marks, uint64_t time_ns)
{
    if (marks_find(marks, time_ns) == NULL) {
        return false;
    }
    size_t place = marks_count_before(marks, time_ns);
    free(marks->items[place].note);
    marks->count--;
    memmove(&marks->items[place], &marks->items[place + 1],
            (marks->count - place) * sizeof *marks->items);
    return true;
}

void marks_finish(struct marks *marks)
{
    for (size_t i = 0; i < marks->count; i++) {
        free(marks->items[i].note);
    }
    free(marks->items);
    *marks = (struct marks){0};
}
