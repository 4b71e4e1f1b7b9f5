/* The tables for spreadsheets: a file each, as RFC 4180 has it, in UTF-8, with a line of names on
 * top. OUT.csv has the events, OUT-waits.csv beside it the waits, and so on. Beside each number of
 * a thread, object, process or site stands its name. */
#ifndef THREADLANE_VIEWER_TABLE_CSV_TABLES_H
#define THREADLANE_VIEWER_TABLE_CSV_TABLES_H

#include "viewer/table/table.h"

/* Writes all of them, each whole or not at all. False: the sentence in `reason` says why. */
bool csv_tables_write(const struct table_source *source, const char *path, char *reason,
                      size_t reason_size);

#endif
