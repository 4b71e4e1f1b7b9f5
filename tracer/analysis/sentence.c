#include "tracer/analysis/sentence.h"

#include <assert.h>

static const char *const templates[SENTENCE_COUNT][LANGUAGE_COUNT] = {
    [SENTENCE_LINK_LOCK] = {"{t} holds {o}[ (since {s1})] and waits for {p}[ at {s2}]",
                            "{t} 拿着 {o}[（{s1}）]，在[ {s2} ]等 {p}"},
    [SENTENCE_LINK_LOCK_ONLY] = {"{t} waits for {p}[ at {s2}]", "{t} 在[ {s2} ]等 {p}"},
    [SENTENCE_LINK_JOIN] = {"{t} holds {o}[ (since {s1})] and waits for {p} to end[ ({s2})]",
                            "{t} 拿着 {o}[（{s1}）]，在[ {s2} ]等 {p} 结束"},
    [SENTENCE_LINK_JOIN_ONLY] = {"{t} waits for {p} to end[ ({s2})]", "{t} 在[ {s2} ]等 {p} 结束"},
    [SENTENCE_LINK_TASK] = {"{t} runs {o}[ (since {s1})] and waits for {p}[ at {s2}]",
                            "{t} 在执行 {o}[（{s1}）]，在[ {s2} ]等 {p}"},
    [SENTENCE_LINK_TASK_JOIN] = {"{t} runs {o}[ (since {s1})] and waits for {p} to end[ ({s2})]",
                                 "{t} 在执行 {o}[（{s1}）]，在[ {s2} ]等 {p} 结束"},
    [SENTENCE_CIRCLE_OF_TWO] =
        {"{links}. Each waits for the other, so neither can ever go on ({circle}).",
         "{links}。它们互相等待，谁也走不下去（{circle}）。"},
    [SENTENCE_CIRCLE] = {"{links}. They wait in a circle, so none of them can ever go on "
                         "({circle}).",
                         "{links}。它们等成了一圈，谁也走不下去（{circle}）。"},
    [SENTENCE_READ_AGAIN] =
        {"{t} reads {o}[ (since {s1})] and asks to read it again[ at {s2}]; but {u} waits to write "
         "it[ at {s3}], and of this lock writers get hold first. {t} waits for {u}, and {u} for "
         "{t}, so neither can ever go on.",
         "{t} 正在读 {o}[（{s1}）]，又在[ {s2} ]再读一次；可是 {u} [在 {s3} ]等着写，而这把锁让写者"
         "优先。{t} 等 {u}，{u} 又等 {t}，谁也走不下去。"},
    [SENTENCE_NESTED_MONITOR] =
        {"{t} keeps {o}[ (since {s1})] while it waits for {what} from {p}[ at {s2}]; {u} needs {o} "
         "to go on[ ({s3})], so nobody is left who could {provide}.",
         "{t} 拿着 {o}[（{s1}）]不放，又在[ {s2} ]等 {p} 的{what}；{u} 要先拿到 {o}[（{s3}）]才能"
         "继续，于是没有线程能来{provide}。"},
    [SENTENCE_SELF_DEADLOCK] =
        {"{t} already holds {o}[ (since {s1})] and asks for it again[ at {s2}]. It waits for "
         "itself, and no other thread is left that could release {o}.",
         "{t} 已经拿着 {o}[（{s1}）]，又在[ {s2} ]去拿一次：它在等自己，也没有别的线程能来放开 "
         "{o}。"},
    [SENTENCE_SELF_DEADLOCK_OWNED] =
        {"{t} already holds {o}[ (since {s1})] and asks for it again[ at {s2}]. It waits for "
         "itself, and nobody but its owner may release {o}.",
         "{t} 已经拿着 {o}[（{s1}）]，又在[ {s2} ]去拿一次：它在等自己，而只有持有者才能放开 "
         "{o}。"},
    [SENTENCE_SELF_DEADLOCK_LIKELY] =
        {"{t} already holds {o}[ (since {s1})] and asks for it again[ at {s2}]. It waits for "
         "itself, and no other thread has ever used {o}.",
         "{t} 已经拿着 {o}[（{s1}）]，又在[ {s2} ]去拿一次：它在等自己，也没有别的线程用过 "
         "{o}。"},
    [SENTENCE_SELF_UPGRADE] =
        {"{t} reads {o}[ (since {s1})] and asks to write it[ at {s2}]. Who writes waits for all "
         "readers, and {t} is one of them: it waits for itself.",
         "{t} 正在读 {o}[（{s1}）]，又在[ {s2} ]要写它。写者要等所有读者放开，而 {t} 自己就是读者："
         "它在等自己。"},
    [SENTENCE_SELF_JOIN] = {"{t} waits for itself to end[ at {s1}], which it never will.",
                            "{t} 在[ {s1} ]等自己结束：永远等不到。"},
    [SENTENCE_SELF_RESULT] =
        {"{t} runs {o}[ (since {s1})] and waits for its result[ at {s2}], which is there only when "
         "{t} is through with it.",
         "{t} 在执行 {o}[（{s1}）]，又在[ {s2} ]等它的结果：要等 {t} 自己执行完才会有。"},
    [SENTENCE_JOIN_PAIR] = {"{links}. Each waits for the other to end, so neither ever ends "
                            "({circle}).",
                            "{links}。谁都在等对方先结束，于是谁也不会结束（{circle}）。"},
    [SENTENCE_JOIN_CYCLE] = {"{links}. Each waits for the end of another, so none of them ever "
                             "ends ({circle}).",
                             "{links}。谁都在等别人先结束，于是谁也不会结束（{circle}）。"},
    [SENTENCE_LOST_NOTIFY] =
        {"{u} notified {o}[ at {s1}] when nobody was waiting, and a Condition remembers nothing. "
         "{t} began to wait {when} later[, at {s2}]; now every thread waits and nobody is left "
         "who could notify.",
         "{u} 在[ {s1} ]通知 {o} 时没有人在等，而条件变量不记事。{when} 之后 {t} 才[在 {s2} ]开始"
         "等；现在所有线程都在等，没有谁能再来通知。"},
    [SENTENCE_LOST_TOO_LATE] =
        {"{u} notified {o}[ at {s1}], but the notify went to {v}, whose wait had already timed "
         "out. {t} still waits[ at {s2}], and nobody is left who could notify again.",
         "{u} 在[ {s1} ]通知了 {o}，可是通知给了等待已经超时的 {v}。{t} 还在[ {s2} ]等，没有谁能"
         "再来通知。"},
    [SENTENCE_LOST_NOT_PASSED_ON] =
        {"{u} notified {o}[ at {s1}]; that woke {v}, who did not pass it on. {t} still waits[ at "
         "{s2}], and nobody is left who could notify again.",
         "{u} 在[ {s1} ]通知了 {o}，叫醒的是 {v}，它没有再通知别人。{t} 还在[ {s2} ]等，没有谁能"
         "再来通知。"},
    [SENTENCE_LOST_NOTIFY_LIKELY] =
        {"{u} notified {o}[ at {s1}] when nobody was waiting, and a Condition remembers nothing. "
         "{t} began to wait {when} later[, at {s2}]; no thread that goes on has ever had to do "
         "with "
         "{o}.",
         "{u} 在[ {s1} ]通知 {o} 时没有人在等，而条件变量不记事。{when} 之后 {t} 才[在 {s2} ]开始"
         "等；还在运行的线程都没有碰过 {o}。"},
    [SENTENCE_LOST_TOO_LATE_LIKELY] =
        {"{u} notified {o}[ at {s1}], but the notify went to {v}, whose wait had already timed "
         "out. {t} still waits[ at {s2}], and no thread that goes on has ever had to do with {o}.",
         "{u} 在[ {s1} ]通知了 {o}，可是通知给了等待已经超时的 {v}。{t} 还在[ {s2} ]等，还在运行的"
         "线程都没有碰过 {o}。"},
    [SENTENCE_LOST_NOT_PASSED_ON_LIKELY] =
        {"{u} notified {o}[ at {s1}]; that woke {v}, who did not pass it on. {t} still waits[ at "
         "{s2}], and no thread that goes on has ever had to do with {o}.",
         "{u} 在[ {s1} ]通知了 {o}，叫醒的是 {v}，它没有再通知别人。{t} 还在[ {s2} ]等，还在运行的"
         "线程都没有碰过 {o}。"},
    [SENTENCE_ABANDONED_LOCK] =
        {"{u} ended while it still held {o}[ (since {s1})]. {t} waits for {o}[ at {s2}], and "
         "nobody is left who could release it.",
         "{u} 已经结束，手里还拿着 {o}[（{s1}）]。{t} 在[ {s2} ]等 {o}，没有谁能放开它。"},
    [SENTENCE_ABANDONED_BY_KILLED] =
        {"{u} was killed while it held {o}[ (since {s1})]. {t} waits for {o}[ at {s2}], and nobody "
         "is left who could release it.",
         "{u} 被杀死时手里还拿着 {o}[（{s1}）]。{t} 在[ {s2} ]等 {o}，没有谁能放开它。"},
    [SENTENCE_ABANDONED_BY_DEAD] =
        {"{u} died while it held {o}[ (since {s1})]. {t} waits for {o}[ at {s2}], and nobody is "
         "left who could release it.",
         "{u} 已死亡，手里还拿着 {o}[（{s1}）]。{t} 在[ {s2} ]等 {o}，没有谁能放开它。"},
    [SENTENCE_ABANDONED_BY_FORK] =
        {"{u} held {o}[ (since {s1})] when {p} was forked, but {u} was not copied by fork. {t} "
         "waits for {o}[ at {s2}], and nobody there is left who could release it.",
         "派生 {p} 时 {u} 正拿着 {o}[（{s1}）]，可是 {u} 没有被 fork 复制。{t} 在[ {s2} ]等 {o}，"
         "那里没有谁能放开它。"},
    [SENTENCE_ORPHAN_WAIT] =
        {"{t} waits for {what} from {o}[ at {s1}], but every thread that could {provide} has ended "
         "or is waiting too.",
         "{t} 在[ {s1} ]等 {o} 的{what}，可是能{provide}的线程不是已经结束，就是也在等。"},
    [SENTENCE_ORPHAN_EVENT] =
        {"{t} waits for {o} to be set[ at {s1}], but every thread that could set it has ended or "
         "is waiting too.",
         "{t} 在[ {s1} ]等 {o} 置位，可是能置位的线程不是已经结束，就是也在等。"},
    [SENTENCE_ORPHAN_BARRIER] =
        {"{t} waits at {o}[ ({s1})] for all {n} to arrive, but only {k} came[ ({v})], and every "
         "other thread has ended or is waiting too.",
         "{t} 在 {o}[（{s1}）]等 {n} 个线程到齐，可是只到了 {k} "
         "个[（{v}）]，其他线程不是已经结束，就是也在等"
         "。"},
    [SENTENCE_ORPHAN_JOIN] = {"{t} waits for {o} to end[ at {s1}], but it never will.",
                              "{t} 在[ {s1} ]等 {o} 结束，可是它永远不会结束。"},
    [SENTENCE_ORPHAN_TASKS] =
        {"{t} waits for {o} to be done[ at {s1}], but every thread that could finish them has "
         "ended or is waiting too.",
         "{t} 在[ {s1} ]等 {o} 完成，可是能完成它们的线程不是已经结束，就是也在等。"},
    [SENTENCE_ORPHAN_LOST_TASK] =
        {"{t} waits for the result of {o}[ at {s1}], but {u} died while it ran {o}[ (since {s2})], "
         "and nobody will run it again.",
         "{t} 在[ {s1} ]等 {o} 的结果，可是 {u} 在执行 {o} 时死亡了[（{s2}）]，没有谁会再执行它。"},
    [SENTENCE_ORPHAN_END_OF_FILE] =
        {"{t} waits for the end of {o}[ at {s1}], but its write end is still open in {p}, where "
         "nobody will ever write or close it.",
         "{t} 在[ {s1} ]等 {o} 结束，可是 {p} 里还开着它的写端，那里谁也不会再写，也不会关闭它。"},
    [SENTENCE_ORPHAN_OWN_END] =
        {"{t} waits for the end of {o}[ at {s1}], but its write end is still open in {p}, the "
         "reader's own process: it waits for itself to close it.",
         "{t} 在[ {s1} ]等 {o} 结束，可是它自己的进程 {p} 里还开着写端：它在等自己关闭它。"},
    [SENTENCE_ORPHAN_TORN_MESSAGE] =
        {"{t} read the header of a message from {o}[ at {s1}], but {u} read the rest of it[ at "
         "{s2}]: two readers at one end tear messages apart, and what {t} waits for never comes.",
         "{t} 在[ {s1} ]从 {o} 读到一条消息的头，可是剩下的被 {u} 读走了[（{s2}）]：两个读者共用一"
         "端会把消息撕开，{t} 等的东西永远不会来。"},
    [SENTENCE_PIPE_FULL] =
        {"{t} cannot go on writing to {o}[ at {s1}]: it is full[ after {n} bytes], and {u}, who "
         "should read it, waits for {p}[ at {s2}].",
         "{o} [写到 {n} 字节]已满，{t} [在 {s1} ]写不进去；应该来读的 {u} 却[在 {s2} ]等 {p}。"},
    [SENTENCE_PIPE_FULL_ALONE] =
        {"{t} cannot go on writing to {o}[ at {s1}]: it is full[ after {n} bytes], and nobody is "
         "left who could read it.",
         "{o} [写到 {n} 字节]已满，{t} [在 {s1} ]写不进去，也没有谁能来读。"},
    [SENTENCE_PIPE_FULL_TORN] =
        {"{t} cannot go on writing to {o}[ at {s1}]: it is full[ after {n} bytes], and nobody "
         "reads it any more. {u} and {v} read from the same end and tore the messages apart: what "
         "{u} read[ at {s2}] was no message, and it gave up.",
         "{o} [写到 {n} 字节]已满，{t} [在 {s1} ]写不进去，也没有谁再来读。{u} 和 {v} 从同一端读，"
         "把消息撕开了：{u} [在 {s2} ]读到的不是完整的消息，就放弃了。"},
    [SENTENCE_STARVATION] =
        {"All {n} workers of {o} run tasks that wait for other tasks of {o} ({t} waits for {p}[ at "
         "{s1}]), and no worker is left to start those.",
         "{o} 的 {n} 个工作线程都在等 {o} 里还没开始的任务（{t} [在 {s1} ]等 "
         "{p}），没有空闲的线程去执行它们。"},
    [SENTENCE_STARVATION_OF_ONE] =
        {"The only worker of {o} runs a task that waits for another task of {o} ({t} waits for "
         "{p}[ at {s1}]), and no worker is left to start that.",
         "{o} 唯一的工作线程在等 {o} 里还没开始的任务（{t} [在 {s1} ]等 "
         "{p}），没有空闲的线程去执行它。"},
    [SENTENCE_LOCK_ORDER] =
        {"This run ended well, but {t} {o}[ ({s1})], while {u} {p}[ ({s2})]. If each gets its "
         "first "
         "lock, both hang.",
         "这次没有出事，但 {t} {o}[（{s1}）]，{u} {p}[（{s2}）]：如果各自先拿到第一把锁，两个都会卡"
         "死。"},
    [SENTENCE_THROTTLING] =
        {"{o} lets {n} in at a time: {k} of {m} acquires had to wait, so the work came in {v} "
         "waves and {x}% of the permits were in use on average. {t} waited longest: {when} at "
         "most, {total} in all.",
         "{o} 一次只放行 {n} 个：{m} 次获取里有 {k} 次要等，工作分 {v} 批进行，许可平均用了 {x}%。"
         "{t} 等得最久：一次最多 {when}，一共 {total}。"},
    [SENTENCE_GIL_CONVOY] =
        {"{n} threads want to compute, and one may at a time: each holds {o} for {when} at most, "
         "and {t} waited {k}% of its life for it.",
         "{n} 个线程都要计算，一次只能一个：每次最多占 {o} {when}，{t} 有 {k}% 的时间在等它。"},
    [SENTENCE_LOST_UPDATE] =
        {"{t} read {o} = {x}[ at {s1}]; before it wrote {y}[ at {s2}], {u} had written {z}: that "
         "update is lost ({n} in this run).",
         "{t} 在[ {s1} ]读到 {o} = {x}；在[ {s2} ]写回 {y} 之前，{u} 已写入 {z}：那次更新丢了（共 "
         "{n} 次）。"},
    [SENTENCE_SPIN] = {"{t} looked at {o} {n} times in {when}[ at {s1}] and nothing had changed: "
                       "it burns a core waiting.",
                       "{t} 在[ {s1} ] {when} 内看了 {o} {n} 次，什么都没变：它在空转等待。"},
    [SENTENCE_MISUSE] = {"{t} called {operation}[ on {o}][ at {s1}]: {message}.",
                         "{t} 在[ {s1} ][对 {o} ]调用 {operation}：{message}。"},
};

static const struct advice_words words[ADVICE_COUNT][LANGUAGE_COUNT] = {
    [FINDING_DEADLOCK] =
        {{"Deadlock: a circle of waits",
          "Threads that need several locks must all take them in the same order.",
          "Take the locks in one fixed order everywhere, here always the same one first:",
          "tl_lock_acquire(a, TL_FOREVER);\n"
          "tl_lock_acquire(b, TL_FOREVER); /* never b before a */"},
         {"死锁：等成了一圈", "需要几把锁的线程，必须都按同一个顺序去拿。",
          "到处都按同一个固定顺序拿锁，总是先拿同一把：",
          "tl_lock_acquire(a, TL_FOREVER);\n"
          "tl_lock_acquire(b, TL_FOREVER); /* 不要先 b 后 a */"}},
    [ADVICE_NESTED_MONITOR] =
        {{"It waits while keeping a lock",
          "Who waits for news must not keep a lock that the bringer of the news needs.",
          "Give the outer lock back before you wait; a Condition only lets its own lock go.", ""},
         {"拿着锁等待", "等消息的线程，不能拿着送消息的线程需要的锁。",
          "等待之前先放开外面的锁：条件变量只会放开它自己的锁。", ""}},
    [ADVICE_JOIN_UNDER_LOCK] =
        {{"Deadlock: a circle of waits",
          "Who waits for a thread to end must not hold a lock that this thread still needs.",
          "Give the lock back before you join.", ""},
         {"死锁：等成了一圈", "等一个线程结束时，不能拿着它还需要的锁。",
          "先放开锁，再等线程结束。", ""}},
    [ADVICE_TASK_CIRCLE] = {{"Tasks wait in a circle",
                             "Tasks must not wait for each other in a circle.",
                             "Let a task wait only for tasks that never wait for it.", ""},
                            {"任务等成了一圈", "任务之间不能等成一圈。",
                             "任务只能等不会反过来等它的任务。", ""}},
    [ADVICE_SELF_RESULT] = {{"It waits for its own result",
                             "A task's result is there when the task is over.",
                             "Return the value instead of waiting for it.", ""},
                            {"等自己的结果", "任务执行完才有结果。", "直接返回这个值，不要等它。",
                             ""}},
    [ADVICE_READ_AGAIN] =
        {{"A reader asks again behind a writer",
          "Where writers go first, nobody begins to read while one waits, not even a reader.",
          "Do not take the lock again while you read, or let readers go first.", ""},
         {"读者又排到写者后面", "写者优先的锁，有写者在等就不再放人去读，已经在读的线程也一样。",
          "读的时候不要再拿一次，或者改成读者优先。", ""}},
    [ADVICE_UPGRADE] = {{"A reader wants to write", "Who writes waits until nobody reads any more.",
                         "Give the lock back before you take it to write, and look again then.",
                         ""},
                        {"读者要写", "写者要等到没有人在读。",
                         "先放开读锁再拿写锁，拿到以后重新检查一遍。", ""}},
    [ADVICE_FORKED_LOCK] =
        {{"The lock was copied locked",
          "A fork copies locks as they are, but only the thread that forks.",
          "Fork before threads take locks, or hold the lock yourself while you fork.", ""},
         {"锁被锁着复制了", "fork 把锁原样复制，却只复制调用它的线程。",
          "在别的线程拿锁之前 fork，或者自己拿着锁再 fork。", ""}},
    [ADVICE_DEAD_PROCESS] =
        {{"A process died with a lock",
          "A lock in shared memory stays locked when its holder dies.",
          "Do not kill processes that share locks: tell them to end, and join them.", ""},
         {"进程带着锁死了", "共享内存里的锁，持有者死了也不会放开。",
          "不要杀死共用锁的进程：通知它结束，再等它。", ""}},
    [ADVICE_LOST_TASK] =
        {{"The task died with its worker",
          "A Pool replaces a worker that dies, but not the task it was running.",
          "Wait with a time limit, or use a process executor, which says that it is broken.", ""},
         {"任务跟着工作进程没了", "Pool 会补上死掉的工作进程，不会补它正在执行的任务。",
          "等待时加上时限，或者改用进程池执行器（ProcessPoolExecutor），它会报错。", ""}},
    [ADVICE_OPEN_END] =
        {{"A write end is still open",
          "A pipe ends when every process has closed its write end; a fork copies the ends.",
          "Close in each process the end it does not use, right after the fork:",
          "tl_connection_close(write_end); /* in the reader */"},
         {"还有一个写端开着", "所有进程都关了写端，管道才算结束；fork 会复制两端。",
          "fork 之后，每个进程马上关掉自己不用的那一端：",
          "tl_connection_close(write_end); /* 在读的一方 */"}},
    [ADVICE_TWO_READERS] =
        {{"Two readers at one end",
          "A message is read in two parts; each end of a pipe is for one reader.",
          "Use a process queue, whose lock keeps the parts together.", ""},
         {"一端有两个读者", "一条消息分两次读；管道的每一端只给一个读者用。",
          "改用进程队列（Queue），它用锁保证一条消息读完整。", ""}},
    [FINDING_SELF_DEADLOCK] =
        {{"It waits for itself", "A plain Lock does not know who holds it: its holder waits too.",
          "Take the lock once, or use an RLock, which its owner may take again:",
          "struct tl_rlock *lock = tl_rlock_create(\"lock\");"},
         {"自己等自己", "普通的 Lock 不认识持有者：持有者自己再拿也要等。",
          "只拿一次，或者改用 RLock，持有者可以再拿：",
          "struct tl_rlock *lock = tl_rlock_create(\"lock\");"}},
    [FINDING_LOST_NOTIFY] = {{"The notify was lost",
                              "A Condition remembers nothing: a notify that nobody hears is gone.",
                              "Keep the news in a variable, and look before you wait:",
                              "while (!my_turn) {\n    tl_condition_wait(cond, TL_FOREVER);\n}"},
                             {"通知丢了", "条件变量不记事：没有人听到的通知就没有了。",
                              "把消息记在变量里，等待之前先看一眼：",
                              "while (!my_turn) {\n    tl_condition_wait(cond, TL_FOREVER);\n}"}},
    [FINDING_ABANDONED_LOCK] = {{"A lock was left locked",
                                 "Who takes a lock must give it back before it ends.",
                                 "Hold the lock for a block, so that every way out of it releases:",
                                 "TL_WITH (lock) {\n    ...\n}"},
                                {"锁没有人放开", "拿了锁的线程，结束之前必须放开。",
                                 "用代码块拿锁，怎样离开都会放开：",
                                 "TL_WITH (lock) {\n    ...\n}"}},
    [FINDING_ORPHAN_WAIT] = {{"Nobody is left to wait for",
                              "A wait needs somebody who will end it.",
                              "Make sure that somebody still provides what is waited for, on every "
                              "path, or wait with a "
                              "time limit.",
                              ""},
                             {"没有人能让它继续", "有等待，就要有人来结束这个等待。",
                              "保证每条路径上都还有线程会提供它等的东西，或者等待时加上时限。",
                              ""}},
    [FINDING_JOIN_CYCLE] =
        {{"They wait for each other to end",
          "Waiting for the end of threads must not go in a circle.",
          "Let one thread that nobody waits for, such as main, join all the others.", ""},
         {"互相等对方结束", "等线程结束不能等成一圈。",
          "让一个没有人等的线程（例如 main）去等其他线程。", ""}},
    [FINDING_POOL_STARVATION] = {{"The pool starves",
                                  "A task must not wait for tasks that need the same workers.",
                                  "Wait for the results outside the pool, or use a second pool.",
                                  ""},
                                 {"线程池饿死", "任务不能等待需要同一批工作线程的任务。",
                                  "在池外等结果，或者用另一个池。", ""}},
    [FINDING_PIPE_FULL] = {{"The pipe is full",
                            "A pipe holds little: somebody must read while others write.",
                            "Read everything before you wait for the writer to end.", ""},
                           {"管道满了", "管道装不了多少：有人写，就要有人读。",
                            "先读完，再等写的一方结束。", ""}},
    [FINDING_LOCK_ORDER_RISK] =
        {{"Two locks in opposite orders",
          "Threads that need several locks must all take them in the same order.",
          "Choose one order for the two locks and keep to it everywhere.", ""},
         {"两把锁的顺序相反", "需要几把锁的线程，必须都按同一个顺序去拿。",
          "给两把锁定一个顺序，到处都照着拿。", ""}},
    [FINDING_THROTTLING] =
        {{"The semaphore sets the pace", "A semaphore lets in as many as it has permits.",
          "This is what a semaphore is for; give it more permits if the work can bear it.", ""},
         {"信号量决定快慢", "信号量有几个许可，就同时放行几个。",
          "信号量就是做这个的；如果受得了，可以多给几个许可。", ""}},
    [FINDING_GIL_CONVOY] = {{"One at a time", "Only the thread that has the GIL computes.",
                             "Compute in processes instead of threads.", ""},
                            {"一次只能一个", "只有拿到 GIL 的线程才能计算。", "计算改用多进程。",
                             ""}},
    [FINDING_LOST_UPDATE] = {{"An update was lost",
                              "Reading, changing and writing back are three steps.",
                              "Hold one lock over all three.",
                              "TL_WITH (lock) {\n    total += 1;\n}"},
                             {"更新丢了", "读、改、写回是三步。", "用一把锁把三步包起来。",
                              "TL_WITH (lock) {\n    total += 1;\n}"}},
    [FINDING_SPIN] = {{"It burns a core waiting", "Looking again and again is not waiting.",
                       "Wait on a condition or a queue.", ""},
                      {"空转等待", "一遍遍地看不叫等待。", "用条件变量或队列来等。", ""}},
    [FINDING_MISUSE] = {{"A call was refused",
                         "Each primitive has rules about who may call what, and when.",
                         "Change the call as the message says.", ""},
                        {"调用被拒绝", "每个原语都规定谁在什么时候可以调用什么。",
                         "按提示改正这次调用。", ""}},
};

/* operation 0: any */
static const struct {
    enum object_type type;
    uint16_t operation;
    struct awaited_words words[LANGUAGE_COUNT];
} awaited[] = {
    {TYPE_SEMAPHORE, 0, {{"a permit", "give one back"}, {"许可", "归还许可"}}},
    {TYPE_BOUNDED_SEMAPHORE, 0, {{"a permit", "give one back"}, {"许可", "归还许可"}}},
    {TYPE_QUEUE, OPERATION_QUEUE_GET, {{"an item", "put one"}, {"数据", "放入"}}},
    {TYPE_QUEUE, OPERATION_QUEUE_PUT, {{"room", "get an item"}, {"空位", "取走"}}},
    {TYPE_QUEUE, OPERATION_QUEUE_JOIN, {{"the last task", "finish it"}, {"最后的任务", "完成它"}}},
    {TYPE_PROCESS_QUEUE, OPERATION_QUEUE_GET, {{"an item", "put one"}, {"数据", "放入"}}},
    {TYPE_PROCESS_QUEUE, OPERATION_QUEUE_PUT, {{"room", "get an item"}, {"空位", "取走"}}},
    {TYPE_REFERENT, OPERATION_QUEUE_GET, {{"an item", "put one"}, {"数据", "放入"}}},
    {TYPE_REFERENT, OPERATION_QUEUE_PUT, {{"room", "get an item"}, {"空位", "取走"}}},
    {TYPE_FUTURE, 0, {{"the result", "finish it"}, {"结果", "完成它"}}},
    {TYPE_EVENT, 0, {{"the signal", "set it"}, {"信号", "置位"}}},
    {TYPE_CONDITION, 0, {{"a notify", "notify"}, {"通知", "通知"}}},
    {TYPE_BARRIER, 0, {{"the other arrivals", "arrive"}, {"其他到达者", "到达"}}},
    {TYPE_PIPE, 0, {{"a message", "send one"}, {"消息", "发送"}}},
    {TYPE_PROCESS_LOCK, 0, {{"its release", "release it"}, {"释放", "放开它"}}},
    {TYPE_LOCK, 0, {{"its release", "release it"}, {"释放", "放开它"}}},
};

const char *sentence_template(enum sentence sentence, enum language language)
{
    assert(sentence < SENTENCE_COUNT);
    return templates[sentence][language];
}

const struct advice_words *advice_words_of(unsigned advice, enum language language)
{
    assert(advice < ADVICE_COUNT);
    return &words[advice][language];
}

struct awaited_words awaited_words_of(enum object_type type, uint16_t operation,
                                      enum language language)
{
    for (size_t i = 0; i < sizeof(awaited) / sizeof(awaited[0]); i++) {
        bool is_match = awaited[i].operation == 0 || awaited[i].operation == operation;
        if (awaited[i].type == type && is_match) {
            return awaited[i].words[language];
        }
    }
    static const struct awaited_words anything[LANGUAGE_COUNT] = {{"something", "provide it"},
                                                                  {"回应", "回应它"}};
    return anything[language];
}
