/* The tables as a SQLite database, with a table that says what each column means and some views to
 * begin with (sqlite_views.h). Written in one transaction; its pages are not kept in memory. */
#ifndef THREADLANE_VIEWER_TABLE_SQLITE_DATABASE_H
#define THREADLANE_VIEWER_TABLE_SQLITE_DATABASE_H

#include "viewer/table/table.h"

/* Writes a new database, whole or not at all; takes the place of an older one. False: the sentence
 * in `reason` says why. */
bool sqlite_database_write(const struct table_source *source, const char *path, char *reason,
                           size_t reason_size);

#endif
