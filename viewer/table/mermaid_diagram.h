/* The story as a sequence diagram in Mermaid's language, which GitHub, GitLab and many editors draw
 * where they find it in a page. Threads are the participants; a step that made another thread go on
 * is a message to it, any other step a note. As long as Mermaid takes without being asked: of a
 * long story the beginning and the end. */
#ifndef THREADLANE_VIEWER_TABLE_MERMAID_DIAGRAM_H
#define THREADLANE_VIEWER_TABLE_MERMAID_DIAGRAM_H

#include <stdio.h>

#include "viewer/table/table.h"

/* In the language of the analysis. False: writing failed. */
bool mermaid_diagram_write(const struct table_source *source, FILE *file);

#endif
