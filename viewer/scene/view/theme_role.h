/* The colours of themes by role, for pictures whose theme the reader chooses: they name roles, not
 * colours. Used by the page painter. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_THEME_ROLE_H
#define THREADLANE_VIEWER_SCENE_VIEW_THEME_ROLE_H

#include "viewer/scene/view/theme.h"

extern const uint32_t theme_role_count;

/* "running_text": the field of struct theme; static. */
const char *theme_role_name(uint32_t role);
scene_colour theme_role_colour(const struct theme *theme, uint32_t role);
/* A theme in which every colour is the number of its role, opaque: a scene built with it tells
 * which role each of its colours plays. Static. */
const struct theme *theme_of_roles(void);
/* The role that a colour of such a scene plays, faded or not. */
uint32_t theme_role_of(scene_colour colour);

#endif
