/* Words inside a Mermaid diagram: they come from recorded programs and may hold anything. */
#ifndef THREADLANE_VIEWER_TABLE_MERMAID_TEXT_H
#define THREADLANE_VIEWER_TABLE_MERMAID_TEXT_H

#include <stdio.h>

/* Writes at most `size_max` bytes of them, on one line; what is longer ends with "…". Whatever
 * means something to Mermaid or HTML is written as its number; characters that turn the direction
 * of text are left out. */
void mermaid_text_write(FILE *file, const char *text, size_t size_max);

#endif
