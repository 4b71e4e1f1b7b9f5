/* Words inside TeX: names and printed lines come from recorded programs and may hold anything. */
#ifndef THREADLANE_VIEWER_PAINT_TEX_TEXT_H
#define THREADLANE_VIEWER_PAINT_TEX_TEXT_H

#include <stdio.h>

/* Writes them as plain text of one paragraph: no command, comment or group is in them. */
void tex_text_write(FILE *file, const char *text);

#endif
