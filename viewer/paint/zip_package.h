/* A zip archive that is put together part by part in memory. The same parts give the same bytes:
 * all of them have the same date. Used by formats that are packages of XML. */
#ifndef THREADLANE_VIEWER_PAINT_ZIP_PACKAGE_H
#define THREADLANE_VIEWER_PAINT_ZIP_PACKAGE_H

#include <stdbool.h>
#include <stdio.h>

struct zip_package;

struct zip_package *zip_package_create(void);
/* Where the next part is to be written; closed by zip_package_end_part. */
FILE *zip_package_begin_part(struct zip_package *package);
/* Adds what was written under a name such as "ppt/slides/slide1.xml". */
void zip_package_end_part(struct zip_package *package, const char *name);
/* Writes the archive. False: something of it failed. */
bool zip_package_write(struct zip_package *package, FILE *file);
void zip_package_destroy(struct zip_package *package); /* accepts NULL */

#endif
