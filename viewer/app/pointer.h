/* What the mouse does in the picture: the scene says what lies under it, a table says what a click
 * on that means. */
#ifndef THREADLANE_VIEWER_APP_POINTER_H
#define THREADLANE_VIEWER_APP_POINTER_H

#include "viewer/app/player.h"

enum pointer_button { POINTER_SELECT, POINTER_PAN };
enum wheel_effect { WHEEL_SCROLL, WHEEL_PAN, WHEEL_ZOOM };

void pointer_press(struct player *player, double x, double y, enum pointer_button button);
void pointer_move(struct player *player, double x, double y);
void pointer_release(struct player *player);
/* The pointer has left the window. */
void pointer_leave(struct player *player);
/* The wheel was turned, positive away from the person. */
void pointer_wheel(struct player *player, double x, double y, double turns,
                   enum wheel_effect effect);

#endif
