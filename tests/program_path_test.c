#include "tracer/collect/program_path.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"

/* A folder with build/poem, scenarios/poem.c, tools/date and plain; tests run inside it. */
static char house[] = "/tmp/program_path_XXXXXX";

static void make_file(const char *path, mode_t mode)
{
    FILE *file = fopen(path, "w");
    check_true(file && fclose(file) == 0 && chmod(path, mode) == 0);
}

static void make_house(void)
{
    check_true(mkdtemp(house) && chdir(house) == 0);
    check_true(mkdir("build", 0700) == 0 && mkdir("scenarios", 0700) == 0);
    check_true(mkdir("tools", 0700) == 0 && mkdir("elsewhere", 0700) == 0);
    make_file("build/poem", 0700);
    make_file("build/date", 0700);
    make_file("scenarios/poem.c", 0700);
    make_file("tools/date", 0700);
    make_file("plain", 0600);
    setenv("PATH", "tools", 1);
}

static void remove_house(void)
{
    static const char *const things[] = {
        "build/poem", "build/date", "scenarios/poem.c", "tools/date", "plain", "build",
        "scenarios",  "tools",      "elsewhere",        house,
    };
    for (size_t i = 0; i < ARRAY_COUNT(things); i++) {
        check_true(remove(things[i]) == 0);
    }
}

static void check_found(const char *given, const char *expected)
{
    char path[64] = "";
    check_true(program_path_find(given, "build", path, sizeof(path)));
    check_text_equal(path, expected);
}

static void check_missing(const char *given, const char *folder, int reason)
{
    char path[64];
    check_true(!program_path_find(given, folder, path, sizeof(path)));
    check_int_equal(errno, reason);
}

static void test_scenario_by_any_name(void)
{
    check_found("poem", "build/poem");
    check_found("scenarios/poem", "build/poem");
    check_found("scenarios/poem.c", "build/poem");
    check_found("/far/away/scenarios/poem.c", "build/poem");
}

static void test_executable_wins(void)
{
    check_found("date", "tools/date");
    check_found("build/date", "build/date");
    check_found("./tools/date", "./tools/date");
}

static void test_other_folder_is_no_scenario(void)
{
    check_missing("elsewhere/poem", "build", ENOENT);
    check_missing("my_scenarios/poem", "build", ENOENT);
    check_missing("scenarios/", "build", EACCES);
}

static void test_reason_is_told(void)
{
    check_missing("scenarios/poem", NULL, ENOENT);
    check_missing("./nothing", "build", ENOENT);
    check_missing("./plain", "build", EACCES);
    check_missing("./elsewhere", "build", EACCES);
    check_missing("./a/very/long/path/that/does/not/fit/into/the/few/bytes/that/are/here", "build",
                  ENAMETOOLONG);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"program-path@scenario-by-any-name", test_scenario_by_any_name},
        {"program-path@executable-wins", test_executable_wins},
        {"program-path@other-folder-is-no-scenario", test_other_folder_is_no_scenario},
        {"program-path@reason-is-told", test_reason_is_told},
    };
    make_house();
    int status = run_cases(cases, ARRAY_COUNT(cases), argc, argv);
    remove_house();
    return status;
}
