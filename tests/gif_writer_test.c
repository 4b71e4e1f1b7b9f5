/* Films written as GIF and read back with giflib, frame by frame, as a player composes them. */
#include <errno.h>
#include <gif_lib.h>
#include <stdlib.h>

#include "tests/check.h"
#include "viewer/paint/gif_writer.h"

#define WIDTH  40
#define HEIGHT 30
#define PIXELS (WIDTH * HEIGHT)
#define GROUND 0xf4f3efu
#define RED    0xd41f2bu
#define PURPLE 0xefeaf6u

static const uint32_t exact[] = {GROUND, RED, PURPLE};
static const struct film_frame frames[] = {{100}, {500}, {0}, {2000}};

/* A red square that moves over the ground; the third frame is as the second. */
static bool draw_square(void *owner, uint32_t frame, uint32_t *pixels)
{
    (void)owner;
    int left = frame == 0 ? 2 : frame == 3 ? 20 : 5;
    for (int i = 0; i < PIXELS; i++) {
        int x = i % WIDTH, y = i / WIDTH;
        bool is_inside = x >= left && x < left + 10 && y >= 8 && y < 18;
        pixels[i] = 0xff000000u | (is_inside ? RED : y > 25 ? PURPLE : GROUND);
    }
    return true;
}

/* Every pixel has a colour of its own, far more than a palette holds, beside the exact ones. */
static bool draw_many_colours(void *owner, uint32_t frame, uint32_t *pixels)
{
    (void)owner;
    for (uint32_t i = 0; i < PIXELS; i++) {
        pixels[i] = i < 40 ? exact[i % 3] : (i * 2654435761u >> 8) + frame;
    }
    return true;
}

static bool refuse(void *owner, uint32_t frame, uint32_t *pixels)
{
    draw_square(owner, frame, pixels);
    return frame < 2;
}

static struct film film_of(bool (*draw)(void *, uint32_t, uint32_t *))
{
    return (struct film){
        .width = WIDTH,
        .height = HEIGHT,
        .frame_count = ARRAY_COUNT(frames),
        .frames = frames,
        .colours = exact,
        .colour_count = ARRAY_COUNT(exact),
        .draw = draw,
    };
}

struct bytes {
    char *data;
    size_t size, read;
};

static struct bytes write_film(bool (*draw)(void *, uint32_t, uint32_t *))
{
    struct film film = film_of(draw);
    struct bytes bytes = {0};
    FILE *file = open_memstream(&bytes.data, &bytes.size);
    check_true(gif_write(&film, file));
    fclose(file);
    return bytes;
}

static int read_bytes(GifFileType *in, GifByteType *buffer, int size)
{
    struct bytes *bytes = in->UserData;
    size_t rest = bytes->size - bytes->read, count = (size_t)size < rest ? (size_t)size : rest;
    memcpy(buffer, bytes->data + bytes->read, count);
    bytes->read += count;
    return (int)count;
}

static GifFileType *open_film(struct bytes *bytes)
{
    int error = 0;
    GifFileType *in = DGifOpen(bytes, read_bytes, &error);
    check_true(in != NULL && DGifSlurp(in) == GIF_OK);
    return in;
}

/* Lays an image over what is seen; returns how long it stands, in hundredths of a second. */
static int compose(GifFileType *in, int image, uint32_t *pixels)
{
    GraphicsControlBlock control;
    check_true(DGifSavedExtensionToGCB(in, image, &control) == GIF_OK);
    const SavedImage *saved = &in->SavedImages[image];
    const GifImageDesc *place = &saved->ImageDesc;
    for (int i = 0; i < place->Width * place->Height; i++) {
        int number = saved->RasterBits[i];
        if (number != control.TransparentColor) {
            GifColorType colour = in->SColorMap->Colors[number];
            int x = place->Left + i % place->Width, y = place->Top + i / place->Width;
            pixels[y * WIDTH + x] =
                (uint32_t)colour.Red << 16 | (uint32_t)colour.Green << 8 | (uint32_t)colour.Blue;
        }
    }
    return control.DelayTime;
}

static void test_frames(void)
{
    struct bytes bytes = write_film(draw_square);
    GifFileType *in = open_film(&bytes);
    static const int delays[] = {10, 50, 2, 200};
    uint32_t seen[PIXELS] = {0}, drawn[PIXELS];
    check_int_equal(in->ImageCount, ARRAY_COUNT(delays));
    for (int i = 0; i < in->ImageCount; i++) {
        check_int_equal(compose(in, i, seen), delays[i]);
        draw_square(NULL, (uint32_t)i, drawn);
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            drawn[pixel] &= 0xffffff;
        }
        check_true(memcmp(seen, drawn, sizeof seen) == 0);
    }
    DGifCloseFile(in, NULL);
    free(bytes.data);
}

static void test_changed_rectangle(void)
{
    struct bytes bytes = write_film(draw_square);
    GifFileType *in = open_film(&bytes);
    const GifImageDesc *moved = &in->SavedImages[1].ImageDesc;
    const GifImageDesc *still = &in->SavedImages[2].ImageDesc;
    check_int_equal(moved->Left, 2);
    check_int_equal(moved->Top, 8);
    check_int_equal(moved->Width, 13);
    check_int_equal(moved->Height, 10);
    check_int_equal(in->SavedImages[1].RasterBits[5], 255); /* red before, and red now */
    check_int_equal(still->Width * still->Height, 1);
    DGifCloseFile(in, NULL);
    free(bytes.data);
}

static void test_exact_colours(void)
{
    struct bytes bytes = write_film(draw_many_colours);
    GifFileType *in = open_film(&bytes);
    uint32_t seen[PIXELS] = {0};
    for (int i = 0; i < in->ImageCount; i++) {
        compose(in, i, seen);
    }
    for (uint32_t i = 0; i < 40; i++) {
        check_int_equal(seen[i], exact[i % 3]);
    }
    DGifCloseFile(in, NULL);
    free(bytes.data);
}

static void test_same_bytes(void)
{
    struct bytes first = write_film(draw_many_colours), second = write_film(draw_many_colours);
    check_int_equal(first.size, second.size);
    check_true(memcmp(first.data, second.data, first.size) == 0);
    free(first.data);
    free(second.data);
}

static void test_full_disk(void)
{
    struct film film = film_of(draw_many_colours);
    FILE *file = fopen("/dev/full", "wb");
    setvbuf(file, NULL, _IONBF, 0);
    check_true(!gif_write(&film, file));
    check_int_equal(errno, ENOSPC);
    fclose(file);
}

static void test_undrawn_frame(void)
{
    struct film film = film_of(refuse);
    struct bytes bytes = {0};
    FILE *file = open_memstream(&bytes.data, &bytes.size);
    check_true(!gif_write(&film, file));
    fclose(file);
    free(bytes.data);
}

static const struct test_case cases[] = {
    {"gif_writer@frames-come-back-as-drawn", test_frames},
    {"gif_writer@only-what-changes-is-written", test_changed_rectangle},
    {"gif_writer@given-colours-stay-exact-among-too-many", test_exact_colours},
    {"gif_writer@same-film-same-bytes", test_same_bytes},
    {"gif_writer@full-disk-is-told", test_full_disk},
    {"gif_writer@undrawn-frame-is-told", test_undrawn_frame},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
