#include "viewer/app/keys.h"

struct key_row {
    SDL_Keycode symbol;    /* 0: by scancode */
    SDL_Scancode scancode; /* SDL_SCANCODE_UNKNOWN: by symbol */
    bool has_shift, has_control;
    enum command command;
};

#define BY_NAME(symbol, command)                                                                   \
    {                                                                                              \
        symbol, SDL_SCANCODE_UNKNOWN, false, false, command                                        \
    }
#define WITH_SHIFT(symbol, command)                                                                \
    {                                                                                              \
        symbol, SDL_SCANCODE_UNKNOWN, true, false, command                                         \
    }
#define WITH_CONTROL(symbol, command)                                                              \
    {                                                                                              \
        symbol, SDL_SCANCODE_UNKNOWN, false, true, command                                         \
    }
#define BY_PLACE(scancode, command)                                                                \
    {                                                                                              \
        0, scancode, false, false, command                                                         \
    }

static const struct key_row rows[] = {
    BY_NAME(SDLK_SPACE, COMMAND_PLAY),
    BY_NAME(SDLK_LEFT, COMMAND_STEP_PREVIOUS),
    BY_NAME(SDLK_RIGHT, COMMAND_STEP_NEXT),
    WITH_SHIFT(SDLK_LEFT, COMMAND_LANE_PREVIOUS),
    WITH_SHIFT(SDLK_RIGHT, COMMAND_LANE_NEXT),
    BY_NAME(SDLK_COMMA, COMMAND_LANE_PREVIOUS),
    BY_NAME(SDLK_PERIOD, COMMAND_LANE_NEXT),
    WITH_SHIFT(SDLK_LEFTBRACKET, COMMAND_PROBLEM_PREVIOUS),
    WITH_SHIFT(SDLK_RIGHTBRACKET, COMMAND_PROBLEM_NEXT),
    BY_NAME(SDLK_LEFTBRACKET, COMMAND_CAUSE),
    BY_NAME(SDLK_RIGHTBRACKET, COMMAND_EFFECT),
    BY_NAME(SDLK_m, COMMAND_MARK),
    WITH_SHIFT(SDLK_m, COMMAND_NOTE),
    BY_NAME(SDLK_n, COMMAND_MARK_NEXT),
    WITH_SHIFT(SDLK_n, COMMAND_MARK_PREVIOUS),
    BY_NAME(SDLK_g, COMMAND_GO),
    BY_NAME(SDLK_SLASH, COMMAND_FIND),
    WITH_CONTROL(SDLK_f, COMMAND_FIND),
    WITH_CONTROL(SDLK_EQUALS, COMMAND_LARGER),
    WITH_CONTROL(SDLK_KP_PLUS, COMMAND_LARGER),
    WITH_CONTROL(SDLK_MINUS, COMMAND_SMALLER),
    WITH_CONTROL(SDLK_KP_MINUS, COMMAND_SMALLER),
    WITH_CONTROL(SDLK_0, COMMAND_USUAL_SIZE),
    WITH_CONTROL(SDLK_z, COMMAND_UNDO),
    WITH_CONTROL(SDLK_y, COMMAND_REDO),
    BY_NAME(SDLK_p, COMMAND_PACE),
    BY_NAME(SDLK_HOME, COMMAND_TO_START),
    BY_NAME(SDLK_END, COMMAND_TO_END),
    BY_NAME(SDLK_MINUS, COMMAND_SLOWER),
    BY_NAME(SDLK_KP_MINUS, COMMAND_SLOWER),
    BY_NAME(SDLK_EQUALS, COMMAND_FASTER),
    BY_NAME(SDLK_KP_PLUS, COMMAND_FASTER),
    WITH_SHIFT(SDLK_EQUALS, COMMAND_FASTER),
    BY_NAME(SDLK_UP, COMMAND_SELECT_UP),
    BY_NAME(SDLK_DOWN, COMMAND_SELECT_DOWN),
    BY_NAME(SDLK_RETURN, COMMAND_SELECT_HERE),
    BY_NAME(SDLK_KP_ENTER, COMMAND_SELECT_HERE),
    BY_NAME(SDLK_u, COMMAND_UNFOLD),
    WITH_SHIFT(SDLK_u, COMMAND_UNFOLD_ALL),
    BY_PLACE(SDL_SCANCODE_W, COMMAND_ZOOM_IN),
    BY_PLACE(SDL_SCANCODE_S, COMMAND_ZOOM_OUT),
    BY_PLACE(SDL_SCANCODE_A, COMMAND_PAN_LEFT),
    BY_PLACE(SDL_SCANCODE_D, COMMAND_PAN_RIGHT),
    BY_NAME(SDLK_0, COMMAND_FIT),
    BY_NAME(SDLK_KP_0, COMMAND_FIT),
    BY_NAME(SDLK_f, COMMAND_FOCUS),
    BY_NAME(SDLK_r, COMMAND_RANGE),
    BY_NAME(SDLK_x, COMMAND_AXIS),
    BY_NAME(SDLK_o, COMMAND_ARROWS),
    BY_NAME(SDLK_t, COMMAND_THEME),
    BY_NAME(SDLK_l, COMMAND_LANGUAGE),
    BY_NAME(SDLK_TAB, COMMAND_TURN),
    BY_NAME(SDLK_c, COMMAND_DIFFERENCE_NEXT),
    WITH_SHIFT(SDLK_c, COMMAND_DIFFERENCE_PREVIOUS),
    BY_NAME(SDLK_e, COMMAND_EXPORT),
    WITH_SHIFT(SDLK_SLASH, COMMAND_HELP),
    WITH_SHIFT(SDLK_QUESTION, COMMAND_HELP),
    BY_NAME(SDLK_F1, COMMAND_HELP),
    BY_NAME(SDLK_ESCAPE, COMMAND_CLEAR),
    BY_NAME(SDLK_q, COMMAND_QUIT),
};

static bool is_row(const struct key_row *row, const SDL_Keysym *key)
{
    bool has_shift = key->mod & KMOD_SHIFT, has_control = key->mod & KMOD_CTRL;
    bool is_key = row->symbol ? row->symbol == key->sym : row->scancode == key->scancode;
    return is_key && row->has_shift == has_shift && row->has_control == has_control;
}

enum command keys_find_command(const SDL_Keysym *key)
{
    if (key->mod & (KMOD_ALT | KMOD_GUI)) {
        return COMMAND_NONE;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (is_row(&rows[i], key)) {
            return rows[i].command;
        }
    }
    return COMMAND_NONE;
}
