/* Cairo draws straight into the memory of SDL's window surface: no copy, no conversion. Where SDL
 * has no window surface, into a streaming texture. Either way the picture is made anew only when
 * something has changed; between changes the program waits for events without waking up. */
#include "viewer/app/window.h"

#include <SDL.h>
#include <math.h>
#include <stdio.h>

#include "tracer/language/language.h"
#include "viewer/app/keys.h"
#include "viewer/app/pointer.h"
#include "viewer/app/window_scale.h"
#include "viewer/paint/cairo_painter.h"

#define SCREEN_SHARE 0.92 /* of the screen's usable area, at most */
#define FRAME_MS     16   /* between two pictures while it plays … */
#define PROGRESS_MS  40   /* … and while a trace is being opened */

struct window {
    SDL_Window *window;
    SDL_Renderer *renderer; /* NULL: the window surface is used */
    SDL_Texture *texture;   /* of the renderer, as large as the window */
    struct player *player;  /* NULL: a trace is being opened */
    struct scene *scene;    /* what is shown, drawn by the shaper; borrowed */
    struct pango_shaper *shaper;
    struct following *following; /* NULL: the trace does not grow */
    uint32_t news_event;         /* SDL's number of the event that says there is news */
    struct painted painted;      /* what the window surface shows */
    uint64_t shown_at;           /* performance counter of the latest picture */
    double density;              /* pixels to a point; events and sizes of windows are in points */
    double usual_scale;          /* of the display */
    double wished_scale;         /* 0: the usual one */
    double painted_scale;        /* of what is in `painted` */
    uint32_t typing_since;       /* SDL's time when a line was begun */
    char title[256];
};

static void refuse(const char *why, char *reason, size_t size)
{
    snprintf(reason, size, language_say(N_("cannot open a window: %s")), why);
}

/* Without a display SDL may fall back to drawing where nobody looks, unless that was asked for. */
static bool is_seen_by_nobody(void)
{
    return !SDL_getenv("SDL_VIDEODRIVER") &&
           SDL_strcmp(SDL_GetCurrentVideoDriver(), "offscreen") == 0;
}

/* A size, made to fit the screen. */
static void fit_screen(double *width, double *height)
{
    SDL_Rect usable = {.w = (int)*width, .h = (int)*height};
    SDL_GetDisplayUsableBounds(0, &usable);
    *width = fmin(*width, usable.w * SCREEN_SHARE);
    *height = fmin(*height, usable.h * SCREEN_SHARE);
}

/* The second way to the screen. */
static bool open_renderer(struct window *window)
{
    window->renderer = SDL_CreateRenderer(window->window, -1, 0);
    return window->renderer != NULL;
}

/* The window is there before it is known how large it shall be: its display says that. */
static void size_window(struct window *window, const struct window_wish *wish)
{
    double scale = wish->scale > 0 ? wish->scale : window->usual_scale;
    double share = (wish->is_in_pixels ? 1 : scale) / window->density;
    double width = wish->width * share, height = wish->height * share;
    fit_screen(&width, &height);
    SDL_SetWindowMinimumSize(window->window, (int)(PICTURE_WIDTH_MIN / window->density),
                             (int)(PICTURE_HEIGHT_MIN / window->density));
    SDL_SetWindowSize(window->window, (int)width, (int)height);
    SDL_SetWindowPosition(window->window, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED);
    SDL_ShowWindow(window->window);
}

static bool create_window(struct window *window, const struct window_wish *wish)
{
    window->window = SDL_CreateWindow(
        "Threadlane", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, PICTURE_WIDTH_MIN,
        PICTURE_HEIGHT_MIN, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI | SDL_WINDOW_HIDDEN);
    if (!window->window) {
        return false;
    }
    window->density = window_scale_density(window->window);
    window->usual_scale = window_scale_usual(window->window);
    window->wished_scale = wish->scale;
    size_window(window, wish);
    SDL_Surface *surface = SDL_GetWindowSurface(window->window);
    bool is_direct = surface && surface->format->BytesPerPixel == 4 &&
                     surface->format->Rmask == 0xff0000 && surface->format->Bmask == 0xff;
    return is_direct || open_renderer(window);
}

static void paint_surface(struct window *window)
{
    SDL_Surface *surface = SDL_GetWindowSurface(window->window); /* another after a resize */
    if (!surface || SDL_LockSurface(surface) != 0) {
        return;
    }
    struct pixel_memory memory = {surface->pixels, surface->w, surface->h, surface->pitch};
    double scale = window->scene->scale;
    if (scale != window->painted_scale) { /* it is another picture */
        painted_finish(&window->painted);
        window->painted = (struct painted){0};
        window->painted_scale = scale;
    }
    if (scale == floor(scale)) {
        cairo_painter_repaint_pixels(memory, window->scene, window->shaper, &window->painted);
    } else { /* what has changed does not end at whole pixels */
        cairo_painter_paint_pixels(memory, window->scene, window->shaper);
    }
    SDL_UnlockSurface(surface);
    SDL_UpdateWindowSurface(window->window);
}

/* Makes the texture anew when the window's size has changed. */
static bool prepare_texture(struct window *window, int width, int height)
{
    int texture_width = 0, texture_height = 0;
    if (window->texture) {
        SDL_QueryTexture(window->texture, NULL, NULL, &texture_width, &texture_height);
    }
    if (texture_width != width || texture_height != height) {
        SDL_DestroyTexture(window->texture);
        window->texture = SDL_CreateTexture(window->renderer, SDL_PIXELFORMAT_RGB888,
                                            SDL_TEXTUREACCESS_STREAMING, width, height);
    }
    return window->texture != NULL;
}

static void paint_texture(struct window *window)
{
    struct pixel_memory memory = {0};
    SDL_GetRendererOutputSize(window->renderer, &memory.width, &memory.height);
    if (!prepare_texture(window, memory.width, memory.height) ||
        SDL_LockTexture(window->texture, NULL, &memory.pixels, &memory.stride) != 0) {
        return;
    }
    cairo_painter_paint_pixels(memory, window->scene, window->shaper);
    SDL_UnlockTexture(window->texture);
    SDL_RenderCopy(window->renderer, window->texture, NULL, NULL);
    SDL_RenderPresent(window->renderer);
}

static void show_title(struct window *window, const char *title)
{
    if (SDL_strcmp(title, window->title) != 0) {
        SDL_strlcpy(window->title, title, sizeof window->title);
        SDL_SetWindowTitle(window->window, title);
    }
}

static void paint(struct window *window)
{
    if (window->renderer) {
        paint_texture(window);
    } else {
        paint_surface(window);
    }
}

/* The window may have come to another display, too. */
static void take_size(struct window *window)
{
    int width_px, height_px;
    double density = window_scale_density(window->window);
    if (density != window->density) {
        window->density = density;
        window->usual_scale = window_scale_usual(window->window);
        sizing_take_usual(&window->player->sizing, window->usual_scale);
    }
    SDL_GetWindowSizeInPixels(window->window, &width_px, &height_px);
    player_resize(window->player, width_px, height_px);
}

static void show(struct window *window)
{
    char title[sizeof window->title];
    player_build(window->player);
    paint(window);
    show_title(window, player_title(window->player, title, sizeof title));
}

static void take_window_event(struct window *window, const SDL_WindowEvent *event)
{
    if (event->event == SDL_WINDOWEVENT_SIZE_CHANGED) {
        take_size(window);
    } else if (event->event == SDL_WINDOWEVENT_EXPOSED) {
        window->player->is_stale = true;
    } else if (event->event == SDL_WINDOWEVENT_LEAVE) {
        pointer_leave(window->player);
    }
}

/* A place of the window in the picture. */
static double in_picture(const struct window *window, double point)
{
    return point * window->density / window->player->sizing.scale;
}

static void take_press(struct window *window, const SDL_MouseButtonEvent *event)
{
    bool pans = event->button == SDL_BUTTON_MIDDLE || (SDL_GetModState() & KMOD_SHIFT);
    if (event->button == SDL_BUTTON_LEFT || event->button == SDL_BUTTON_MIDDLE) {
        pointer_press(window->player, in_picture(window, event->x), in_picture(window, event->y),
                      pans ? POINTER_PAN : POINTER_SELECT);
    }
}

static void take_wheel(struct window *window, const SDL_MouseWheelEvent *event)
{
    struct player *player = window->player;
    SDL_Keymod keys = SDL_GetModState();
    double turns = event->preciseY;
    double x = in_picture(window, event->mouseX), y = in_picture(window, event->mouseY);
    if (event->preciseX != 0) {
        pointer_wheel(player, x, y, -event->preciseX, WHEEL_PAN);
    }
    if (turns != 0) {
        pointer_wheel(player, x, y, turns,
                      keys & KMOD_CTRL    ? WHEEL_ZOOM
                      : keys & KMOD_SHIFT ? WHEEL_PAN
                                          : WHEEL_SCROLL);
    }
}

/* ---- news of other threads: the trace has grown, pictures are ready ---- */

/* In the thread that reads, or that exports. */
static void wake(void *context)
{
    const struct window *window = context;
    SDL_Event event = {.type = window->news_event};
    SDL_PushEvent(&event);
}

static void listen(struct window *window)
{
    window->news_event = SDL_RegisterEvents(1);
    exporting_set_listener(window->player->exporting, wake, window);
    if (window->following) {
        following_set_listener(window->following, wake, window);
    }
}

static void stop_listening(struct window *window)
{
    exporting_set_listener(window->player->exporting, NULL, NULL);
    if (window->following) {
        following_set_listener(window->following, NULL, NULL);
    }
}

static void take_growth(struct window *window)
{
    struct player *player = window->player;
    struct following_news news = following_take(window->following);
    if (news.opened) {
        subject_close(player_grow(player, news.opened));
    }
    if (news.error.text[0] && player->view.growth != GROWTH_BROKEN) {
        fprintf(stderr, "trace-view: %s; what had come stays\n", news.error.text);
    }
    player->view.growth = following_growth(&news);
    player->is_stale = true;
}

static void take_news(struct window *window)
{
    player_take_exports(window->player);
    if (window->following) {
        take_growth(window);
    }
}

/* ---- events ---- */

static bool is_typing(const struct player *player)
{
    return player->entry.kind != ENTRY_NONE;
}

/* SDL makes text of keys only from when it is asked to; a person may have typed on meanwhile. */
static bool is_early(const struct window *window, const SDL_KeyboardEvent *event)
{
    SDL_Event next;
    bool has_text = SDL_PeepEvents(&next, 1, SDL_PEEKEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT) == 1 &&
                    next.type == SDL_TEXTINPUT;
    return !has_text && event->timestamp <= window->typing_since;
}

/* The character of a key, as far as that is known without SDL's text. */
static void type_early_key(struct player *player, const SDL_Keysym *key)
{
    bool is_character = key->sym >= SDLK_SPACE && key->sym < SDLK_DELETE;
    bool is_letter = key->sym >= SDLK_a && key->sym <= SDLK_z;
    bool has_shift = (key->mod & KMOD_SHIFT) != 0;
    if (is_character && (is_letter || !has_shift) && !(key->mod & (KMOD_CTRL | KMOD_ALT))) {
        char text[] = {(char)(has_shift ? SDL_toupper(key->sym) : key->sym), '\0'};
        player_type(player, text);
    }
}

/* A key while a line is typed; its characters come as text. */
static void take_typing_key(struct player *player, SDL_Keycode key)
{
    if (key == SDLK_RETURN || key == SDLK_KP_ENTER) {
        player_accept(player);
    } else if (key == SDLK_BACKSPACE) {
        player_erase(player);
    } else if (key == SDLK_ESCAPE) {
        player_command(player, COMMAND_CLEAR);
    } else if (key == SDLK_UP || key == SDLK_DOWN) {
        player_move_row(player, key == SDLK_UP ? -1 : 1);
    }
}

/* Text is asked for only while a line is typed, so that the key that begins it is no part of it. */
static void take_key(struct window *window, const SDL_KeyboardEvent *event)
{
    struct player *player = window->player;
    const SDL_Keysym *key = &event->keysym;
    bool was_typing = is_typing(player);
    if (was_typing && is_early(window, event)) {
        type_early_key(player, key);
    }
    if (was_typing) {
        take_typing_key(player, key->sym);
    } else {
        player_command(player, keys_find_command(key));
    }
    if (is_typing(player) && !was_typing) {
        SDL_StartTextInput();
        window->typing_since = SDL_GetTicks();
    } else if (!is_typing(player) && was_typing) {
        SDL_StopTextInput();
    }
}

static void take_event(struct window *window, const SDL_Event *event)
{
    struct player *player = window->player;
    switch (event->type) {
    case SDL_QUIT:
        player->has_ended = true;
        break;
    case SDL_WINDOWEVENT:
        take_window_event(window, &event->window);
        break;
    case SDL_KEYDOWN:
        take_key(window, &event->key);
        break;
    case SDL_TEXTINPUT:
        if (is_typing(player)) {
            player_type(player, event->text.text);
        }
        break;
    case SDL_MOUSEBUTTONDOWN:
        take_press(window, &event->button);
        break;
    case SDL_MOUSEBUTTONUP:
        pointer_release(player);
        break;
    case SDL_MOUSEMOTION:
        pointer_move(player, in_picture(window, event->motion.x),
                     in_picture(window, event->motion.y));
        break;
    case SDL_MOUSEWHEEL:
        take_wheel(window, &event->wheel);
        break;
    }
}

/* Waits for something to do: while it plays at most until the next picture is due. */
static void wait_for_events(struct window *window)
{
    SDL_Event event;
    int wait_ms = window->player->view.is_playing ? FRAME_MS : -1; /* -1: as long as it takes */
    bool has_event = SDL_WaitEventTimeout(&event, wait_ms);
    while (has_event) {
        if (event.type == window->news_event) {
            take_news(window);
        } else {
            take_event(window, &event);
        }
        has_event = SDL_PollEvent(&event);
    }
}

/* Tells the player how long ago the last picture was; a standing replay has no clock. */
static void advance(struct window *window, bool was_playing)
{
    uint64_t now = SDL_GetPerformanceCounter();
    double elapsed_s = (double)(now - window->shown_at) / (double)SDL_GetPerformanceFrequency();
    window->shown_at = now;
    if (was_playing) {
        player_advance(window->player, (uint64_t)(elapsed_s * 1e9));
    }
}

/* ---- while a trace is being opened ---- */

/* Whether the person wants to go. */
static bool is_cancelled(const SDL_Event *event)
{
    return event->type == SDL_QUIT ||
           (event->type == SDL_KEYDOWN && (event->key.keysym.sym == SDLK_ESCAPE ||
                                           keys_find_command(&event->key.keysym) == COMMAND_QUIT));
}

static void show_progress(struct window *window, const struct opening *opening,
                          const struct theme *theme, enum language language)
{
    int width_px, height_px;
    SDL_GetWindowSizeInPixels(window->window, &width_px, &height_px);
    struct sizing sizing;
    sizing_init(&sizing, window->usual_scale, window->wished_scale);
    sizing_take_window(&sizing, width_px, height_px);
    struct opening_view view = opening_view(opening);
    struct scene scene;
    scene_init(&scene, width_px / sizing.scale, height_px / sizing.scale, theme->background,
               pango_shaper_interface(window->shaper));
    scene.scale = sizing.scale;
    opening_scene_build(&scene, theme, language, &view);
    window->scene = &scene;
    paint(window);
    window->scene = NULL;
    scene_finish(&scene);
    char title[sizeof window->title];
    SDL_snprintf(title, sizeof title, "%s: opening", view.file_name);
    show_title(window, title);
}

bool window_show_opening(struct window *window, struct opening *opening, const struct theme *theme,
                         enum language language, struct pango_shaper *shaper)
{
    window->shaper = shaper;
    while (!opening_is_done(opening)) {
        show_progress(window, opening, theme, language);
        SDL_Event event;
        for (bool has_event = SDL_WaitEventTimeout(&event, PROGRESS_MS); has_event;
             has_event = SDL_PollEvent(&event)) {
            if (is_cancelled(&event)) {
                return false;
            }
        }
    }
    return true;
}

void window_run(struct window *window, struct player *player, struct following *following)
{
    window->player = player;
    window->following = following;
    window->scene = &player->scene;
    window->shaper = player->shaper;
    sizing_init(&player->sizing, window->usual_scale, window->wished_scale);
    take_size(window);
    SDL_StopTextInput();
    listen(window);
    while (!player->has_ended) {
        if (player->is_stale) {
            show(window);
        }
        bool was_playing = player->view.is_playing;
        wait_for_events(window);
        advance(window, was_playing);
    }
    stop_listening(window);
    SDL_HideWindow(window->window); /* to close a long trace takes a moment */
}

/* The window is left to the end of the program. SDL wakes itself up by messages to its window over
 * a second connection; one that the X server reads after the window was destroyed is answered with
 * an error, which ends the program with status 1. */
struct window *window_open(const struct window_wish *wish, char *reason, size_t reason_size)
{
    static struct window window;
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0"); /* else present goes through OpenGL */
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        refuse(SDL_GetError(), reason, reason_size);
        return NULL;
    }
    if (is_seen_by_nobody()) {
        refuse("there is no display; a picture needs none: --screenshot OUT.png", reason,
               reason_size);
        return NULL;
    }
    if (!create_window(&window, wish)) {
        refuse(SDL_GetError(), reason, reason_size);
        return NULL;
    }
    return &window;
}
