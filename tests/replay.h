/* A replay without a window, for tests: a player with the trace it shows, and what a person does
 * with it. All clicks go to the middle of what the picture calls by that name; the picture is made
 * anew after each of them. */
#ifndef THREADLANE_TESTS_REPLAY_H
#define THREADLANE_TESTS_REPLAY_H

#include "viewer/app/player.h"

struct replay {
    struct opened_subject *opened;
    struct pango_shaper *shaper;
    struct player player;
};

/* Of a trace as sequence_parse makes it. */
void replay_begin(struct replay *replay, const char *sequence, const char *outcome, double width,
                  double height);
void replay_finish(struct replay *replay);
/* The same of a file, with the caller's shaper. */
void replay_open(struct replay *replay, const char *path, double width, double height);
void replay_close(struct replay *replay);

void replay_command(struct player *player, enum command command);
void replay_click(struct player *player, const char *id);
/* Where it lies; a failed check if there is no such thing. */
struct scene_rect replay_place(const struct player *player, const char *id);
bool replay_shows(const struct player *player, const char *id);
/* Whether some words have that part. */
bool replay_shows_text(const struct player *player, const char *part);
/* What a group is called, or "". */
const char *replay_title(const struct player *player, const char *id);

#endif
