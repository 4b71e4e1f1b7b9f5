/* The tables, a file each; table.c lists them. */
#ifndef THREADLANE_VIEWER_TABLE_ROWS_H
#define THREADLANE_VIEWER_TABLE_ROWS_H

#include "viewer/table/table.h"

extern const struct table event_rows;
extern const struct table wait_rows;
extern const struct table hold_rows;
extern const struct table step_rows;
extern const struct table finding_rows;
extern const struct table finding_part_rows;
extern const struct table waiting_rows;
extern const struct table thread_rows;
extern const struct table process_rows;
extern const struct table object_rows;
extern const struct table site_rows;
extern const struct table recording_rows;

#define COLUMN_COUNT(columns) (sizeof(columns) / sizeof(columns)[0])

#endif
