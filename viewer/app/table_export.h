/* Tables and diagrams out of a deck's trace, as exporters (app/exporter.h) want them. */
#ifndef THREADLANE_VIEWER_APP_TABLE_EXPORT_H
#define THREADLANE_VIEWER_APP_TABLE_EXPORT_H

#include "viewer/app/exporter.h"

bool table_export_csv(const struct export_job *job, char *reason, size_t reason_size);
bool table_export_sqlite(const struct export_job *job, char *reason, size_t reason_size);
bool table_export_mermaid(const struct export_job *job, FILE *file);

#endif
