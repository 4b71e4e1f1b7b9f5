/* Documents whose pictures lie in files beside them, as exporters (app/exporter.h) want them. */
#ifndef THREADLANE_VIEWER_APP_LECTURE_EXPORT_H
#define THREADLANE_VIEWER_APP_LECTURE_EXPORT_H

#include "viewer/app/exporter.h"

/* OUT.md, and a picture a page: OUT-01.svg, OUT-02.svg. */
bool lecture_export_handout(const struct export_job *job, char *reason, size_t reason_size);
/* OUT.tex, and the pages: OUT-pages.pdf. */
bool lecture_export_beamer(const struct export_job *job, char *reason, size_t reason_size);

#endif
