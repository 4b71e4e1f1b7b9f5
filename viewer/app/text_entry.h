/* A line that a person types in the window: a note, a time to go to, what to look for. Plain data
 * of the player's; keys come in through player_type and friends. */
#ifndef THREADLANE_VIEWER_APP_TEXT_ENTRY_H
#define THREADLANE_VIEWER_APP_TEXT_ENTRY_H

#include "viewer/scene/view/view.h"

#define ENTRY_TEXT_SIZE MARK_NOTE_SIZE

struct text_entry {
    enum entry_kind kind; /* ENTRY_NONE: nothing is being typed */
    char text[ENTRY_TEXT_SIZE];
};

void text_entry_begin(struct text_entry *entry, enum entry_kind kind, const char *text);
/* Adds what was typed; what does not fit whole is left out. */
void text_entry_add(struct text_entry *entry, const char *text);
/* Takes the last character away; false if there is none. */
bool text_entry_erase(struct text_entry *entry);
void text_entry_end(struct text_entry *entry);

#endif
