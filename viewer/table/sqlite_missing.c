/* In place of sqlite_database.c where the library was not there when this was built. */
#include <stdio.h>

#include "tracer/language/language.h"
#include "viewer/table/sqlite_database.h"

bool sqlite_database_write(const struct table_source *source, const char *path, char *reason,
                           size_t reason_size)
{
    (void)source;
    snprintf(reason, reason_size,
             language_say(N_("cannot write '%s': built without SQLite; install libsqlite3-dev and "
                             "build again")),
             path);
    return false;
}
