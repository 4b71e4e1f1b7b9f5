#include "tracer/collect/preload_choice.h"

#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracer/collect/part_path.h"

#define PRELOAD_NAME "libthreadlane-preload.so"

/* For programs that bring a recorder of their own, as some tests do. */
#define PRELOAD_OFF "THREADLANE_NO_PRELOAD"

static const char not_loaded[] = "the program did not get to load libthreadlane";

/* What a program's own file says about how it is loaded. */
struct program_file {
    bool is_elf;  /* else a script, whose interpreter decides */
    bool is_ours; /* made for this kind of processor */
    bool is_dynamic;
    bool has_threadlane;
    bool has_sanitizer; /* whose library must be the first to be loaded */
};

static void note_needed(struct program_file *file, const char *name)
{
    static const char *const sanitizers[] = {"libasan.", "libtsan.", "libclang_rt."};
    file->has_threadlane |= strncmp(name, "libthreadlane.so", strlen("libthreadlane.so")) == 0;
    for (size_t i = 0; i < sizeof(sanitizers) / sizeof(sanitizers[0]); i++) {
        file->has_sanitizer |= strncmp(name, sanitizers[i], strlen(sanitizers[i])) == 0;
    }
}

static void read_needed(struct program_file *file, Elf *elf, Elf_Scn *section, size_t strings)
{
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Dyn entry;
    for (int i = 0; data && gelf_getdyn(data, i, &entry) && entry.d_tag != DT_NULL; i++) {
        const char *name =
            entry.d_tag == DT_NEEDED ? elf_strptr(elf, strings, entry.d_un.d_val) : NULL;
        if (name) {
            note_needed(file, name);
        }
    }
}

static void read_elf(struct program_file *file, Elf *elf)
{
    GElf_Ehdr head;
    file->is_elf = elf_kind(elf) == ELF_K_ELF && gelf_getehdr(elf, &head) != NULL;
    if (!file->is_elf) {
        return;
    }
    file->is_ours = gelf_getclass(elf) == ELFCLASS64 && head.e_machine == EM_X86_64;
    for (int i = 0; i < head.e_phnum; i++) {
        GElf_Phdr segment;
        file->is_dynamic |= gelf_getphdr(elf, i, &segment) && segment.p_type == PT_INTERP;
    }
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
        GElf_Shdr about;
        if (gelf_getshdr(section, &about) && about.sh_type == SHT_DYNAMIC) {
            read_needed(file, elf, section, about.sh_link);
        }
    }
}

static struct program_file read_program(const char *path)
{
    struct program_file file = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    elf_version(EV_CURRENT);
    Elf *elf = fd >= 0 ? elf_begin(fd, ELF_C_READ_MMAP, NULL) : NULL;
    if (elf) {
        read_elf(&file, elf);
        elf_end(elf);
    }
    if (fd >= 0) {
        close(fd);
    }
    return file;
}

/* Whom the program runs as may be another than who runs it: then the system loads nothing that
 * the environment names. */
static bool changes_user(const char *program)
{
    struct stat status;
    if (stat(program, &status) != 0) {
        return false;
    }
    return ((status.st_mode & S_ISUID) != 0 && status.st_uid != getuid()) ||
           ((status.st_mode & S_ISGID) != 0 && status.st_gid != getgid());
}

static struct preload_choice refuse(const char *why)
{
    return (struct preload_choice){.why = why};
}

struct preload_choice preload_choose(const char *program, bool is_virtual_time)
{
    struct program_file file = read_program(program);
    if (file.has_threadlane) {
        return refuse(not_loaded);
    }
    if (file.is_elf && !file.is_ours) {
        return refuse("the program is for another kind of processor");
    }
    if (file.is_elf && !file.is_dynamic) {
        return refuse("the program is statically linked");
    }
    if (file.has_sanitizer) {
        return refuse("the program brings a sanitizer, which must be loaded first");
    }
    if (changes_user(program)) {
        return refuse("the program runs as another user, and nothing is loaded into such a one");
    }
    if (getenv(PRELOAD_OFF)) {
        return refuse(PRELOAD_OFF " is set");
    }
    if (is_virtual_time) {
        return refuse("virtual time is for programs that use libthreadlane");
    }
    static char path[PATH_MAX];
    return part_path_find(path, "preload", PRELOAD_NAME)
               ? (struct preload_choice){.path = path, .why = not_loaded}
               : refuse(PRELOAD_NAME " is not installed");
}
