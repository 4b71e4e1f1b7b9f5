#include "tests/sequence.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sequence_token.h"
#include "tests/sequence_word.h"
#include "tracer/model/trace_builder.h"

#define WORD_MAX 16
#define STEP_NS  50000

struct parser {
    struct trace_builder *builder;
    struct token_table tokens;
    uint64_t time_ns;
    uint64_t text_count;
    uint64_t site_count;
    uint32_t open_condition[TOKEN_MAX]; /* by thread: the condition of its latest wait begin, + 1 */
    uint32_t process_of[TOKEN_MAX];     /* by thread */
    uint32_t process;                   /* of the event that is being read */
    const char *statement;
};

static void fail(const struct parser *parser, const char *why)
{
    fprintf(stderr, "sequence: %s in '%s'\n", why, parser->statement);
    exit(EXIT_FAILURE);
}

/* ---- words ---- */

static struct token *find_token(struct parser *parser, const char *name)
{
    return token_find(&parser->tokens, name);
}

static struct token *know_token(struct parser *parser, const char *name, enum token_class class)
{
    struct token *token = token_know(&parser->tokens, name, class);
    if (!token) {
        fail(parser, "too many names, or too long a name");
    }
    return token;
}

static uint32_t split_words(char *statement, char **words)
{
    uint32_t count = 0;
    for (char *at = statement; *at && count < WORD_MAX;) {
        while (isspace((unsigned char)*at)) {
            *at++ = '\0';
        }
        if (!*at) {
            break;
        }
        words[count++] = at;
        bool is_quoted = false;
        while (*at && (is_quoted || !isspace((unsigned char)*at))) {
            is_quoted ^= *at++ == '"';
        }
    }
    return count;
}

/* ---- records ---- */

static void add_record(struct parser *parser, uint32_t thread, uint16_t kind, uint16_t flags,
                       uint64_t object, uint64_t value, uint64_t site)
{
    trace_builder_add_event(parser->builder,
                            &(struct raw_event){.time_ns = parser->time_ns,
                                                .value = value,
                                                .object = object,
                                                .site = site,
                                                .thread = thread,
                                                .process = parser->process_of[thread],
                                                .kind = kind,
                                                .flags = flags});
}

static void add_text(struct parser *parser, uint16_t kind, uint64_t key, uint64_t value,
                     const char *text)
{
    trace_builder_add_text(parser->builder, &(struct raw_text){.time_ns = parser->time_ns,
                                                               .key = key,
                                                               .value = value,
                                                               .strings = {text, "", ""},
                                                               .process = parser->process,
                                                               .kind = kind});
}

/* Of these there is one in all processes. */
static bool is_shared_type(enum object_type type)
{
    return type == TYPE_PIPE || type == TYPE_PROCESS_LOCK || type == TYPE_PROCESS_QUEUE ||
           type == TYPE_POOL || type == TYPE_REFERENT;
}

/* What a declaration says about the making. */
struct making {
    uint32_t thread;
    uint64_t parent;
    bool is_shared;
};

static void make_object(struct parser *parser, struct token *token, enum object_type type,
                        struct making making)
{
    bool is_shared = making.is_shared || is_shared_type(type);
    token->type = type;
    token->is_made = true;
    add_record(parser, making.thread, EVENT_OBJECT_CREATE,
               (uint16_t)(type | (is_shared ? FLAG_READER : 0)), token_id(token), making.parent, 0);
    parser->process = parser->process_of[making.thread];
    add_text(parser, TEXT_NAME, token_id(token), 0, token->name);
}

/* By the main thread, before anybody uses it. */
static void make_undeclared(struct parser *parser, struct token *token, enum object_type type)
{
    make_object(parser, token, type, (struct making){.thread = 1});
}

static void declare(struct parser *parser, char **words, uint32_t count)
{
    char *colon = strchr(words[0], ':');
    *colon = '\0';
    struct token *token = know_token(parser, words[0], TOKEN_OBJECT);
    struct making making = {.thread = 1};
    if (count > 1 && strcmp(words[1], "foreign") == 0) {
        token->is_foreign = true;
        words++;
        count--;
    }
    if (count > 1 && strcmp(words[1], "shared") == 0) {
        making.is_shared = true;
        words++;
        count--;
    }
    for (uint32_t i = 1; i + 1 < count; i += 2) {
        if (strcmp(words[i], "of") == 0) {
            making.parent = token_id(know_token(parser, words[i + 1], TOKEN_OBJECT));
        } else if (strcmp(words[i], "by") == 0) {
            making.thread = know_token(parser, words[i + 1], TOKEN_THREAD)->number;
        }
    }
    enum object_type type = word_type(colon + 1);
    if (type == TYPE_UNKNOWN) {
        fail(parser, "unknown type");
    }
    make_object(parser, token, type, making);
    for (uint32_t i = 1; i + 1 < count; i += 2) {
        if (strcmp(words[i], "uses") == 0) {
            struct token *lock = know_token(parser, words[i + 1], TOKEN_OBJECT);
            if (!lock->is_made) {
                make_undeclared(parser, lock, word_guess_type(lock->name, "lock."));
            }
            add_record(parser, making.thread, EVENT_OBJECT_HAS, ROLE_LOCK, token_id(token),
                       token_id(lock), 0);
        } else if (strcmp(words[i], "limit") == 0) {
            add_record(parser, making.thread, EVENT_OBJECT_HAS,
                       ROLE_LIMIT | 1u << FLAG_STOREY_SHIFT, token_id(token),
                       strtoull(words[i + 1], NULL, 10), 0);
        } else if (strcmp(words[i], "watch") == 0) {
            add_record(parser, making.thread, EVENT_OBJECT_HAS,
                       ROLE_WATCH | 1u << FLAG_STOREY_SHIFT, token_id(token),
                       token_id(know_token(parser, words[i + 1], TOKEN_OBJECT)), 0);
        } else if (strcmp(words[i], "order") == 0) {
            add_record(parser, making.thread, EVENT_OBJECT_HAS, ROLE_ORDER, token_id(token),
                       strtoull(words[i + 1], NULL, 10), 0);
        }
    }
}

/* ---- what stands behind an event's object ---- */

static uint64_t register_site(struct parser *parser, char *word)
{
    char *colon = strchr(word, ':');
    uint64_t key = ++parser->site_count;
    *colon = '\0';
    add_text(parser, TEXT_SITE, key, strtoull(colon + 1, NULL, 10), word);
    return key;
}

static uint64_t wake_value(struct parser *parser, char *word, char *hash)
{
    *hash = '\0';
    const struct token *woken = find_token(parser, word);
    if (!woken || woken->class != TOKEN_THREAD) {
        fail(parser, "a wake of no thread");
    }
    return (uint64_t)woken->number << 32 | strtoull(hash + 1, NULL, 10);
}

static bool parse_number_word(struct parser *parser, char *word, struct details *details)
{
    char *hash = strchr(word, '#'), *slash = strchr(word, '/'), *at = strchr(word, '@');
    if (hash) {
        details->value =
            hash == word ? strtoull(hash + 1, NULL, 10) : wake_value(parser, word, hash);
    } else if (slash) {
        uint64_t asked = strncmp(word, "all", 3) == 0 ? NOTIFY_ALL : strtoull(word, NULL, 10);
        uint64_t woken = slash[1] == '?' ? NOTIFY_UNKNOWN : strtoull(slash + 1, NULL, 10);
        details->value = asked | woken << 32;
    } else if (at && at != word) {
        details->value = strtoull(word, NULL, 10) | strtoull(at + 1, NULL, 10) << 32;
    } else if (isdigit((unsigned char)word[0])) {
        details->value = strtoull(word, NULL, 10);
    } else if ((word[0] == 'i' || word[0] == 'm') && isdigit((unsigned char)word[1])) {
        details->value = strtoull(word + 1, NULL, 10);
    } else {
        return false;
    }
    details->has_value = true;
    return true;
}

static void parse_detail(struct parser *parser, char *word, struct details *details)
{
    if (word_add_flags(word, &details->flags)) {
        return;
    }
    if (word[0] == '@') {
        parser->time_ns = word_time_ns(word + 1);
    } else if (word[0] == '"') {
        word[strlen(word) - 1] = '\0';
        details->text = ++parser->text_count;
        details->has_value = true;
        add_text(parser, TEXT_TEXT, parser->text_count, 0, word + 1);
    } else if (strchr(word, ':')) {
        details->site = register_site(parser, word);
    } else if (!parse_number_word(parser, word, details)) {
        fail(parser, "what is this word");
    }
}

/* A condition nobody declared uses the lock that is released inside its wait. */
static void link_condition(struct parser *parser, uint32_t thread, uint16_t kind,
                           const struct token *object)
{
    uint32_t *open = &parser->open_condition[thread];
    if (kind == EVENT_CONDITION_WAIT_BEGIN) {
        *open = (uint32_t)(object - parser->tokens.tokens) + 1;
    } else if (kind == EVENT_LOCK_RELEASE && *open) {
        add_record(parser, thread, EVENT_OBJECT_HAS, ROLE_LOCK,
                   token_id(&parser->tokens.tokens[*open - 1]), token_id(object), 0);
        *open = 0;
    }
}

/* ---- events ---- */

static uint16_t parse_kind(struct parser *parser, char *word, unsigned *storey)
{
    static const char dot[] = "·";
    for (*storey = 0; strncmp(word, dot, sizeof dot - 1) == 0; word += sizeof dot - 1) {
        ++*storey;
    }
    size_t length = strlen(word);
    enum event_stage stage = STAGE_DONE;
    if (word[length - 1] == '+' || word[length - 1] == '!') {
        stage = word[length - 1] == '+' ? STAGE_BEGIN : STAGE_FAILED;
        word[length - 1] = '\0';
    }
    uint16_t kind = kind_from_name(word);
    if (!kind) {
        fail(parser, "unknown operation");
    }
    return (uint16_t)(kind | stage);
}

static uint64_t event_object_id(struct parser *parser, const char *word, uint16_t kind,
                                struct token **object)
{
    enum event_operation operation = kind_operation(kind);
    bool is_stream = operation == OPERATION_PRINT;
    *object = NULL;
    if (is_stream || strcmp(word, "0") == 0) {
        return is_stream ? strtoull(word, NULL, 10) : 0;
    }
    *object = know_token(parser, word, TOKEN_OBJECT);
    if ((*object)->class == TOKEN_OBJECT && !(*object)->is_made) {
        make_undeclared(parser, *object, word_guess_type(word, kind_name((uint16_t)(kind & ~3))));
    }
    return token_id(*object);
}

/* Its begin says a number, and not how long it may wait. */
static bool begins_with_number(uint16_t kind)
{
    return kind == EVENT_PIPE_WRITE_BEGIN || kind == EVENT_PIPE_SEND_BEGIN ||
           kind == EVENT_PROCESS_FORK_BEGIN || kind == EVENT_TASK_RUN_BEGIN;
}

static uint32_t thread_number(struct parser *parser, const char *word)
{
    return strcmp(word, "trace-run") == 0 ? 0 : find_token(parser, word)->number;
}

static void parse_event(struct parser *parser, char **words, uint32_t count)
{
    unsigned storey;
    struct token *object;
    struct details details = {0};
    uint32_t thread = thread_number(parser, words[0]);
    parser->process = parser->process_of[thread];
    uint16_t kind = parse_kind(parser, words[1], &storey);
    parser->time_ns += STEP_NS;
    for (uint32_t i = 3; i < count; i++) {
        if (strcmp(words[i], "for") == 0 && i + 1 < count) {
            details.value = token_id(know_token(parser, words[++i], TOKEN_OBJECT));
            details.has_value = true;
        } else {
            parse_detail(parser, words[i], &details);
        }
    }
    uint64_t id = event_object_id(parser, count > 2 ? words[2] : "0", kind, &object);
    parser->process = parser->process_of[thread];
    details.value |= details.text << kind_text_shift(kind);
    if (kind_stage(kind) == STAGE_BEGIN && !details.has_value && !begins_with_number(kind)) {
        details.value = WAIT_FOREVER;
    }
    bool is_counted = object && !(details.flags & FLAG_READER); /* readers have no depth */
    uint64_t value = is_counted ? token_count_value(object, thread, kind, &details) : details.value;
    uint16_t flags = (uint16_t)(details.flags | (storey << FLAG_STOREY_SHIFT));
    add_record(parser, thread, kind, flags, id, value, details.site);
    if (object) {
        link_condition(parser, thread, kind, object);
    }
}

/* ---- statements ---- */

static void open_world(struct parser *parser, const char *word, bool is_open)
{
    struct token *token = find_token(parser, word);
    if (!token && strcmp(word, "0") != 0) {
        fail(parser, "an outside of nothing");
    }
    add_text(parser, TEXT_OUTSIDE, token ? token_id(token) : id_make(ID_PROCESS, 1), is_open,
             "a thread that is not recorded");
}

/* "W#1": the wait. */
static void say_asleep(struct parser *parser, char *word)
{
    char *hash = strchr(word, '#');
    if (!hash) {
        fail(parser, "asleep in no wait");
    }
    uint64_t wait = wake_value(parser, word, hash);
    add_text(parser, TEXT_ASLEEP, value_high(wait), value_low(wait), "");
}

static bool is_about_the_world(const char *word)
{
    return strcmp(word, "outside") == 0 || strcmp(word, "inside") == 0 ||
           strcmp(word, "asleep") == 0;
}

static void parse_statement(struct parser *parser, char **words, uint32_t count)
{
    char *equals = strchr(words[0], '=');
    if (strcmp(words[0], "asleep") == 0 && count == 2) {
        say_asleep(parser, words[1]);
        return;
    }
    if (is_about_the_world(words[0]) && count == 2) {
        open_world(parser, words[1], words[0][0] == 'o');
        return;
    }
    if (equals && count == 1) {
        *equals = '\0';
        struct token *token = find_token(parser, words[0]);
        if (!token) {
            fail(parser, "a name for nobody");
        }
        add_text(parser, TEXT_NAME, token_id(token), 0, equals + 1);
    } else if (strchr(words[0], ':')) {
        declare(parser, words, count);
    } else if (count < 2) {
        fail(parser, "too few words");
    } else {
        parse_event(parser, words, count);
    }
}

/* First reading: who is a thread and who a process, so that the second knows every token's class.
 */
static void know_actors(struct parser *parser, char **words, uint32_t count)
{
    if (count < 2 || strchr(words[0], ':') || strchr(words[0], '=') ||
        is_about_the_world(words[0])) {
        return;
    }
    if (strcmp(words[0], "trace-run") == 0) {
        return;
    }
    uint32_t self = know_token(parser, words[0], TOKEN_THREAD)->number;
    if (count > 2 && strstr(words[1], "thread.")) {
        uint32_t other = know_token(parser, words[2], TOKEN_THREAD)->number;
        if (strstr(words[1], "thread.create+")) {
            parser->process_of[other] = parser->process_of[self];
        }
    } else if (count > 2 && strstr(words[1], "process.")) {
        uint32_t process = know_token(parser, words[2], TOKEN_PROCESS)->number;
        if (strstr(words[1], "process.begin")) {
            parser->process_of[self] = process;
        }
    }
}

static void for_each_statement(struct parser *parser, const char *text,
                               void (*take)(struct parser *, char **, uint32_t))
{
    char *copy = strdup(text), *rest = copy, *statement;
    while ((statement = strsep(&rest, ";\n"))) {
        char shown[512], *words[WORD_MAX];
        snprintf(shown, sizeof shown, "%s", statement);
        parser->statement = shown;
        uint32_t count = split_words(statement, words);
        if (count) {
            take(parser, words, count);
        }
    }
    free(copy);
}

static void begin_threads(struct parser *parser)
{
    for (uint32_t i = 0; i < parser->tokens.count; i++) {
        const struct token *token = &parser->tokens.tokens[i];
        if (token->class == TOKEN_THREAD) {
            uint32_t process = parser->process_of[token->number];
            trace_builder_add_thread(parser->builder, token->number, 1000 + token->number, process,
                                     999 + process);
        }
        if (token->class == TOKEN_THREAD || (token->class == TOKEN_PROCESS && token->number > 1)) {
            add_text(parser, TEXT_NAME, token_id(token), 0, token->name);
        }
    }
}

struct trace *sequence_parse(const char *text, const char *outcome)
{
    struct parser parser = {.builder = trace_builder_create(), .process = 1};
    know_token(&parser, "main", TOKEN_THREAD);
    know_token(&parser, "first", TOKEN_PROCESS);
    for (uint32_t thread = 1; thread < TOKEN_MAX; thread++) {
        parser.process_of[thread] = 1;
    }
    for_each_statement(&parser, text, know_actors);
    begin_threads(&parser);
    add_record(&parser, 1, EVENT_THREAD_BEGIN, 0, id_make(ID_THREAD, 1), 1001, 0);
    add_record(&parser, 1, EVENT_PROCESS_BEGIN, 0, id_make(ID_PROCESS, 1), 1000, 0);
    for_each_statement(&parser, text, parse_statement);
    parser.time_ns += STEP_NS;
    if (outcome[0]) {
        add_text(&parser, TEXT_END, 0, 0, outcome);
    }
    return trace_builder_finish(parser.builder, "");
}
