/* TSDL is C-like. Of `env { … };` and `clock { … };` at the outermost level only the lines
 * `key = value;` matter here, so words are enough: a word is a name or number, a quoted string, or
 * one sign; comments and blanks lie between. Everything else is skipped by counting braces. */
#include "tracer/format/ctf_clock.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/format/trace_error.h"

#define TICKS_PER_SECOND_MAX UINT64_C(1000000000000)

struct word {
    const char *text;
    size_t size; /* 0: the end */
};

struct scanner {
    const char *at;
    const char *end;
    unsigned line;
};

struct facts {
    uint64_t frequency;
    uint64_t layout;
    bool is_ours;
    unsigned frequency_line; /* 0: not said */
    unsigned layout_line;
};

static bool word_is(struct word word, const char *text)
{
    return word.size == strlen(text) && memcmp(word.text, text, word.size) == 0;
}

static bool starts_with(const struct scanner *scanner, const char *text)
{
    size_t size = strlen(text);
    return (size_t)(scanner->end - scanner->at) >= size && memcmp(scanner->at, text, size) == 0;
}

static void advance(struct scanner *scanner, size_t count)
{
    for (; count > 0 && scanner->at < scanner->end; count--) {
        scanner->line += *scanner->at++ == '\n';
    }
}

static void skip_until(struct scanner *scanner, const char *text)
{
    while (scanner->at < scanner->end && !starts_with(scanner, text)) {
        advance(scanner, 1);
    }
    advance(scanner, strlen(text));
}

static void skip_blanks(struct scanner *scanner)
{
    while (scanner->at < scanner->end) {
        if (starts_with(scanner, "/*")) {
            skip_until(scanner, "*/");
        } else if (starts_with(scanner, "//")) {
            skip_until(scanner, "\n");
        } else if (isspace((unsigned char)*scanner->at)) {
            advance(scanner, 1);
        } else {
            return;
        }
    }
}

static void skip_string(struct scanner *scanner)
{
    advance(scanner, 1);
    while (scanner->at < scanner->end && *scanner->at != '"') {
        advance(scanner, *scanner->at == '\\' ? 2 : 1);
    }
    advance(scanner, 1);
}

static bool is_name_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || byte == '.';
}

static struct word next_word(struct scanner *scanner)
{
    skip_blanks(scanner);
    const char *start = scanner->at;
    if (scanner->at < scanner->end && *scanner->at == '"') {
        skip_string(scanner);
    } else if (scanner->at < scanner->end && is_name_byte(*scanner->at)) {
        while (scanner->at < scanner->end && is_name_byte(*scanner->at)) {
            advance(scanner, 1);
        }
    } else {
        advance(scanner, 1);
    }
    return (struct word){.text = start, .size = (size_t)(scanner->at - start)};
}

/* 0 if the word is no positive number that fits. */
static uint64_t word_number(struct word word)
{
    uint64_t number = 0;
    for (size_t i = 0; i < word.size; i++) {
        if (!isdigit((unsigned char)word.text[i]) || number > (UINT64_MAX - 9) / 10) {
            return 0;
        }
        number = number * 10 + (uint64_t)(word.text[i] - '0');
    }
    return number;
}

static void note_fact(struct facts *facts, struct word block, struct word key, struct word value,
                      unsigned line)
{
    if (word_is(block, "clock") && word_is(key, "freq")) {
        facts->frequency = word_number(value);
        facts->frequency_line = line;
    } else if (word_is(block, "env") && word_is(key, "tracer_name")) {
        facts->is_ours = word_is(value, "\"" CTF_TRACER_NAME "\"");
    } else if (word_is(block, "env") && word_is(key, "layout_version")) {
        facts->layout = word_number(value);
        facts->layout_line = line;
    }
}

static void read_facts(struct facts *facts, const char *text, size_t size)
{
    struct scanner scanner = {.at = text, .end = text + size, .line = 1};
    struct word before[2] = {{"", 0}, {"", 0}}; /* the latest word, and the one before it */
    struct word block = {"", 0};
    unsigned depth = 0;
    for (struct word word; (word = next_word(&scanner)).size > 0;) {
        if (word_is(word, "{")) {
            block = depth++ == 0 ? before[0] : block;
        } else if (word_is(word, "}")) {
            depth -= depth > 0;
        } else if (depth == 1 && word_is(before[0], "=")) {
            note_fact(facts, block, before[1], word, scanner.line);
        }
        before[1] = before[0];
        before[0] = word;
    }
}

static bool refuse_layout(const struct facts *facts, const char *path, struct trace_error *error)
{
    if (facts->layout_line == 0) {
        return trace_error_fill(error, "%s: line 1: expected env.layout_version %d", path,
                                CTF_LAYOUT_VERSION);
    }
    return trace_error_fill(
        error, "%s: line %u: expected env.layout_version %d, not %llu of %s version", path,
        facts->layout_line, CTF_LAYOUT_VERSION, (unsigned long long)facts->layout,
        facts->layout > CTF_LAYOUT_VERSION ? "a later" : "an earlier");
}

bool ctf_clock_read(struct ctf_clock *clock, const char *text, size_t size, const char *path,
                    struct trace_error *error)
{
    struct facts facts = {0};
    read_facts(&facts, text, size);
    if (!facts.is_ours) {
        return trace_error_fill(error, "%s: line 1: expected a trace of tracer_name \"%s\"", path,
                                CTF_TRACER_NAME);
    }
    if (facts.layout != CTF_LAYOUT_VERSION) {
        return refuse_layout(&facts, path, error);
    }
    if (facts.frequency == 0 || facts.frequency > TICKS_PER_SECOND_MAX) {
        return trace_error_fill(error, "%s: line %u: expected clock.freq, ticks per second", path,
                                facts.frequency_line ? facts.frequency_line : 1);
    }
    *clock = ctf_clock_make(facts.frequency);
    return true;
}

bool ctf_clock_is_ours(const char *text, size_t size)
{
    struct facts facts = {0};
    read_facts(&facts, text, size);
    return facts.is_ours;
}

struct ctf_clock ctf_clock_make(uint64_t ticks_per_second)
{
    unsigned __int128 fraction = ((unsigned __int128)NS_PER_SECOND << 64) / ticks_per_second;
    return (struct ctf_clock){
        .ticks_per_second = ticks_per_second,
        .ns_fraction = fraction > UINT64_MAX ? 0 : (uint64_t)fraction,
    };
}

uint64_t ctf_clock_divide(const struct ctf_clock *clock, uint64_t ticks)
{
    unsigned __int128 ns = (unsigned __int128)ticks * NS_PER_SECOND / clock->ticks_per_second;
    return ns > UINT64_MAX ? UINT64_MAX : (uint64_t)ns;
}
