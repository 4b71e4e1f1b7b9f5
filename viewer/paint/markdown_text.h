/* Words inside Markdown: names and printed lines come from recorded programs and may hold anything.
 */
#ifndef THREADLANE_VIEWER_PAINT_MARKDOWN_TEXT_H
#define THREADLANE_VIEWER_PAINT_MARKDOWN_TEXT_H

#include <stdio.h>

/* Writes them on one line, as plain text: nothing in them is markup, a link or HTML. */
void markdown_text_write(FILE *file, const char *text);
/* Writes lines of code, each in four spaces, so that nothing in them can end the block. */
void markdown_text_write_code(FILE *file, const char *code);
/* Writes the name of a file as where a link leads to. */
void markdown_text_write_link(FILE *file, const char *file_name);

#endif
