/* Files of recordings: nothing is seen of one until it is whole, and nothing is left of one that
 * was never finished. */
#include "tracer/format/output_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/check.h"
#include "tests/scratch.h"

#define PIECE_SIZE  1000
#define PIECE_COUNT 1000 /* more than the buffer holds */

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

static char *path_in(const char *folder, const char *name)
{
    char *path;
    check_true(asprintf(&path, "%s/%s", folder, name) > 0);
    return path;
}

static struct output_file *begin_on(const char *path)
{
    static const char piece[PIECE_SIZE];
    struct trace_error error;
    struct output_file *file = output_file_open(path, &error);
    check_true(file != NULL);
    for (int i = 0; file != NULL && i < PIECE_COUNT; i++) {
        output_file_put(file, piece, sizeof piece);
    }
    return file;
}

/* Some file systems, and old kernels on others, have no files without a name. */
static bool has_nameless_files(const char *folder)
{
    int fd = open(folder, O_TMPFILE | O_WRONLY, 0600);
    if (fd < 0) {
        printf("skip output_file: files must have names here\n");
        return false;
    }
    close(fd);
    return true;
}

static void test_killed_leaves_nothing(void)
{
    char *folder = scratch_new_folder(), *path = path_in(folder, "x.json");
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        begin_on(path);
        raise(SIGKILL);
    }
    waitpid(pid, NULL, 0);
    check_true(!has_nameless_files(folder) || file_count(folder) == 0);
    free(path);
    free(folder);
}

static void test_takes_the_place_when_whole(void)
{
    char *folder = scratch_new_folder(), *path = path_in(folder, "x.json");
    struct stat old, now;
    struct trace_error error;
    scratch_write(path, "old", 3);
    check_int_equal(chmod(path, 0640), 0);
    struct output_file *file = begin_on(path);
    check_true(stat(path, &old) == 0 && old.st_size == 3);
    check_true(output_file_close(file, &error));
    check_true(stat(path, &now) == 0);
    check_int_equal(now.st_size, PIECE_SIZE * PIECE_COUNT);
    check_int_equal(now.st_mode & 07777, 0640);
    check_int_equal(file_count(folder), 1);
    free(path);
    free(folder);
}

static void test_links_stay(void)
{
    char *folder = scratch_new_folder(), *path = path_in(folder, "x.json");
    char *link_path = path_in(folder, "latest.json");
    struct stat status;
    struct trace_error error;
    scratch_write(path, "old", 3);
    check_int_equal(symlink("x.json", link_path), 0);
    check_true(output_file_close(begin_on(link_path), &error));
    check_true(lstat(link_path, &status) == 0 && S_ISLNK(status.st_mode));
    check_true(stat(path, &status) == 0 && status.st_size == PIECE_SIZE * PIECE_COUNT);
    free(link_path);
    free(path);
    free(folder);
}

static const struct test_case cases[] = {
    {"output_file@a-killed-program-leaves-nothing", test_killed_leaves_nothing},
    {"output_file@takes-the-place-of-the-old-when-whole", test_takes_the_place_when_whole},
    {"output_file@a-link-stays-one", test_links_stay},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
