#include "tracer/language/error_text.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "tracer/language/language.h"

/* In English as libc has them. */
static const struct {
    int number;
    const char *text;
} errors[] = {
    {EACCES, N_("Permission denied")},
    {EEXIST, N_("File exists")},
    {EFBIG, N_("File too large")},
    {EISDIR, N_("Is a directory")},
    {EMFILE, N_("Too many open files")},
    {ENAMETOOLONG, N_("File name too long")},
    {ENOENT, N_("No such file or directory")},
    {ENOEXEC, N_("Exec format error")},
    {ENOMEM, N_("Cannot allocate memory")},
    {ENOSPC, N_("No space left on device")},
    {ENOTDIR, N_("Not a directory")},
    {EROFS, N_("Read-only file system")},
};

const char *error_text(int number)
{
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        if (errors[i].number == number) {
            return language_say(errors[i].text);
        }
    }
    return strerror(number);
}
