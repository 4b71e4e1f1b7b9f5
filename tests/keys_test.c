/* The table of keys. */
#include <stdio.h>
#include <string.h>

#include "tests/check.h"
#include "viewer/app/keys.h"
#include "viewer/scene/view/key_help.h"

static enum command press(SDL_Keycode symbol, SDL_Scancode scancode, SDL_Keymod modifiers)
{
    SDL_Keysym key = {.sym = symbol, .scancode = scancode, .mod = modifiers};
    return keys_find_command(&key);
}

static void test_shift(void)
{
    check_int_equal(press(SDLK_LEFT, SDL_SCANCODE_LEFT, KMOD_NONE), COMMAND_STEP_PREVIOUS);
    check_int_equal(press(SDLK_LEFT, SDL_SCANCODE_LEFT, KMOD_RSHIFT), COMMAND_LANE_PREVIOUS);
    check_int_equal(press(SDLK_SLASH, SDL_SCANCODE_SLASH, KMOD_LSHIFT), COMMAND_HELP);
    check_int_equal(press(SDLK_SLASH, SDL_SCANCODE_SLASH, KMOD_NONE), COMMAND_FIND);
}

/* On a French keyboard the key left of S prints q, and the key above it z. */
static void test_places(void)
{
    check_int_equal(press(SDLK_z, SDL_SCANCODE_W, KMOD_NONE), COMMAND_ZOOM_IN);
    check_int_equal(press(SDLK_w, SDL_SCANCODE_Z, KMOD_NONE), COMMAND_NONE);
    check_int_equal(press(SDLK_a, SDL_SCANCODE_Q, KMOD_NONE), COMMAND_NONE);
    check_int_equal(press(SDLK_q, SDL_SCANCODE_Q, KMOD_NONE), COMMAND_QUIT);
}

static void test_other_modifiers(void)
{
    check_int_equal(press(SDLK_q, SDL_SCANCODE_Q, KMOD_LCTRL), COMMAND_NONE);
    check_int_equal(press(SDLK_z, SDL_SCANCODE_Z, KMOD_LCTRL), COMMAND_UNDO);
    check_int_equal(press(SDLK_z, SDL_SCANCODE_Z, KMOD_NONE), COMMAND_NONE);
    check_int_equal(press(SDLK_SPACE, SDL_SCANCODE_SPACE, KMOD_LALT), COMMAND_NONE);
    check_int_equal(press(SDLK_SPACE, SDL_SCANCODE_SPACE, KMOD_NUM), COMMAND_PLAY);
}

static void note_commands(bool *has_key, SDL_Keycode symbol, SDL_Scancode scancode)
{
    has_key[press(symbol, scancode, KMOD_NONE)] = true;
    has_key[press(symbol, scancode, KMOD_LSHIFT)] = true;
    has_key[press(symbol, scancode, KMOD_LCTRL)] = true;
}

static void test_every_command_has_a_key(void)
{
    bool has_key[COMMAND_COUNT] = {[COMMAND_NONE] = true, [COMMAND_SPEED_CYCLE] = true};
    for (SDL_Keycode symbol = ' '; symbol <= '~'; symbol++) {
        note_commands(has_key, symbol, SDL_SCANCODE_UNKNOWN);
    }
    for (int i = 0; i < SDL_NUM_SCANCODES; i++) {
        note_commands(has_key, SDL_SCANCODE_TO_KEYCODE(i), (SDL_Scancode)i);
    }
    note_commands(has_key, SDLK_ESCAPE, SDL_SCANCODE_ESCAPE);
    note_commands(has_key, SDLK_TAB, SDL_SCANCODE_TAB);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        check_true(has_key[i]);
    }
}

/* Keys whose names are not what they print. */
static const struct {
    const char *name;
    SDL_Keycode symbol;
} named[] = {
    {"Space", SDLK_SPACE}, {"Enter", SDLK_RETURN},  {"Tab", SDLK_TAB},
    {"Esc", SDLK_ESCAPE},  {"Home", SDLK_HOME},     {"End", SDLK_END},
    {"←", SDLK_LEFT},      {"→", SDLK_RIGHT},       {"↑", SDLK_UP},
    {"↓", SDLK_DOWN},      {"{", SDLK_LEFTBRACKET}, {"}", SDLK_RIGHTBRACKET},
    {"?", SDLK_SLASH},
};

/* What one of the keys that the help lists asks for: "Shift+M". */
static enum command press_name(const char *name)
{
    SDL_Keymod modifiers = KMOD_NONE;
    if (strncmp(name, "Shift+", 6) == 0) {
        modifiers = KMOD_LSHIFT;
        name += 6;
    } else if (strncmp(name, "Ctrl+", 5) == 0) {
        modifiers = KMOD_LCTRL;
        name += 5;
    } else if (strchr("{}?", *name) != NULL) { /* printed with Shift */
        modifiers = KMOD_LSHIFT;
    }
    SDL_Keycode symbol = SDL_tolower(*name);
    for (size_t i = 0; i < ARRAY_COUNT(named); i++) {
        symbol = strcmp(named[i].name, name) == 0 ? named[i].symbol : symbol;
    }
    bool is_letter = symbol >= SDLK_a && symbol <= SDLK_z;
    SDL_Scancode place =
        is_letter ? SDL_SCANCODE_A + (unsigned)(symbol - SDLK_a) : SDL_SCANCODE_UNKNOWN;
    return press(symbol, place, modifiers);
}

/* Each key of the help asks for something, and whatever keys can ask for is in the help. */
static void test_help_lists_keys(void)
{
    bool is_told[COMMAND_COUNT] = {[COMMAND_NONE] = true, [COMMAND_SPEED_CYCLE] = true};
    for (uint32_t i = 0; i < command_key_help_count; i++) {
        char keys[64];
        check_true(*command_key_helps[i].words != '\0');
        snprintf(keys, sizeof keys, "%s", command_key_helps[i].keys);
        for (char *rest, *name = strtok_r(keys, " ", &rest); name != NULL;
             name = strtok_r(NULL, " ", &rest)) {
            enum command command = press_name(name);
            if (command == COMMAND_NONE) {
                printf("'%s' asks for nothing\n", name);
            }
            check_true(command != COMMAND_NONE);
            is_told[command] = true;
        }
    }
    for (int i = 0; i < COMMAND_COUNT; i++) {
        if (!is_told[i]) {
            printf("command %d is not in the help\n", i);
        }
        check_true(is_told[i]);
    }
}

static const struct test_case cases[] = {
    {"keys@shift-changes-the-meaning", test_shift},
    {"keys@wasd-go-by-place-and-letters-by-name", test_places},
    {"keys@control-and-alt-are-left-to-others", test_other_modifiers},
    {"keys@every-command-has-a-key", test_every_command_has_a_key},
    {"keys@help-lists-all-of-them-and-no-other", test_help_lists_keys},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
