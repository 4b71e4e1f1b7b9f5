/* A line of the key help. The window's table of commands owns the rows (viewer/app/command.h) and
 * lends them to the view; scenes only show them. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_KEY_HELP_H
#define THREADLANE_VIEWER_SCENE_VIEW_KEY_HELP_H

struct key_help {
    const char *keys;  /* the caps, separated by spaces: "← →", "Space", "Shift+→" */
    const char *words; /* what they do: a message to translate */
};

#endif
