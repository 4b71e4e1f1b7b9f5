/* The pixels of strips, of which only some rows may be seen. */
#include "viewer/paint/strip_fill.h"

#include <string.h>

#include "tests/check.h"

#define WIDTH  40
#define HEIGHT 50
#define LAYERS 6

static const struct strip_layer layers[LAYERS] = {
    {FILL_HATCH_FALLING, 0xff0000ff, 0x00ff00ff},
    {FILL_HATCH_RISING, 0x0000ffff, 0xffffffff},
    {FILL_DOTS, 0x112233ff, 0x445566ff},
    {FILL_BARS, 0x778899ff, 0xaabbccff},
    {FILL_SOLID, 0xddeeffff, 0},
    {FILL_SOLID, 0x01020380, 0},
};

/* Every layer in some column, in shares that leave rows free. */
static struct scene_strip make_strip(uint8_t shares[WIDTH * LAYERS])
{
    for (int i = 0; i < WIDTH * LAYERS; i++) {
        shares[i] = (uint8_t)(i * 37 % 61);
    }
    return (struct scene_strip){layers, shares, LAYERS, WIDTH};
}

static void fill(const struct scene_strip *strip, uint32_t *pixels, int first_row, int end_row)
{
    const struct strip_pixels target = {pixels, WIDTH, WIDTH, HEIGHT, first_row, end_row};
    strip_fill_pixels(strip, &target);
}

static void test_rows_in_view_are_those_of_the_whole(void)
{
    uint8_t shares[WIDTH * LAYERS];
    struct scene_strip strip = make_strip(shares);
    static uint32_t whole[WIDTH * HEIGHT], some[WIDTH * HEIGHT];
    memset(whole, 0xaa, sizeof whole);
    fill(&strip, whole, 0, HEIGHT);
    for (int first = 0; first < HEIGHT; first += 7) {
        for (int end = first; end <= HEIGHT; end += 11) {
            memset(some, 0x55, sizeof some);
            fill(&strip, some, first, end);
            size_t size = (size_t)(end - first) * WIDTH * sizeof *some;
            check_true(memcmp(some, whole + first * WIDTH, size) == 0);
            check_true(end == HEIGHT || some[(end - first) * WIDTH] == 0x55555555);
        }
    }
}

static void test_layers_stand_on_each_other(void)
{
    const uint8_t shares[2] = {102, 51}; /* 20 and 10 of 50 rows */
    const struct strip_layer two[2] = {{FILL_SOLID, 0xff0000ff, 0}, {FILL_SOLID, 0x00ff00ff, 0}};
    const struct scene_strip strip = {two, shares, 2, 1};
    uint32_t pixels[HEIGHT];
    strip_fill_pixels(&strip, &(struct strip_pixels){pixels, 1, 1, HEIGHT, 0, HEIGHT});
    for (int y = 0; y < HEIGHT; y++) {
        uint32_t expected = y < 20 ? 0 : y < 30 ? 0xff00ff00 : 0xffff0000;
        check_int_equal(pixels[y], expected);
    }
}

static const struct test_case test_cases[] = {
    {"strip_fill@rows-in-view-are-those-of-the-whole", test_rows_in_view_are_those_of_the_whole},
    {"strip_fill@layers-stand-on-each-other", test_layers_stand_on_each_other},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
