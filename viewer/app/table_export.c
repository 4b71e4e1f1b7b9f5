#include "viewer/app/table_export.h"

#include "viewer/table/csv_tables.h"
#include "viewer/table/mermaid_diagram.h"
#include "viewer/table/sqlite_database.h"

static struct table_source source_of(const struct export_job *job)
{
    const struct subject *subject = &job->deck->subject;
    return (struct table_source){subject->trace, subject->lanes, subject->analysis, subject->story};
}

bool table_export_csv(const struct export_job *job, char *reason, size_t reason_size)
{
    const struct table_source source = source_of(job);
    return csv_tables_write(&source, job->file_name, reason, reason_size);
}

bool table_export_sqlite(const struct export_job *job, char *reason, size_t reason_size)
{
    const struct table_source source = source_of(job);
    return sqlite_database_write(&source, job->file_name, reason, reason_size);
}

bool table_export_mermaid(const struct export_job *job, FILE *file)
{
    const struct table_source source = source_of(job);
    return mermaid_diagram_write(&source, file);
}
