/* What a person can ask of the window, by key, by button or from a test: one row a command. Comes
 * from keys.c and player.c, changes the view and nothing else; what a command needs beyond the view
 * (quit, export) is the player's. */
#ifndef THREADLANE_VIEWER_APP_COMMAND_H
#define THREADLANE_VIEWER_APP_COMMAND_H

#include "viewer/scene/view/view.h"

enum command {
    COMMAND_NONE,
    COMMAND_PLAY, /* or pause; from the start again at the end */
    COMMAND_STEP_PREVIOUS,
    COMMAND_STEP_NEXT,
    COMMAND_LANE_PREVIOUS, /* to a step of the selected or present thread */
    COMMAND_LANE_NEXT,
    COMMAND_PROBLEM_PREVIOUS,
    COMMAND_PROBLEM_NEXT,
    COMMAND_CAUSE,  /* to the step that made the present one possible */
    COMMAND_EFFECT, /* to the one that it made possible */
    COMMAND_MARK_PREVIOUS,
    COMMAND_MARK_NEXT,
    COMMAND_TO_START,
    COMMAND_TO_END,
    COMMAND_SLOWER,
    COMMAND_FASTER,
    COMMAND_SPEED_CYCLE, /* the next speed, the slowest after the fastest */
    COMMAND_PACE,        /* by steps, or true to time */
    COMMAND_SELECT_UP,
    COMMAND_SELECT_DOWN,
    COMMAND_SELECT_HERE, /* the wait or hold that the cursor is in */
    COMMAND_UNFOLD,      /* or fold the selected lane, else that of the present step */
    COMMAND_UNFOLD_ALL,  /* or back to how lanes stand at first */
    COMMAND_ZOOM_IN,
    COMMAND_ZOOM_OUT,
    COMMAND_PAN_LEFT,
    COMMAND_PAN_RIGHT,
    COMMAND_FIT,
    COMMAND_FOCUS,
    COMMAND_RANGE, /* of time: from where it is pressed to where the cursor goes then; again: done
                    */
    COMMAND_THEME,
    COMMAND_LANGUAGE, /* the view's; the player changes the subject to match */
    COMMAND_AXIS,
    COMMAND_ARROWS,
    COMMAND_HELP,
    COMMAND_CLEAR, /* closes the help, else takes the selection back */
    COMMAND_TURN,  /* to the other of two runs; from here on the player acts, not the view */
    COMMAND_DIFFERENCE_PREVIOUS, /* to where two runs differ */
    COMMAND_DIFFERENCE_NEXT,
    COMMAND_MARK, /* sets or takes away a stop point at the cursor */
    COMMAND_NOTE, /* lets a note be typed there */
    COMMAND_GO,   /* lets a step or a time be typed */
    COMMAND_FIND, /* opens the side list */
    COMMAND_UNDO, /* back to how it was looked at before */
    COMMAND_REDO,
    COMMAND_LARGER, /* all of the window's picture */
    COMMAND_SMALLER,
    COMMAND_USUAL_SIZE,
    COMMAND_EXPORT,
    COMMAND_QUIT,
    COMMAND_COUNT
};

void command_apply(enum command command, struct view *view, const struct subject *subject);

/* What the help lists, in its order; static. */
extern const struct key_help command_key_helps[];
extern const uint32_t command_key_help_count;

#endif
