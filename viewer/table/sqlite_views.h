/* Views of the database: questions that people begin with, their answers in names. */
#ifndef THREADLANE_VIEWER_TABLE_SQLITE_VIEWS_H
#define THREADLANE_VIEWER_TABLE_SQLITE_VIEWS_H

struct sqlite_view {
    const char *name;
    const char *meaning;
    const char *query;
};

/* A name of NULL ends the list. */
extern const struct sqlite_view sqlite_views[];

#endif
