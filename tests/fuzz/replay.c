/* Hands each file that it is given, or that lies in a folder it is given, to the fuzz target it is
 * linked with: seeds, and what once was a crash, as a test of every build. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/fuzzed_trace.h"
#include "tests/scratch.h"

static void replay_file(const char *folder, const char *name)
{
    char path[4096];
    size_t size = 0;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    char *bytes = scratch_read(path, &size);
    LLVMFuzzerTestOneInput((const uint8_t *)bytes, size);
    free(bytes);
    printf("ok   fuzz@%s\n", name);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; i++) {
        struct dirent **names = NULL;
        int found = scandir(argv[i], &names, is_visible, alphasort);
        for (int n = 0; n < found; n++) {
            replay_file(argv[i], names[n]->d_name);
            free(names[n]);
        }
        free(names);
        count += found > 0 ? found : 0;
    }
    return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
