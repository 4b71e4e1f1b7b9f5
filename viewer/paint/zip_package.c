#include "viewer/paint/zip_package.h"

#include <stdlib.h>
#include <zip.h>

#include "tracer/model/arena.h"

#define DOS_DATE_1980 0x21 /* the first day that the format knows */

struct zip_package {
    zip_source_t *memory; /* where the archive is made */
    zip_t *archive;
    FILE *part; /* being written, or NULL */
    char *bytes;
    size_t size;
    bool has_failed;
};

struct zip_package *zip_package_create(void)
{
    struct zip_package *package = array_of(1, sizeof *package);
    zip_error_t error;
    zip_error_init(&error);
    *package = (struct zip_package){.memory = zip_source_buffer_create(NULL, 0, 0, &error)};
    package->archive =
        package->memory ? zip_open_from_source(package->memory, ZIP_TRUNCATE, &error) : NULL;
    package->has_failed = package->archive == NULL;
    if (package->has_failed) {
        zip_source_free(package->memory);
    }
    zip_error_fini(&error);
    return package;
}

FILE *zip_package_begin_part(struct zip_package *package)
{
    package->part = open_memstream(&package->bytes, &package->size);
    if (!package->part) {
        abort();
    }
    return package->part;
}

static bool add_part(struct zip_package *package, const char *name)
{
    zip_source_t *source = zip_source_buffer(package->archive, package->bytes, package->size, 1);
    if (!source) {
        return false;
    }
    package->bytes = NULL; /* the source's now */
    zip_int64_t index = zip_file_add(package->archive, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_file_set_dostime(package->archive, (zip_uint64_t)index, 0, DOS_DATE_1980, 0) == 0;
}

void zip_package_end_part(struct zip_package *package, const char *name)
{
    bool is_written = fclose(package->part) == 0;
    package->part = NULL;
    package->has_failed = package->has_failed || !is_written || !add_part(package, name);
    free(package->bytes);
    package->bytes = NULL;
}

static bool copy_archive(zip_source_t *memory, FILE *file)
{
    char buffer[65536];
    zip_int64_t size = zip_source_open(memory) == 0 ? 1 : -1;
    while (size > 0 && (size = zip_source_read(memory, buffer, sizeof buffer)) > 0) {
        if (fwrite(buffer, 1, (size_t)size, file) != (size_t)size) {
            size = -1;
        }
    }
    zip_source_close(memory);
    return size == 0;
}

bool zip_package_write(struct zip_package *package, FILE *file)
{
    if (package->has_failed) {
        return false;
    }
    zip_source_keep(package->memory); /* closing the archive gives up its own hold */
    bool is_closed = zip_close(package->archive) == 0;
    if (is_closed) {
        package->archive = NULL;
    }
    bool is_written = is_closed && copy_archive(package->memory, file);
    zip_source_free(package->memory);
    return is_written;
}

void zip_package_destroy(struct zip_package *package)
{
    if (package) {
        if (package->archive) {
            zip_discard(package->archive);
        }
        free(package);
    }
}
