/* Files that are there whole or not at all, whatever ends the program. */
#include "viewer/file/new_file.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/check.h"
#include "tests/scratch.h"

static int file_count(const char *folder)
{
    int count = -2; /* itself and its parent */
    DIR *files = opendir(folder);
    while (readdir(files) != NULL) {
        count++;
    }
    closedir(files);
    return count;
}

static char *path_in(const char *folder)
{
    char *path;
    check_true(asprintf(&path, "%s/x.mp4", folder) > 0);
    return path;
}

static void write_words(const struct new_file *file, const char *words)
{
    FILE *stream = fopen(file->unfinished_path, "wb");
    fputs(words, stream);
    fclose(stream);
}

static void begin_on(struct new_file *file, const char *path)
{
    char reason[NEW_FILE_PATH_SIZE + 64];
    check_true(new_file_begin(file, path, reason, sizeof reason));
    write_words(file, "half");
}

static void check_holds(const char *path, const char *words)
{
    size_t size;
    char *read = scratch_read(path, &size);
    check_text_equal(read, words);
    free(read);
}

static void test_takes_the_place_of_the_old(void)
{
    char *folder = scratch_new_folder(), *path = path_in(folder), reason[64];
    scratch_write(path, "old", 3);
    struct new_file file;
    begin_on(&file, path);
    check_holds(path, "old");
    write_words(&file, "new");
    check_true(new_file_end(&file, reason, sizeof reason));
    check_holds(path, "new");
    check_int_equal(file_count(folder), 1);
    free(path);
    free(folder);
}

static void test_abandoned_leaves_the_old(void)
{
    char *folder = scratch_new_folder(), *path = path_in(folder), reason[NEW_FILE_PATH_SIZE + 64];
    scratch_write(path, "old", 3);
    struct new_file file;
    begin_on(&file, path);
    check_true(!new_file_abandon(&file, "enough", reason, sizeof reason));
    check_true(strstr(reason, "x.mp4': enough") != NULL);
    check_holds(path, "old");
    check_int_equal(file_count(folder), 1);
    free(path);
    free(folder);
}

/* How the process ended that got a signal in the middle of a file. */
static int end_in_the_middle(const char *path, int number, void (*handler)(int))
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        signal(number, handler);
        struct new_file file;
        begin_on(&file, path);
        raise(number);
        char reason[64];
        _exit(new_file_end(&file, reason, sizeof reason) ? 0 : 1);
    }
    int status = -1;
    waitpid(pid, &status, 0);
    return status;
}

static void test_interrupted_leaves_nothing(void)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGTERM};
    for (size_t i = 0; i < ARRAY_COUNT(signals); i++) {
        char *folder = scratch_new_folder(), *path = path_in(folder);
        int status = end_in_the_middle(path, signals[i], SIG_DFL);
        check_true(WIFSIGNALED(status));
        check_int_equal(WTERMSIG(status), signals[i]);
        check_int_equal(file_count(folder), 0);
        free(path);
        free(folder);
    }
}

static void fill_folder(const struct new_file *folder)
{
    for (int i = 0; i < 300; i++) { /* more than are listed at once */
        char *path;
        check_true(asprintf(&path, "%s/stream_%d", folder->unfinished_path, i) > 0);
        scratch_write(path, "half", 4);
        free(path);
    }
}

static void begin_folder_on(struct new_file *folder, const char *path)
{
    char reason[NEW_FILE_PATH_SIZE + 64];
    check_true(new_file_begin_folder(folder, path, reason, sizeof reason));
    fill_folder(folder);
}

static void test_interrupted_folders_leave_nothing(void)
{
    char *folder = scratch_new_folder(), *path = path_in(folder);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        struct new_file begun;
        begin_folder_on(&begun, path);
        raise(SIGINT);
    }
    int status = -1;
    waitpid(pid, &status, 0);
    check_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    check_int_equal(file_count(folder), 0);
    free(path);
    free(folder);
}

static void test_folders_are_whole_or_not_there(void)
{
    char *folder = scratch_new_folder(), *path = path_in(folder), reason[NEW_FILE_PATH_SIZE + 64];
    struct new_file begun;
    begin_folder_on(&begun, path);
    check_true(!new_file_abandon(&begun, "enough", reason, sizeof reason));
    check_int_equal(file_count(folder), 0);
    begin_folder_on(&begun, path);
    check_true(new_file_end(&begun, reason, sizeof reason));
    check_int_equal(file_count(folder), 1);
    check_int_equal(file_count(path), 300);
    free(path);
    free(folder);
}

static void go_on(int number)
{
    (void)number;
}

/* As below nohup, and as a window that asks before it closes. */
static void test_whoever_does_not_end_finishes(void)
{
    void (*const handlers[])(int) = {SIG_IGN, go_on};
    for (size_t i = 0; i < ARRAY_COUNT(handlers); i++) {
        char *folder = scratch_new_folder(), *path = path_in(folder);
        check_int_equal(end_in_the_middle(path, SIGHUP, handlers[i]), 0);
        check_holds(path, "half");
        check_int_equal(file_count(folder), 1);
        free(path);
        free(folder);
    }
}

static void test_finished_is_not_taken_away(void)
{
    char *folder = scratch_new_folder(), *path = path_in(folder);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        struct new_file file;
        char reason[64];
        begin_on(&file, path);
        new_file_end(&file, reason, sizeof reason);
        raise(SIGTERM);
    }
    waitpid(pid, NULL, 0);
    check_holds(path, "half");
    free(path);
    free(folder);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"new_file@an-interrupted-folder-leaves-nothing", test_interrupted_folders_leave_nothing},
        {"new_file@a-folder-is-whole-or-not-there", test_folders_are_whole_or_not_there},
        {"new_file@takes-the-place-of-the-old", test_takes_the_place_of_the_old},
        {"new_file@abandoned-leaves-the-old", test_abandoned_leaves_the_old},
        {"new_file@interrupted-leaves-nothing", test_interrupted_leaves_nothing},
        {"new_file@whoever-does-not-end-finishes", test_whoever_does_not_end_finishes},
        {"new_file@finished-is-not-taken-away", test_finished_is_not_taken_away},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
