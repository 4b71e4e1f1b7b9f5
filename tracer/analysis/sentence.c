#include "tracer/analysis/sentence.h"

#include <assert.h>

static const char *const templates[SENTENCE_COUNT] = {
    [SENTENCE_LINK_LOCK] = N_("{t} holds {o}[ (since {s1})] and waits for {p}[ at {s2}]"),
    [SENTENCE_LINK_LOCK_ONLY] = N_("{t} waits for {p}[ at {s2}]"),
    [SENTENCE_LINK_JOIN] = N_("{t} holds {o}[ (since {s1})] and waits for {p} to end[ ({s2})]"),
    [SENTENCE_LINK_JOIN_ONLY] = N_("{t} waits for {p} to end[ ({s2})]"),
    [SENTENCE_LINK_TASK] = N_("{t} runs {o}[ (since {s1})] and waits for {p}[ at {s2}]"),
    [SENTENCE_LINK_TASK_JOIN] = N_("{t} runs {o}[ (since {s1})] and waits for {p} to end[ ({s2})]"),
    [SENTENCE_CIRCLE_OF_TWO] =
        N_("{links}. Each waits for the other, so neither can ever go on ({circle})."),
    [SENTENCE_CIRCLE] = N_("{links}. They wait in a circle, so none of them can ever go on "
                           "({circle})."),
    [SENTENCE_READ_AGAIN] = N_(
        "{t} reads {o}[ (since {s1})] and asks to read it again[ at {s2}]; but {u} waits to write "
        "it[ at {s3}], and of this lock writers get hold first. {t} waits for {u}, and {u} for "
        "{t}, so neither can ever go on."),
    [SENTENCE_NESTED_MONITOR] = N_(
        "{t} keeps {o}[ (since {s1})] while it waits for {what} from {p}[ at {s2}]; {u} needs {o} "
        "to go on[ ({s3})], so nobody is left who could {provide}."),
    [SENTENCE_SELF_DEADLOCK] =
        N_("{t} already holds {o}[ (since {s1})] and asks for it again[ at {s2}]. It waits for "
           "itself, and no other thread is left that could release {o}."),
    [SENTENCE_SELF_DEADLOCK_OWNED] =
        N_("{t} already holds {o}[ (since {s1})] and asks for it again[ at {s2}]. It waits for "
           "itself, and nobody but its owner may release {o}."),
    [SENTENCE_SELF_DEADLOCK_LIKELY] =
        N_("{t} already holds {o}[ (since {s1})] and asks for it again[ at {s2}]. It waits for "
           "itself, and no other thread has ever used {o}."),
    [SENTENCE_SELF_UPGRADE] =
        N_("{t} reads {o}[ (since {s1})] and asks to write it[ at {s2}]. Who writes waits for all "
           "readers, and {t} is one of them: it waits for itself."),
    [SENTENCE_SELF_JOIN] = N_("{t} waits for itself to end[ at {s1}], which it never will."),
    [SENTENCE_SELF_RESULT] = N_(
        "{t} runs {o}[ (since {s1})] and waits for its result[ at {s2}], which is there only when "
        "{t} is through with it."),
    [SENTENCE_JOIN_PAIR] = N_("{links}. Each waits for the other to end, so neither ever ends "
                              "({circle})."),
    [SENTENCE_JOIN_CYCLE] = N_("{links}. Each waits for the end of another, so none of them ever "
                               "ends ({circle})."),
    [SENTENCE_LOST_NOTIFY] =
        N_("{u} notified {o}[ at {s1}] when nobody was waiting, and a Condition remembers nothing. "
           "{t} began to wait {when} later[, at {s2}]; now every thread waits and nobody is left "
           "who could notify."),
    [SENTENCE_LOST_TOO_LATE] =
        N_("{u} notified {o}[ at {s1}], but the notify went to {v}, whose wait had already timed "
           "out. {t} still waits[ at {s2}], and nobody is left who could notify again."),
    [SENTENCE_LOST_NOT_PASSED_ON] =
        N_("{u} notified {o}[ at {s1}]; that woke {v}, who did not pass it on. {t} still waits[ at "
           "{s2}], and nobody is left who could notify again."),
    [SENTENCE_LOST_NOTIFY_LIKELY] =
        N_("{u} notified {o}[ at {s1}] when nobody was waiting, and a Condition remembers nothing. "
           "{t} began to wait {when} later[, at {s2}]; no thread that goes on has ever had to do "
           "with "
           "{o}."),
    [SENTENCE_LOST_TOO_LATE_LIKELY] = N_(
        "{u} notified {o}[ at {s1}], but the notify went to {v}, whose wait had already timed "
        "out. {t} still waits[ at {s2}], and no thread that goes on has ever had to do with {o}."),
    [SENTENCE_LOST_NOT_PASSED_ON_LIKELY] =
        N_("{u} notified {o}[ at {s1}]; that woke {v}, who did not pass it on. {t} still waits[ at "
           "{s2}], and no thread that goes on has ever had to do with {o}."),
    [SENTENCE_ABANDONED_LOCK] =
        N_("{u} ended while it still held {o}[ (since {s1})]. {t} waits for {o}[ at {s2}], and "
           "nobody is left who could release it."),
    [SENTENCE_ABANDONED_BY_KILLED] = N_(
        "{u} was killed while it held {o}[ (since {s1})]. {t} waits for {o}[ at {s2}], and nobody "
        "is left who could release it."),
    [SENTENCE_ABANDONED_BY_DEAD] =
        N_("{u} died while it held {o}[ (since {s1})]. {t} waits for {o}[ at {s2}], and nobody is "
           "left who could release it."),
    [SENTENCE_ABANDONED_BY_FORK] =
        N_("{u} held {o}[ (since {s1})] when {p} was forked, but {u} was not copied by fork. {t} "
           "waits for {o}[ at {s2}], and nobody there is left who could release it."),
    [SENTENCE_ORPHAN_WAIT] = N_(
        "{t} waits for {what} from {o}[ at {s1}], but every thread that could {provide} has ended "
        "or is waiting too."),
    [SENTENCE_ORPHAN_EVENT] =
        N_("{t} waits for {o} to be set[ at {s1}], but every thread that could set it has ended or "
           "is waiting too."),
    [SENTENCE_ORPHAN_BARRIER] =
        N_("{t} waits at {o}[ ({s1})] for all {n} to arrive, but only {k} came[ ({v})], and every "
           "other thread has ended or is waiting too."),
    [SENTENCE_ORPHAN_JOIN] = N_("{t} waits for {o} to end[ at {s1}], but it never will."),
    [SENTENCE_ORPHAN_TASKS] =
        N_("{t} waits for {o} to be done[ at {s1}], but every thread that could finish them has "
           "ended or is waiting too."),
    [SENTENCE_ORPHAN_LOST_TASK] = N_(
        "{t} waits for the result of {o}[ at {s1}], but {u} died while it ran {o}[ (since {s2})], "
        "and nobody will run it again."),
    [SENTENCE_ORPHAN_END_OF_FILE] =
        N_("{t} waits for the end of {o}[ at {s1}], but its write end is still open in {p}, where "
           "nobody will ever write or close it."),
    [SENTENCE_ORPHAN_OWN_END] =
        N_("{t} waits for the end of {o}[ at {s1}], but its write end is still open in {p}, the "
           "reader's own process: it waits for itself to close it."),
    [SENTENCE_ORPHAN_TORN_MESSAGE] = N_(
        "{t} read the header of a message from {o}[ at {s1}], but {u} read the rest of it[ at "
        "{s2}]: two readers at one end tear messages apart, and what {t} waits for never comes."),
    [SENTENCE_PIPE_FULL] =
        N_("{t} cannot go on writing to {o}[ at {s1}]: it is full[ after {n} bytes], and {u}, who "
           "should read it, waits for {p}[ at {s2}]."),
    [SENTENCE_PIPE_FULL_ALONE] =
        N_("{t} cannot go on writing to {o}[ at {s1}]: it is full[ after {n} bytes], and nobody is "
           "left who could read it."),
    [SENTENCE_PIPE_FULL_TORN] = N_(
        "{t} cannot go on writing to {o}[ at {s1}]: it is full[ after {n} bytes], and nobody "
        "reads it any more. {u} and {v} read from the same end and tore the messages apart: what "
        "{u} read[ at {s2}] was no message, and it gave up."),
    [SENTENCE_STARVATION] = N_(
        "All {n} workers of {o} run tasks that wait for other tasks of {o} ({t} waits for {p}[ at "
        "{s1}]), and no worker is left to start those."),
    [SENTENCE_STARVATION_OF_ONE] =
        N_("The only worker of {o} runs a task that waits for another task of {o} ({t} waits for "
           "{p}[ at {s1}]), and no worker is left to start that."),
    [SENTENCE_LOCK_ORDER] =
        N_("This run ended well, but {t} {o}[ ({s1})], while {u} {p}[ ({s2})]. If each gets its "
           "first "
           "lock, both hang."),
    [SENTENCE_THROTTLING] =
        /* xgettext:no-c-format */ N_(
            "{o} lets {n} in at a time: {k} of {m} acquires had to wait, so the work came in {v} "
            "waves and {x}% of the permits were in use on average. {t} waited longest: {when} at "
            "most, {total} in all."),
    [SENTENCE_GIL_CONVOY] =
        /* xgettext:no-c-format */ N_("{n} threads want to compute, and one may at a time: each "
                                      "holds {o} for {when} at most, "
                                      "and {t} waited {k}% of its life for it."),
    [SENTENCE_LOST_UPDATE] =
        N_("{t} read {o} = {x}[ at {s1}]; before it wrote {y}[ at {s2}], {u} had written {z}: that "
           "update is lost ({n} in this run)."),
    [SENTENCE_SPIN] = N_("{t} looked at {o} {n} times in {when}[ at {s1}] and nothing had changed: "
                         "it burns a core waiting."),
    [SENTENCE_MISUSE] = N_("{t} called {operation}[ on {o}][ at {s1}]: {message}."),
};

static const struct advice_words words[ADVICE_COUNT] = {
    [FINDING_DEADLOCK] =
        {N_("Deadlock: a circle of waits"),
         N_("Threads that need several locks must all take them in the same order."),
         N_("Take the locks in one fixed order everywhere, here always the same one first:"),
         N_("tl_lock_acquire(a, TL_FOREVER);\n"
            "tl_lock_acquire(b, TL_FOREVER); /* never b before a */")},
    [ADVICE_NESTED_MONITOR] =
        {N_("It waits while keeping a lock"),
         N_("Who waits for news must not keep a lock that the bringer of the news needs."),
         N_("Give the outer lock back before you wait; a Condition only lets its own lock go."),
         ""},
    [ADVICE_JOIN_UNDER_LOCK] =
        {N_("Deadlock: a circle of waits"),
         N_("Who waits for a thread to end must not hold a lock that this thread still needs."),
         N_("Give the lock back before you join."), ""},
    [ADVICE_TASK_CIRCLE] = {N_("Tasks wait in a circle"),
                            N_("Tasks must not wait for each other in a circle."),
                            N_("Let a task wait only for tasks that never wait for it."), ""},
    [ADVICE_SELF_RESULT] = {N_("It waits for its own result"),
                            N_("A task's result is there when the task is over."),
                            N_("Return the value instead of waiting for it."), ""},
    [ADVICE_READ_AGAIN] =
        {N_("A reader asks again behind a writer"),
         N_("Where writers go first, nobody begins to read while one waits, not even a reader."),
         N_("Do not take the lock again while you read, or let readers go first."), ""},
    [ADVICE_UPGRADE] = {N_("A reader wants to write"),
                        N_("Who writes waits until nobody reads any more."),
                        N_("Give the lock back before you take it to write, and look again then."),
                        ""},
    [ADVICE_FORKED_LOCK] =
        {N_("The lock was copied locked"),
         N_("A fork copies locks as they are, but only the thread that forks."),
         N_("Fork before threads take locks, or hold the lock yourself while you fork."), ""},
    [ADVICE_DEAD_PROCESS] =
        {N_("A process died with a lock"),
         N_("A lock in shared memory stays locked when its holder dies."),
         N_("Do not kill processes that share locks: tell them to end, and join them."), ""},
    [ADVICE_LOST_TASK] =
        {N_("The task died with its worker"),
         N_("A Pool replaces a worker that dies, but not the task it was running."),
         N_("Wait with a time limit, or use a process executor, which says that it is broken."),
         ""},
    [ADVICE_OPEN_END] =
        {N_("A write end is still open"),
         N_("A pipe ends when every process has closed its write end; a fork copies the ends."),
         N_("Close in each process the end it does not use, right after the fork:"),
         N_("tl_connection_close(write_end); /* in the reader */")},
    [ADVICE_TWO_READERS] =
        {N_("Two readers at one end"),
         N_("A message is read in two parts; each end of a pipe is for one reader."),
         N_("Use a process queue, whose lock keeps the parts together."), ""},
    [FINDING_SELF_DEADLOCK] =
        {N_("It waits for itself"),
         N_("A plain Lock does not know who holds it: its holder waits too."),
         N_("Take the lock once, or use an RLock, which its owner may take again:"),
         "struct tl_rlock *lock = tl_rlock_create(\"lock\");"},
    [FINDING_LOST_NOTIFY] =
        {N_("The notify was lost"),
         N_("A Condition remembers nothing: a notify that nobody hears is gone."),
         N_("Keep the news in a variable, and look before you wait:"),
         "while (!my_turn) {\n    tl_condition_wait(cond, TL_FOREVER);\n}"},
    [FINDING_ABANDONED_LOCK] =
        {N_("A lock was left locked"), N_("Who takes a lock must give it back before it ends."),
         N_("Hold the lock for a block, so that every way out of it releases:"),
         "TL_WITH (lock) {\n    ...\n}"},
    [FINDING_ORPHAN_WAIT] =
        {N_("Nobody is left to wait for"), N_("A wait needs somebody who will end it."),
         N_("Make sure that somebody still provides what is waited for, on every "
            "path, or wait with a "
            "time limit."),
         ""},
    [FINDING_JOIN_CYCLE] =
        {N_("They wait for each other to end"),
         N_("Waiting for the end of threads must not go in a circle."),
         N_("Let one thread that nobody waits for, such as main, join all the others."), ""},
    [FINDING_POOL_STARVATION] = {N_("The pool starves"),
                                 N_("A task must not wait for tasks that need the same workers."),
                                 N_("Wait for the results outside the pool, or use a second pool."),
                                 ""},
    [FINDING_PIPE_FULL] = {N_("The pipe is full"),
                           N_("A pipe holds little: somebody must read while others write."),
                           N_("Read everything before you wait for the writer to end."), ""},
    [FINDING_LOCK_ORDER_RISK] =
        {N_("Two locks in opposite orders"),
         N_("Threads that need several locks must all take them in the same order."),
         N_("Choose one order for the two locks and keep to it everywhere."), ""},
    [FINDING_THROTTLING] =
        {N_("The semaphore sets the pace"), N_("A semaphore lets in as many as it has permits."),
         N_("This is what a semaphore is for; give it more permits if the work can bear it."), ""},
    [FINDING_GIL_CONVOY] = {N_("One at a time"), N_("Only the thread that has the GIL computes."),
                            N_("Compute in processes instead of threads."), ""},
    [FINDING_LOST_UPDATE] = {N_("An update was lost"),
                             N_("Reading, changing and writing back are three steps."),
                             N_("Hold one lock over all three."),
                             "TL_WITH (lock) {\n    total += 1;\n}"},
    [FINDING_SPIN] = {N_("It burns a core waiting"), N_("Looking again and again is not waiting."),
                      N_("Wait on a condition or a queue."), ""},
    [FINDING_MISUSE] = {N_("A call was refused"),
                        N_("Each primitive has rules about who may call what, and when."),
                        N_("Change the call as the message says."), ""},
};

/* operation 0: any */
static const struct {
    enum object_type type;
    uint16_t operation;
    struct awaited_words words;
} awaited[] = {
    {TYPE_SEMAPHORE, 0, {N_("a permit"), N_("give one back")}},
    {TYPE_BOUNDED_SEMAPHORE, 0, {N_("a permit"), N_("give one back")}},
    {TYPE_QUEUE, OPERATION_QUEUE_GET, {N_("an item"), N_("put one")}},
    {TYPE_QUEUE, OPERATION_QUEUE_PUT, {N_("room"), N_("get an item")}},
    {TYPE_QUEUE, OPERATION_QUEUE_JOIN, {N_("the last task"), N_("finish it")}},
    {TYPE_PROCESS_QUEUE, OPERATION_QUEUE_GET, {N_("an item"), N_("put one")}},
    {TYPE_PROCESS_QUEUE, OPERATION_QUEUE_PUT, {N_("room"), N_("get an item")}},
    {TYPE_REFERENT, OPERATION_QUEUE_GET, {N_("an item"), N_("put one")}},
    {TYPE_REFERENT, OPERATION_QUEUE_PUT, {N_("room"), N_("get an item")}},
    {TYPE_FUTURE, 0, {N_("the result"), N_("finish it")}},
    {TYPE_EVENT, 0, {N_("the signal"), N_("set it")}},
    {TYPE_CONDITION, 0, {N_("a notify"), N_("notify")}},
    {TYPE_BARRIER, 0, {N_("the other arrivals"), N_("arrive")}},
    {TYPE_PIPE, 0, {N_("a message"), N_("send one")}},
    {TYPE_PROCESS_LOCK, 0, {N_("its release"), N_("release it")}},
    {TYPE_LOCK, 0, {N_("its release"), N_("release it")}},
};

const char *sentence_template(enum sentence sentence, enum language language)
{
    assert(sentence < SENTENCE_COUNT);
    return translate(language, templates[sentence]);
}

struct advice_words advice_words_of(unsigned advice, enum language language)
{
    assert(advice < ADVICE_COUNT);
    const struct advice_words *english = &words[advice];
    return (struct advice_words){
        .headline = translate(language, english->headline),
        .rule = translate(language, english->rule),
        .way_out = translate(language, english->way_out),
        .way_out_code = translate(language, english->way_out_code),
    };
}

static const struct awaited_words *find_awaited(enum object_type type, uint16_t operation)
{
    static const struct awaited_words anything = {N_("something"), N_("provide it")};
    for (size_t i = 0; i < sizeof(awaited) / sizeof(awaited[0]); i++) {
        bool is_match = awaited[i].operation == 0 || awaited[i].operation == operation;
        if (awaited[i].type == type && is_match) {
            return &awaited[i].words;
        }
    }
    return &anything;
}

struct awaited_words awaited_words_of(enum object_type type, uint16_t operation,
                                      enum language language)
{
    const struct awaited_words *english = find_awaited(type, operation);
    return (struct awaited_words){
        .what = translate(language, english->what),
        .provide = translate(language, english->provide),
    };
}
