#include "viewer/paint/gif_writer.h"

#include <errno.h>
#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "viewer/paint/palette.h"

#define AS_IT_WAS 255 /* the transparent number */
#define COLOURS   256
#define TICK_MS   10u /* GIF counts hundredths of a second */
#define TICKS_MIN 2u  /* players take what is shorter for a mistake and show it slowly */
#define TICKS_MAX 65535u

struct gif {
    const struct film *film;
    struct palette palette;
    GifFileType *out;
    uint32_t *pixels;   /* of the frame drawn last */
    GifPixelType *seen; /* what the frames so far show, by palette number */
};

/* In pixels; right and bottom lie outside. */
struct stretch {
    int left, top, right, bottom;
};

static int write_bytes(GifFileType *out, const GifByteType *bytes, int size)
{
    return (int)fwrite(bytes, 1, (size_t)size, out->UserData);
}

static size_t pixel_count(const struct film *film)
{
    return (size_t)film->width * (size_t)film->height;
}

static bool learn_colours(struct gif *gif)
{
    const struct film *film = gif->film;
    for (uint32_t i = 0; i < film->frame_count; i++) {
        if (!film->draw(film->owner, i, gif->pixels) ||
            !palette_count(&gif->palette, gif->pixels, pixel_count(film))) {
            return false;
        }
    }
    palette_choose(&gif->palette);
    return true;
}

static bool begin_file(struct gif *gif)
{
    GifColorType colours[COLOURS] = {0};
    for (uint32_t i = 0; i < gif->palette.colour_count; i++) {
        uint32_t rgb = gif->palette.colours[i];
        colours[i] =
            (GifColorType){(GifByteType)(rgb >> 16), (GifByteType)(rgb >> 8), (GifByteType)rgb};
    }
    ColorMapObject *map = GifMakeMapObject(COLOURS, colours);
    EGifSetGifVersion(gif->out, true);
    bool is_begun = map != NULL && EGifPutScreenDesc(gif->out, gif->film->width, gif->film->height,
                                                     8, 0, map) == GIF_OK;
    GifFreeMapObject(map);
    static const char application[] = "NETSCAPE2.0";
    static const GifByteType for_ever[] = {1, 0, 0};
    return is_begun && EGifPutExtensionLeader(gif->out, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
           EGifPutExtensionBlock(gif->out, (int)strlen(application), application) == GIF_OK &&
           EGifPutExtensionBlock(gif->out, sizeof for_ever, for_ever) == GIF_OK &&
           EGifPutExtensionTrailer(gif->out) == GIF_OK;
}

/* Turns a row of pixels into numbers, those that change only; widens the stretch by them. */
static void change_row(struct gif *gif, int y, GifPixelType *change, struct stretch *stretch)
{
    int width = gif->film->width;
    const uint32_t *pixels = gif->pixels + (size_t)y * (size_t)width;
    GifPixelType *seen = gif->seen + (size_t)y * (size_t)width;
    GifPixelType number = 0;
    for (int x = 0; x < width; x++) {
        number =
            x > 0 && pixels[x] == pixels[x - 1] ? number : palette_index(&gif->palette, pixels[x]);
        change[x] = seen[x] == number ? AS_IT_WAS : number;
        seen[x] = number;
        if (change[x] != AS_IT_WAS) {
            stretch->left = x < stretch->left ? x : stretch->left;
            stretch->right = x >= stretch->right ? x + 1 : stretch->right;
            stretch->top = y < stretch->top ? y : stretch->top;
            stretch->bottom = y + 1;
        }
    }
}

static bool put_control(struct gif *gif, uint32_t duration_ms)
{
    uint32_t ticks = duration_ms / TICK_MS;
    ticks = ticks < TICKS_MIN ? TICKS_MIN : ticks > TICKS_MAX ? TICKS_MAX : ticks;
    GraphicsControlBlock control = {
        .DisposalMode = DISPOSE_DO_NOT, .DelayTime = (int)ticks, .TransparentColor = AS_IT_WAS};
    GifByteType bytes[4];
    size_t size = EGifGCBToExtension(&control, bytes);
    return EGifPutExtension(gif->out, GRAPHICS_EXT_FUNC_CODE, (int)size, bytes) == GIF_OK;
}

static bool put_frame(struct gif *gif, uint32_t frame, GifPixelType *change)
{
    const struct film *film = gif->film;
    if (!film->draw(film->owner, frame, gif->pixels)) {
        return false;
    }
    struct stretch stretch = {film->width, film->height, 0, 0};
    for (int y = 0; y < film->height; y++) {
        change_row(gif, y, change + (size_t)y * (size_t)film->width, &stretch);
    }
    if (stretch.bottom == 0) { /* nothing has changed, and there must be something */
        stretch = (struct stretch){0, 0, 1, 1};
    }
    int width = stretch.right - stretch.left;
    bool is_put = put_control(gif, film->frames[frame].duration_ms) &&
                  EGifPutImageDesc(gif->out, stretch.left, stretch.top, width,
                                   stretch.bottom - stretch.top, false, NULL) == GIF_OK;
    for (int y = stretch.top; is_put && y < stretch.bottom; y++) {
        GifPixelType *line = change + (size_t)y * (size_t)film->width + stretch.left;
        is_put = EGifPutLine(gif->out, line, width) == GIF_OK;
    }
    return is_put;
}

static bool put_frames(struct gif *gif, GifPixelType *change)
{
    memset(gif->seen, AS_IT_WAS, pixel_count(gif->film));
    for (uint32_t i = 0; i < gif->film->frame_count; i++) {
        if (!put_frame(gif, i, change)) {
            return false;
        }
    }
    return true;
}

static bool write_file(struct gif *gif, FILE *file, GifPixelType *change)
{
    int error = 0;
    gif->out = EGifOpen(file, write_bytes, &error);
    if (gif->out == NULL) {
        return false;
    }
    bool is_written = begin_file(gif) && put_frames(gif, change);
    return EGifCloseFile(gif->out, &error) == GIF_OK && is_written;
}

bool gif_write(const struct film *film, FILE *file)
{
    struct gif gif = {.film = film};
    size_t count = pixel_count(film);
    gif.pixels = calloc(count, sizeof *gif.pixels);
    gif.seen = calloc(count, sizeof *gif.seen);
    GifPixelType *change = calloc(count, sizeof *change);
    palette_init(&gif.palette, film->colours, film->colour_count);
    errno = 0;
    bool is_written = gif.pixels != NULL && gif.seen != NULL && change != NULL &&
                      learn_colours(&gif) && write_file(&gif, file, change);
    palette_finish(&gif.palette);
    free(change);
    free(gif.seen);
    free(gif.pixels);
    return is_written;
}
