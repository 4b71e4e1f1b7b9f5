#include "viewer/scene/view/theme_role.h"

#include <assert.h>
#include <stddef.h>

/* Every colour of struct theme. */
#define ROLE_TABLE(X)                                                                              \
    X(background)                                                                                  \
    X(card)                                                                                        \
    X(border)                                                                                      \
    X(shadow)                                                                                      \
    X(ink)                                                                                         \
    X(ink2)                                                                                        \
    X(ink3)                                                                                        \
    X(grid)                                                                                        \
    X(grid_strong)                                                                                 \
    X(chip)                                                                                        \
    X(code_box)                                                                                    \
    X(empty)                                                                                       \
    X(playhead)                                                                                    \
    X(playhead_text)                                                                               \
    X(running)                                                                                     \
    X(running_text)                                                                                \
    X(ready)                                                                                       \
    X(ready_edge)                                                                                  \
    X(wait_lock)                                                                                   \
    X(wait_lock_on)                                                                                \
    X(wait_condition)                                                                              \
    X(wait_condition_tint)                                                                         \
    X(wait_condition_text)                                                                         \
    X(wait_condition_on)                                                                           \
    X(wait_transfer)                                                                               \
    X(wait_transfer_on)                                                                            \
    X(sleep)                                                                                       \
    X(hold)                                                                                        \
    X(hold_text)                                                                                   \
    X(hold_level_text)                                                                             \
    X(forever)                                                                                     \
    X(forever_tint)                                                                                \
    X(forever_text)                                                                                \
    X(forever_on)                                                                                  \
    X(keyword)

enum role {
#define X(field) ROLE_##field,
    ROLE_TABLE(X)
#undef X
        ROLE_COUNT
};

static_assert(sizeof(struct theme) - offsetof(struct theme, background) >=
                      ROLE_COUNT * sizeof(scene_colour) &&
                  sizeof(struct theme) - offsetof(struct theme, background) <
                      (ROLE_COUNT + 2) * sizeof(scene_colour),
              "each colour of a theme has a row");

const uint32_t theme_role_count = ROLE_COUNT;

static const struct theme roles = {.name = "roles",
#define X(field) .field = (scene_colour)(ROLE_##field + 1) << 8 | 0xff,
                                   ROLE_TABLE(X)
#undef X
};

const char *theme_role_name(uint32_t role)
{
    static const char *const names[] = {
#define X(field) #field,
        ROLE_TABLE(X)
#undef X
    };
    assert(role < ROLE_COUNT);
    return names[role];
}

scene_colour theme_role_colour(const struct theme *theme, uint32_t role)
{
    const scene_colour colours[] = {
#define X(field) theme->field,
        ROLE_TABLE(X)
#undef X
    };
    assert(role < ROLE_COUNT);
    return colours[role];
}

const struct theme *theme_of_roles(void)
{
    return &roles;
}

uint32_t theme_role_of(scene_colour colour)
{
    uint32_t role = (colour >> 8) - 1;
    assert(role < ROLE_COUNT);
    return role;
}
