/* Marks, and the file beside the trace that keeps them. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"
#include "tests/scratch.h"
#include "viewer/app/marks_file.h"

#define MS 1000000u

struct fixture {
    struct marks marks;
    char *trace; /* its name; nobody opens it */
    char name[4096];
    char reason[4096];
};

static void begin(struct fixture *fixture)
{
    *fixture = (struct fixture){.trace = scratch_new_path()};
    check_true(marks_file_name(fixture->trace, fixture->name, sizeof fixture->name));
}

static void finish(struct fixture *fixture)
{
    marks_finish(&fixture->marks);
    free(fixture->trace);
}

static bool read_marks(struct fixture *fixture)
{
    return marks_file_read(fixture->trace, &fixture->marks, fixture->reason,
                           sizeof fixture->reason);
}

static bool write_marks(struct fixture *fixture)
{
    return marks_file_write(fixture->trace, &fixture->marks, fixture->reason,
                            sizeof fixture->reason);
}

static void check_mark(const struct mark *mark, uint64_t time_ns, const char *note, bool is_stop)
{
    check_int_equal(mark->time_ns, time_ns);
    check_text_equal(mark->note, note);
    check_int_equal(mark->is_stop, is_stop);
}

static void test_order(void)
{
    struct marks marks = {0};
    marks_put(&marks, 3 * MS, "three", true);
    marks_put(&marks, 1 * MS, "one", false);
    marks_put(&marks, 2 * MS, "two", false);
    check_int_equal(marks.count, 3);
    check_mark(&marks.items[0], 1 * MS, "one", false);
    check_mark(&marks.items[1], 2 * MS, "two", false);
    check_mark(&marks.items[2], 3 * MS, "three", true);
    marks_put(&marks, 2 * MS, marks.items[1].note, true);
    check_int_equal(marks.count, 3);
    check_mark(marks_find(&marks, 2 * MS), 2 * MS, "two", true);
    check_true(marks_remove(&marks, 1 * MS));
    check_true(!marks_remove(&marks, 1 * MS));
    check_int_equal(marks_count_before(&marks, 3 * MS), 1);
    check_true(marks_find(&marks, 1 * MS) == NULL);
    marks_finish(&marks);
}

static void test_note_is_one_line(void)
{
    struct marks marks = {0};
    marks_put(&marks, 0, "a\nb\tc", false);
    check_text_equal(marks.items[0].note, "a b c");
    char many[3 * MARK_NOTE_SIZE] = "";
    for (int i = 0; i < MARK_NOTE_SIZE / 2; i++) {
        strcat(many, "锁");
    }
    marks_put(&marks, 1, many, false);
    check_int_equal(strlen(marks.items[1].note), (MARK_NOTE_SIZE - 1) / 3 * 3);
    marks_finish(&marks);
}

static void test_round_trip(void)
{
    struct fixture f;
    begin(&f);
    marks_put(&f.marks, 1450000, "通知丢失 \"here\"", true);
    marks_put(&f.marks, 9007199254740991, "", false);
    check_true(write_marks(&f));
    marks_finish(&f.marks);
    check_true(read_marks(&f));
    check_int_equal(f.marks.count, 2);
    check_mark(&f.marks.items[0], 1450000, "通知丢失 \"here\"", true);
    check_mark(&f.marks.items[1], 9007199254740991, "", false);
    finish(&f);
}

static void test_missing(void)
{
    struct fixture f;
    begin(&f);
    check_true(read_marks(&f));
    check_int_equal(f.marks.count, 0);
    finish(&f);
}

static void test_none_left(void)
{
    struct fixture f;
    begin(&f);
    marks_put(&f.marks, 1, "", true);
    check_true(write_marks(&f));
    check_true(access(f.name, F_OK) == 0);
    marks_remove(&f.marks, 1);
    check_true(write_marks(&f));
    check_true(access(f.name, F_OK) != 0);
    check_true(write_marks(&f)); /* nothing to do */
    finish(&f);
}

static void check_refused(const char *text, const char *why)
{
    struct fixture f;
    begin(&f);
    scratch_write(f.name, text, strlen(text));
    check_true(!read_marks(&f));
    check_int_equal(f.marks.count, 0);
    check_true(strstr(f.reason, f.name) != NULL);
    check_true(strstr(f.reason, why) != NULL);
    finish(&f);
}

static void test_refused(void)
{
    check_refused("", "at byte 0");
    check_refused("{\"version\":1,\"marks\":[{\"time_ns\":1450000,\"no", "is no JSON");
    check_refused("{\"marks\":[]} and more", "is no JSON");
    check_refused("[1, 2]", "no list of marks");
    check_refused("{\"marks\":[{\"time_ns\":5},{\"note\":\"when?\"}]}", "mark 2 has no time_ns");
    check_refused("{\"marks\":[{\"time_ns\":-1}]}", "mark 1 has no time_ns");
    check_refused("{\"marks\":[{\"time_ns\":1e300}]}", "mark 1 has no time_ns");
    check_refused("{\"marks\":[7]}", "mark 1 has no time_ns");
}

static void test_by_hand(void)
{
    static const char text[] = "{\"marks\":[{\"time_ns\":2000},{\"time_ns\":1000,\"stop\":true,"
                               "\"colour\":\"red\"}]}";
    struct fixture f;
    begin(&f);
    scratch_write(f.name, text, strlen(text));
    check_true(read_marks(&f));
    check_int_equal(f.marks.count, 2);
    check_mark(&f.marks.items[0], 1000, "", true);
    check_mark(&f.marks.items[1], 2000, "", false);
    finish(&f);
}

/* A folder stands where the file should be written: nobody, not even root, can. */
static void test_unwritable(void)
{
    struct fixture f;
    begin(&f);
    marks_put(&f.marks, 1, "", true);
    check_true(mkdir(f.name, 0700) == 0);
    char inside[4200];
    snprintf(inside, sizeof inside, "%s/x", f.name);
    scratch_write(inside, "x", 1);
    check_true(!write_marks(&f));
    check_true(strstr(f.reason, "cannot write") != NULL);
    check_int_equal(f.marks.count, 1); /* what was typed stays */
    check_true(!read_marks(&f));
    unlink(inside);
    rmdir(f.name);
    finish(&f);
}

static void test_folder(void)
{
    char name[64];
    check_true(marks_file_name("runs/poem.ctf/", name, sizeof name));
    check_text_equal(name, "runs/poem.ctf.marks.json");
    check_true(!marks_file_name("a-name-that-is-too-long", name, 16));
}

static const struct test_case cases[] = {
    {"marks@stand-by-time", test_order},
    {"marks@a-note-is-one-line", test_note_is_one_line},
    {"marks@what-is-written-is-read", test_round_trip},
    {"marks@no-file-is-no-marks", test_missing},
    {"marks@without-marks-the-file-goes", test_none_left},
    {"marks@a-torn-file-is-refused", test_refused},
    {"marks@a-file-written-by-hand-is-read", test_by_hand},
    {"marks@what-cannot-be-written-stays", test_unwritable},
    {"marks@of-a-folder-lie-beside-it", test_folder},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
