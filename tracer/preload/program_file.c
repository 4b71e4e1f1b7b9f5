/* Of an ELF file, how it is loaded, and the names of the libraries that it needs: entries of the
 * dynamic segment, each an offset into a table of strings, whose address in the running program is
 * told, too. */
#include "tracer/preload/program_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tracer/record/recorder.h"

#define SEGMENTS_MAX 32
#define ENTRIES_MAX  256
#define NAME_SIZE    32 /* of a library: how it begins is what counts */
#define LINK_SIZE    64

struct program {
    int fd;
    Elf64_Ehdr head;
    Elf64_Phdr segments[SEGMENTS_MAX];
    unsigned segment_count;
    Elf64_Dyn entries[ENTRIES_MAX];
    size_t entry_count;
};

static size_t read_at(const struct program *program, void *bytes, size_t size, uint64_t offset)
{
    long count = syscall(SYS_pread64, program->fd, bytes, size, offset);
    return count > 0 ? (size_t)count : 0;
}

/* False: it is no program, but a script perhaps. */
static bool read_head(struct program *program)
{
    Elf64_Ehdr *head = &program->head;
    return read_at(program, head, sizeof(*head), 0) == sizeof(*head) &&
           memcmp(head->e_ident, ELFMAG, SELFMAG) == 0;
}

/* Those for another kind of processor have theirs in another form. */
static bool is_for_us(const struct program *program)
{
    const Elf64_Ehdr *head = &program->head;
    return head->e_ident[EI_CLASS] == ELFCLASS64 && head->e_machine == EM_X86_64 &&
           head->e_phentsize == sizeof(Elf64_Phdr);
}

static void read_segments(struct program *program)
{
    size_t count = program->head.e_phnum < SEGMENTS_MAX ? program->head.e_phnum : SEGMENTS_MAX;
    size_t size =
        read_at(program, program->segments, count * sizeof(Elf64_Phdr), program->head.e_phoff);
    program->segment_count = (unsigned)(size / sizeof(Elf64_Phdr));
}

static void read_entries(struct program *program)
{
    for (unsigned i = 0; i < program->segment_count; i++) {
        const Elf64_Phdr *segment = &program->segments[i];
        if (segment->p_type == PT_DYNAMIC) {
            size_t size = segment->p_filesz < sizeof(program->entries) ? segment->p_filesz
                                                                       : sizeof(program->entries);
            size = read_at(program, program->entries, size, segment->p_offset);
            program->entry_count = size / sizeof(Elf64_Dyn);
        }
    }
}

/* Where in the file what will have that address lies; 0: nowhere. */
static uint64_t find_offset(const struct program *program, uint64_t address)
{
    for (unsigned i = 0; i < program->segment_count; i++) {
        const Elf64_Phdr *segment = &program->segments[i];
        if (segment->p_type == PT_LOAD && address - segment->p_vaddr < segment->p_filesz) {
            return address - segment->p_vaddr + segment->p_offset;
        }
    }
    return 0;
}

static uint64_t find_strings(const struct program *program)
{
    for (size_t i = 0; i < program->entry_count; i++) {
        if (program->entries[i].d_tag == DT_STRTAB) {
            return find_offset(program, program->entries[i].d_un.d_ptr);
        }
    }
    return 0;
}

static bool is_sanitizer(const char *library)
{
    static const char *const sanitizers[] = {"libasan.", "libtsan.", "libclang_rt."};
    bool is_it = false;
    for (size_t i = 0; i < sizeof(sanitizers) / sizeof(sanitizers[0]); i++) {
        is_it |= strncmp(library, sanitizers[i], strlen(sanitizers[i])) == 0;
    }
    return is_it;
}

static bool needs_sanitizer(const struct program *program)
{
    uint64_t strings = find_strings(program);
    bool needs_it = false;
    for (size_t i = 0; strings != 0 && i < program->entry_count; i++) {
        char name[NAME_SIZE] = "";
        if (program->entries[i].d_tag == DT_NEEDED) {
            read_at(program, name, sizeof(name) - 1, strings + program->entries[i].d_un.d_val);
        }
        needs_it |= is_sanitizer(name);
    }
    return needs_it;
}

/* Nobody loads anything into it. The loader itself has no other one, either, but loads programs. */
static bool is_static(const struct program *program)
{
    bool is_position_free = false;
    for (unsigned i = 0; i < program->segment_count; i++) {
        if (program->segments[i].p_type == PT_INTERP) {
            return false;
        }
    }
    for (size_t i = 0; i < program->entry_count; i++) {
        const Elf64_Dyn *entry = &program->entries[i];
        is_position_free |= entry->d_tag == DT_FLAGS_1 && (entry->d_un.d_val & DF_1_PIE) != 0;
    }
    return program->head.e_type == ET_EXEC || is_position_free;
}

/* Whom it runs as may be another than who starts it: then the loader loads nothing that the
 * environment names. */
static bool changes_user(const struct stat *status)
{
    return ((status->st_mode & S_ISUID) != 0 && status->st_uid != getuid()) ||
           ((status->st_mode & S_ISGID) != 0 && status->st_gid != getgid());
}

enum obstacle {
    OBSTACLE_NONE,
    OBSTACLE_MACHINE,
    OBSTACLE_SANITIZER,
    OBSTACLE_STATIC,
    OBSTACLE_USER
};

static enum obstacle find_obstacle(struct program *program)
{
    struct stat status;
    program->segment_count = 0;
    program->entry_count = 0;
    if (program->fd < 0 || !read_head(program) || fstat(program->fd, &status) != 0 ||
        (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0) {
        return OBSTACLE_NONE;
    }
    if (!is_for_us(program)) {
        return OBSTACLE_MACHINE;
    }
    read_segments(program);
    read_entries(program);
    return needs_sanitizer(program) ? OBSTACLE_SANITIZER
           : is_static(program)     ? OBSTACLE_STATIC
           : changes_user(&status)  ? OBSTACLE_USER
                                    : OBSTACLE_NONE;
}

static void note(const struct program *program, enum obstacle obstacle)
{
    static const char *const words[] = {
        [OBSTACLE_MACHINE] = "machine",
        [OBSTACLE_SANITIZER] = "sanitizer",
        [OBSTACLE_STATIC] = "static",
        [OBSTACLE_USER] = "user",
    };
    char link[LINK_SIZE], text[PATH_MAX];
    snprintf(link, sizeof(link), "/proc/self/fd/%d", program->fd);
    int used = snprintf(text, sizeof(text), "%s ", words[obstacle]);
    ssize_t length = readlink(link, text + used, sizeof(text) - (size_t)used - 1);
    if (length > 0) {
        text[used + length] = '\0';
        recorder_info("not recorded", text);
    }
}

bool program_file_takes_library(int folder, const char *path)
{
    struct program program;
    int saved_errno = errno;
    bool is_open_already = path[0] == '\0';
    program.fd =
        is_open_already ? folder : (int)syscall(SYS_openat, folder, path, O_RDONLY | O_CLOEXEC);
    enum obstacle obstacle = find_obstacle(&program);
    if (obstacle != OBSTACLE_NONE) {
        note(&program, obstacle);
    }
    if (program.fd >= 0 && !is_open_already) {
        syscall(SYS_close, program.fd);
    }
    errno = saved_errno;
    return obstacle != OBSTACLE_MACHINE && obstacle != OBSTACLE_SANITIZER;
}

const char *program_file_find(const char *name, char *path, size_t size)
{
    const char *folders = strchr(name, '/') ? NULL : getenv("PATH");
    int saved_errno = errno;
    while (folders && *folders) {
        size_t length = strcspn(folders, ":");
        int printed = snprintf(path, size, "%.*s/%s", (int)length, folders, name);
        if (printed > 0 && (size_t)printed < size && access(path, X_OK) == 0) {
            errno = saved_errno;
            return path;
        }
        folders += length + (folders[length] == ':');
    }
    errno = saved_errno;
    return name;
}
