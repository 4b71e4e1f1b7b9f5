/* Words inside XML: names and printed lines come from recorded programs and may hold anything. */
#ifndef THREADLANE_VIEWER_PAINT_XML_TEXT_H
#define THREADLANE_VIEWER_PAINT_XML_TEXT_H

#include <stdio.h>

/* Writes text for an element or a quoted attribute. Control characters that XML cannot hold are
 * dropped, as are those that turn the direction of writing; bytes that are not UTF-8 become U+FFFD.
 */
void xml_text_write(FILE *file, const char *text);

#endif
