/* Torn and spoilt trace files. Whatever is in a file, loading ends in a trace or in an error that
 * names the file and a position; and a trace that was accepted folds, and survives saving. The
 * spoiling is random but always the same. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/check.h"
#include "tests/ctf_sample.h"
#include "tests/scratch.h"
#include "tests/sequence.h"
#include "tests/trace_text.h"
#include "tracer/format/ctf_folder.h"
#include "tracer/model/lane.h"
#include "tracer/model/trace_load.h"
#include "tracer/model/trace_save.h"

#define FLIPS 300

static const char story[] =
    "A=天猫; main thread.create+ A; main thread.create A; A thread.begin A; A lock.acquire L;"
    "B lock.acquire+ L; B door.wait+ L #1; A print 1 \"七绝\"; A lock.release L; A door.wake L B#1;"
    "B door.wait L #1; B lock.acquire L sample.c:31; S:semaphore limit 3; B semaphore.acquire S;"
    "W lock.acquire L; W condition.wait+ C; W ·lock.release L; W ·door.wait+ C #1";

static uint32_t random_below(uint32_t limit)
{
    static uint64_t state = 42;
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % limit;
}

static void check_error(const struct trace_error *error, const char *path)
{
    const char *colon = strstr(error->text, ": expected ");
    bool is_good = strncmp(error->text, path, strlen(path)) == 0 && colon &&
                   (strstr(error->text, ": line ") || strstr(error->text, ": byte "));
    if (!is_good) {
        fprintf(stderr, "error without file and position: %s\n", error->text);
    }
    check_true(is_good);
}

static void check_survives_saving(const struct trace *trace)
{
    struct trace_error error = {""};
    char *path = scratch_new_path();
    check_true(trace_save(trace, path, &error));
    struct trace *again = trace_load(path, &error);
    check_text_equal(error.text, "");
    check_true(again && traces_are_same(trace, again));
    trace_destroy(again);
    unlink(path);
    free(path);
}

/* Returns whether it was accepted. */
static bool check_load(const char *path, bool check_saving)
{
    struct trace_error error = {""};
    struct trace *trace = trace_load(path, &error);
    if (!trace) {
        check_error(&error, path);
        return false;
    }
    lanes_destroy(lanes_create(trace));
    if (check_saving) {
        check_survives_saving(trace);
    }
    trace_destroy(trace);
    return true;
}

static char *make_json(size_t *size)
{
    struct trace_error error = {""};
    char *path = scratch_new_path();
    struct trace *trace = sequence_parse(story, "hung");
    check_true(trace_save(trace, path, &error));
    trace_destroy(trace);
    free(scratch_read(path, size));
    return path;
}

static void test_json_cut_anywhere(void)
{
    size_t size = 0, accepted = 0;
    char *path = make_json(&size);
    for (size_t length = size; length-- > 0;) {
        check_true(truncate(path, (off_t)length) == 0);
        accepted += check_load(path, false);
    }
    check_true(accepted > size / 2); /* all but the first two lines */
    free(path);
}

static void flip(char *bytes, size_t size)
{
    bytes[random_below((uint32_t)size)] ^= (char)(1 << random_below(8));
}

static void test_json_with_a_flipped_bit(void)
{
    size_t size = 0, accepted = 0;
    char *path = make_json(&size);
    char *good = scratch_read(path, &size);
    char *bytes = malloc(size);
    for (int i = 0; i < FLIPS; i++) {
        memcpy(bytes, good, size);
        flip(bytes, size);
        scratch_write(path, bytes, size);
        accepted += check_load(path, true);
    }
    check_true(accepted > 0 && accepted < FLIPS);
    free(bytes);
    free(good);
    free(path);
}

static struct sample_stream streams[3];

static char *join(const char *directory, const char *name)
{
    char *path = NULL;
    check_true(asprintf(&path, "%s/%s", directory, name) > 0);
    return path;
}

static void cut_file(const char *directory, const char *name, size_t size)
{
    char *path = join(directory, name);
    for (size_t length = size; length-- > 0;) {
        /* Between content and next packet nothing changes; every byte there would take minutes. */
        if (length % PACKET_SIZE < 600 || length % 4093 == 0) {
            check_true(truncate(path, (off_t)length) == 0);
            check_load(directory, false);
        }
    }
    free(path);
}

static void test_ctf_cut_anywhere(void)
{
    static const char *const names[] = {"stream_0", "stream_1", "stream_2"};
    sample_fill(streams);
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        char *directory = sample_write(streams, 3, 1000000000);
        cut_file(directory, names[i], streams[i].packet_count * PACKET_SIZE);
        free(directory);
    }
}

/* Heads and contents only; a flip in unused bytes would say nothing. */
static void flip_used(struct sample_stream *stream)
{
    size_t packet = random_below((uint32_t)stream->packet_count);
    struct packet_head *head = sample_head(stream, packet);
    size_t content = head->content_bits / 8;
    flip((char *)head, content ? content : sizeof *head);
}

static void test_ctf_with_a_flipped_bit(void)
{
    size_t accepted = 0;
    sample_fill(streams);
    char *directory = sample_write(streams, 3, 1000000000);
    for (int i = 0; i < FLIPS; i++) {
        char name[32];
        uint32_t number = random_below(3);
        struct sample_stream *stream = &streams[number];
        snprintf(name, sizeof name, "stream_%u", number);
        sample_fill(streams);
        flip_used(stream);
        sample_write_file(directory, name, stream->bytes, stream->packet_count * PACKET_SIZE);
        accepted += check_load(directory, true);
        sample_fill(streams);
        sample_write_file(directory, name, stream->bytes, stream->packet_count * PACKET_SIZE);
    }
    check_true(accepted > 0 && accepted < FLIPS);
    free(directory);
}

static void test_metadata_with_a_flipped_bit(void)
{
    size_t size = 0, accepted = 0;
    sample_fill(streams);
    char *directory = sample_write(streams, 3, 1000000000);
    char *path = join(directory, "metadata");
    char *good = scratch_read(path, &size);
    char *bytes = malloc(size);
    for (int i = 0; i < FLIPS; i++) {
        memcpy(bytes, good, size);
        flip(bytes, size);
        scratch_write(path, bytes, size);
        struct trace_error error = {""};
        struct trace *trace = trace_load(directory, &error);
        accepted += trace != NULL;
        if (!trace && ctf_folder_is_foreign(directory)) { /* our name is not in it any more */
            check_true(strncmp(error.text, directory, strlen(directory)) == 0);
        } else if (!trace) {
            check_error(&error, path);
        }
        trace_destroy(trace);
    }
    check_true(accepted > 0 && accepted < FLIPS);
    free(bytes);
    free(good);
    free(path);
    free(directory);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"hostile@json-cut-anywhere", test_json_cut_anywhere},
        {"hostile@json-with-a-flipped-bit", test_json_with_a_flipped_bit},
        {"hostile@ctf-cut-anywhere", test_ctf_cut_anywhere},
        {"hostile@ctf-with-a-flipped-bit", test_ctf_with_a_flipped_bit},
        {"hostile@metadata-with-a-flipped-bit", test_metadata_with_a_flipped_bit},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
