/* How large all is drawn: what a desktop says, what a person wants, what a window has room for. */
#include "tests/check.h"
#include "viewer/app/display_scale.h"
#include "viewer/app/sizing.h"

static void test_order(void)
{
    struct display_words words = {.pixels_to_point = 1};
    check_true(display_scale_choose(&words) == 1);
    words.xft_dpi = "192";
    check_true(display_scale_choose(&words) == 2);
    words.pixels_to_point = 3;
    check_true(display_scale_choose(&words) == 3);
    words.qt_scale_factor = "1.5";
    check_true(display_scale_choose(&words) == 1.5);
    words.gdk_dpi_scale = "1.25";
    check_true(display_scale_choose(&words) == 1.25);
    words.gdk_scale = "2";
    check_true(display_scale_choose(&words) == 2.5);
}

static double scale_of_dpi(const char *dpi)
{
    return display_scale_choose(&(struct display_words){.xft_dpi = dpi, .pixels_to_point = 1});
}

static void test_numbers(void)
{
    check_true(scale_of_dpi("96") == 1);
    check_true(scale_of_dpi("144") == 1.5);
    check_true(scale_of_dpi("109") == 1.25); /* to a quarter */
    check_true(scale_of_dpi("72") == 1);
    check_true(scale_of_dpi("9600") == 4);
    static const char *const nonsense[] = {"", "-192", "nan", "inf", "192 dots", "many"};
    for (size_t i = 0; i < ARRAY_COUNT(nonsense); i++) {
        check_true(scale_of_dpi(nonsense[i]) == 1);
    }
}

static void test_room(void)
{
    struct sizing sizing;
    sizing_init(&sizing, 1, 2);
    check_true(sizing.scale == 2);
    sizing_take_window(&sizing, 1600, 1200);
    check_true(sizing.scale == 2);
    sizing_take_window(&sizing, 1280, 720); /* 640x360 would be too little */
    check_true(sizing.scale == 1.2);
    sizing_take_window(&sizing, 800, 600);
    check_true(sizing.scale == 1);
    sizing_take_window(&sizing, 400, 600); /* what some window manager may do */
    check_true(sizing.scale == 0.5);
    sizing_take_window(&sizing, 2560, 1440); /* it grows again */
    check_true(sizing.scale == 2);
}

static void test_keys(void)
{
    struct sizing sizing;
    sizing_init(&sizing, 1, 0);
    sizing_take_window(&sizing, 1280, 800);
    sizing_make_larger(&sizing);
    check_true(sizing.scale == 1.25);
    sizing_make_larger(&sizing); /* does not fit: it is not even remembered */
    check_true(sizing.scale == 1.25);
    sizing_take_window(&sizing, 2560, 1600);
    check_true(sizing.scale == 1.25);
    sizing_make_smaller(&sizing);
    sizing_make_smaller(&sizing);
    check_true(sizing.scale == 0.75);
    sizing_make_usual(&sizing);
    check_true(sizing.scale == 1);
}

static void test_other_display(void)
{
    struct sizing usual, own;
    sizing_init(&usual, 1, 0);
    sizing_init(&own, 1, 1.5);
    sizing_take_usual(&usual, 2);
    sizing_take_usual(&own, 2);
    check_true(usual.scale == 2 && own.scale == 1.5);
}

static const struct test_case cases[] = {
    {"display_scale@environment-window-then-dots-an-inch", test_order},
    {"display_scale@dots-an-inch-are-quarters-and-nonsense-is-one", test_numbers},
    {"sizing@a-small-window-takes-no-large-scale", test_room},
    {"sizing@keys-stop-at-what-fits", test_keys},
    {"sizing@another-display-changes-what-nobody-asked-for", test_other_display},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
