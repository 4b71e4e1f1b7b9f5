#include "viewer/paint/video_writer.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer/language/error_text.h"
#include "tracer/language/language.h"
#include "tracer/model/arena.h"
#include "viewer/file/new_file.h"

#define FRAMES_A_SECOND (1000 / VIDEO_FRAME_MS)
#define ARGUMENTS_MAX   64
#define OUTPUT          3 /* the encoder's descriptor of the file, which has no name that it could know */
#define SAID_SIZE       512

extern char **environ;

/* A running ffmpeg. */
struct encoder {
    pid_t pid;
    int frames; /* the pipe's end that takes them */
    int output; /* the file */
    int said;   /* what it says, a file in memory */
};

/* The picture has the colours of HD television, and says so; else players guess. */
/* clang-format off: an option and its value a line */
static const char *const same_for_all[] = {
    "-pix_fmt",      "yuv420p",    "-colorspace", "bt709",        "-color_primaries",
    "bt709",         "-color_trc", "bt709",       "-color_range", "tv",
    "-threads",      "4", /* as many on every machine: the bytes depend on it */
    "-map_metadata", "-1",         "-fflags",     "+bitexact",    "-flags:v",
    "+bitexact",     NULL};
static const char *const for_mp4[] = {"-c:v", "libx264", "-preset",   "veryfast",
                                      "-crf", "18",      "-movflags", "+faststart",
                                      "-f",   "mp4",     NULL};
static const char *const for_webm[] = {"-c:v", "libvpx-vp9", "-crf",     "30",        "-b:v",
                                       "0",    "-deadline",  "realtime", "-cpu-used", "7",
                                       "-f",   "webm",       NULL};
/* clang-format on */

/* ---- the command ---- */

/* When a frame comes, in frames of the video: its number, and what those before it stood longer. */
static char *timing_filter(const struct film *film)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (file == NULL) {
        return NULL;
    }
    /* colours first, so that they are turned once a picture; even sizes, as four pixels share one
     */
    fputs("pad=ceil(iw/2)*2:ceil(ih/2)*2:0:0:white,"
          "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setpts=(N",
          file);
    for (uint32_t i = 0; i < film->frame_count; i++) {
        uint32_t frames = (film->frames[i].duration_ms + VIDEO_FRAME_MS / 2) / VIDEO_FRAME_MS;
        if (frames > 1) {
            fprintf(file, "+%u*gte(N\\,%u)", frames - 1, i + 1);
        }
    }
    fprintf(file, ")/%d/TB,fps=%d", FRAMES_A_SECOND, FRAMES_A_SECOND);
    if (fclose(file) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static size_t add_arguments(const char **arguments, size_t count, const char *const *more)
{
    for (; *more != NULL; more++) {
        arguments[count++] = *more;
    }
    return count;
}

static void fill_arguments(const char **arguments, const char *size, const char *filter,
                           const char *file_name, const char *output)
{
    bool is_webm = strcasecmp(strrchr(file_name, '.'), ".webm") == 0;
    /* -xerror: a full disk is an error, too */
    const char *const input[] = {"ffmpeg", "-nostdin", "-xerror",  "-loglevel", "error",
                                 "-y",     "-f",       "rawvideo", "-pix_fmt",  "bgr0",
                                 "-s",     size,       "-r",       "25",        "-i",
                                 "pipe:0", "-vf",      filter,     NULL};
    size_t count = add_arguments(arguments, 0, input);
    count = add_arguments(arguments, count, is_webm ? for_webm : for_mp4);
    count = add_arguments(arguments, count, same_for_all);
    arguments[count++] = output;
    arguments[count++] = NULL;
    assert(count <= ARGUMENTS_MAX);
}

/* ---- the process ---- */

static bool spawn(struct encoder *encoder, const char *const *arguments, int input)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, encoder->said, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, encoder->said, STDERR_FILENO);
    posix_spawn_file_actions_adddup2(&actions, encoder->output, OUTPUT);
    int error = posix_spawnp(&encoder->pid, arguments[0], &actions, NULL, (char *const *)arguments,
                             environ);
    posix_spawn_file_actions_destroy(&actions);
    errno = error;
    return error == 0;
}

static void close_all(struct encoder *encoder)
{
    const int all[] = {encoder->frames, encoder->output, encoder->said};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i] >= 0) {
            close(all[i]);
        }
    }
}

static bool start(struct encoder *encoder, const char *const *arguments, const char *path)
{
    *encoder = (struct encoder){
        .frames = -1,
        .output = open(path, O_RDWR | O_CLOEXEC),
        .said = memfd_create("ffmpeg", MFD_CLOEXEC),
    };
    int ends[2];
    if (encoder->output < 0 || encoder->said < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        close_all(encoder);
        return false;
    }
    encoder->frames = ends[1];
    bool is_started = spawn(encoder, arguments, ends[0]);
    int error = errno;
    close(ends[0]);
    if (!is_started) {
        close_all(encoder);
        errno = error;
    }
    return is_started;
}

static bool write_all(int file, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        ssize_t written = write(file, at, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        at += written;
        size -= (size_t)written;
    }
    return true;
}

/* The last frame goes there twice: without a next one nobody knows how long it stands. */
static bool send_frames(const struct encoder *encoder, const struct film *film, bool *is_drawn)
{
    size_t size = (size_t)film->width * (size_t)film->height * sizeof(uint32_t);
    uint32_t *pixels = array_of(1, size);
    bool is_sent = true;
    *is_drawn = true;
    for (uint32_t i = 0; i <= film->frame_count && is_sent && *is_drawn; i++) {
        *is_drawn = i == film->frame_count || film->draw(film->owner, i, pixels);
        is_sent = *is_drawn && write_all(encoder->frames, pixels, size);
    }
    free(pixels);
    return is_sent;
}

/* Its exit status; 128 and more for a signal. */
static int wait_for(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return 128;
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The last line of what it said, which is what it failed for. */
static void read_said(const struct encoder *encoder, char *said, size_t said_size)
{
    off_t end = lseek(encoder->said, 0, SEEK_END);
    off_t begin = end > (off_t)said_size - 1 ? end - (off_t)said_size + 1 : 0;
    ssize_t size = pread(encoder->said, said, said_size - 1, begin);
    said[size > 0 ? size : 0] = 0;
    while (size > 0 && said[size - 1] == '\n') {
        said[--size] = 0;
    }
    char *last = strrchr(said, '\n');
    if (last != NULL) {
        memmove(said, last + 1, strlen(last + 1) + 1);
    }
}

/* False: `why` says why, in words that follow the name of the file. */
static bool finish(struct encoder *encoder, bool is_sent, char *why, size_t why_size)
{
    close(encoder->frames);
    encoder->frames = -1;
    int status = wait_for(encoder->pid);
    char said[SAID_SIZE];
    read_said(encoder, said, sizeof said);
    close_all(encoder);
    snprintf(why, why_size, "ffmpeg failed with status %d%s%s", status, *said ? ": " : "", said);
    return status == 0 && is_sent;
}

/* Film and file through a started ffmpeg. */
static bool encode(struct encoder *encoder, const struct film *film, char *why, size_t why_size)
{
    bool is_drawn;
    bool is_sent = send_frames(encoder, film, &is_drawn);
    if (!is_drawn) {
        kill(encoder->pid, SIGKILL);
    }
    return finish(encoder, is_sent, why, why_size);
}

static bool run_encoder(const struct film *film, const struct new_file *place, const char *filter,
                        char *why, size_t why_size)
{
    char size[32], output[32];
    snprintf(size, sizeof size, "%dx%d", film->width, film->height);
    snprintf(output, sizeof output, "file:/proc/self/fd/%d", OUTPUT);
    const char *arguments[ARGUMENTS_MAX];
    fill_arguments(arguments, size, filter, place->path, output);
    struct encoder encoder;
    if (!start(&encoder, arguments, place->unfinished_path)) {
        bool is_missing = errno == ENOENT;
        snprintf(why, why_size, "%s",
                 is_missing ? language_say(N_("it takes the program ffmpeg, of the package ffmpeg"))
                            : error_text(errno));
        return false;
    }
    return encode(&encoder, film, why, why_size);
}

bool video_write(const struct film *film, const char *file_name, char *reason, size_t reason_size)
{
    signal(SIGPIPE, SIG_IGN);
    struct new_file place;
    if (!new_file_begin(&place, file_name, reason, reason_size)) {
        return false;
    }
    char *filter = timing_filter(film);
    char why[SAID_SIZE + 64];
    snprintf(why, sizeof why, "%s", error_text(ENOMEM));
    bool is_written = filter != NULL && run_encoder(film, &place, filter, why, sizeof why);
    free(filter);
    return is_written ? new_file_end(&place, reason, reason_size)
                      : new_file_abandon(&place, why, reason, reason_size);
}
