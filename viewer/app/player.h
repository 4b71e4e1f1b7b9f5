/* The replay without a window: the subject, how it is viewed, the clock, and the latest picture.
 * The window tells it what a person did and paints its scene; tests do the same without a window.
 * Places are CSS pixels of the picture. One thread. */
#ifndef THREADLANE_VIEWER_APP_PLAYER_H
#define THREADLANE_VIEWER_APP_PLAYER_H

#include "viewer/app/command.h"
#include "viewer/app/exporting.h"
#include "viewer/app/marking.h"
#include "viewer/app/pairing.h"
#include "viewer/app/playback.h"
#include "viewer/app/sizing.h"
#include "viewer/app/subject_open.h"
#include "viewer/app/text_entry.h"
#include "viewer/app/view_history.h"
#include "viewer/paint/pango_shaper.h"

enum player_drag { DRAG_NONE, DRAG_SCRUB, DRAG_PAN, DRAG_CURSOR, DRAG_RULER };

struct player {
    struct opened_subject *opened; /* borrowed */
    struct subject subject;        /* in the view's language */
    struct view view;
    uint32_t difference;     /* gone to last, as people count them; 0: none */
    struct pairing *pairing; /* borrowed; NULL: one trace. Else all above is its active side's */
    struct marking markings[SIDE_COUNT]; /* of each side; one trace has the left one */
    struct view_history history;
    struct text_entry entry;
    struct exporting *exporting;          /* its own */
    struct exporting_news exporting_news; /* until the next command */
    struct playback playback;
    struct pango_shaper *shaper; /* borrowed */
    struct scene scene;          /* what was shown last; clicks refer to it */
    char hover_id[64];           /* of the group under the pointer, "" for none */
    char hover_words[700];       /* of the lane under it, if nothing in it has a title */
    double pointer_x, pointer_y;
    double pressed_x;         /* where a drag on the ruler began */
    struct view pressed_view; /* as it was when the button went down */
    enum player_drag drag;
    struct sizing sizing;
    bool is_stale;  /* the picture has to be made again */
    bool has_ended; /* somebody asked to quit */
};

void player_init(struct player *player, struct opened_subject *opened, struct view view,
                 struct pango_shaper *shaper);
void player_finish(struct player *player);

/* Shows two runs from now on, of which player_init has got the left one. */
void player_pair(struct player *player, struct pairing *pairing);
/* Makes a side of two runs the active one. */
void player_turn_to(struct player *player, enum comparison_side side);

/* The trace has grown: shows it as it is now, and gives back what it was. */
struct opened_subject *player_grow(struct player *player, struct opened_subject *opened);

void player_command(struct player *player, enum command command);
/* What is typed while player->entry.kind is not ENTRY_NONE: characters, Backspace, and Enter, which
 * acts on the line. COMMAND_CLEAR gives it up. */
void player_type(struct player *player, const char *text);
void player_erase(struct player *player);
void player_accept(struct player *player);
/* Pictures for files can be written: does it. */
void player_take_exports(struct player *player);
/* Up (-1) and down (1) in the side list; opens a row of it, as people count. */
void player_move_row(struct player *player, int direction);
void player_open_row(struct player *player, uint32_t number);
/* The window is so large, in its pixels; the picture is as large as it is scaled. */
void player_resize(struct player *player, double width_px, double height_px);
/* So much time has passed; moves the cursor while the view plays. */
void player_advance(struct player *player, uint64_t elapsed_ns);
/* Makes the picture anew; player->scene is what the window shall show. */
void player_build(struct player *player);
/* What lies at a place, as it is called on the active side, or NULL. Borrowed from the scene. */
const char *player_hit(const struct player *player, double x, double y);
/* Where the active side's group of that name lies; false if there is none. */
bool player_find(const struct player *player, const char *id, struct scene_rect *rect);
/* "poem.json: step 3 of 8, playing, growing". Returns buffer. */
const char *player_title(const struct player *player, char *buffer, size_t size);

#endif
