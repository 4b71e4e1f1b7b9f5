/* Which key asks for which command. Letters that are places on the keyboard (WASD) go by where the
 * key lies, so that they work on every layout; letters that are names go by what they print. */
#ifndef THREADLANE_VIEWER_APP_KEYS_H
#define THREADLANE_VIEWER_APP_KEYS_H

#include <SDL.h>

#include "viewer/app/command.h"

/* COMMAND_NONE for keys that mean nothing. */
enum command keys_find_command(const SDL_Keysym *key);

#endif
