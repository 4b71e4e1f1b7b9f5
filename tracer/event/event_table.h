/* The vocabulary, one row an operation: everything that knows the kinds of events by name or by
 * number is expanded from this table (enumerators, names, phrases, LTTng tracepoints, CTF
 * metadata).
 *
 * X(number, NAME, identifier, "name", stages, stamp,
 *   english_begin, english_done, chinese_begin, chinese_done)
 *
 * number   never reused; a reader shows an unknown one by number and goes on
 * name     thrice, for C and for LTTng, whose names have no points
 * stages   which of begin (B), done (D) and failed (F) exist
 * stamp    when the done record is taken: GETTING after its effect, GIVING before it
 * phrases  what the thread does, with the places of tracer/analysis/phrase.h: {u} another thread,
 * {p} a process, {o} the object, {i} an item or message, {k} {n} numbers, {x} a value, {text} a
 * text, {parent} the object it was made for, {method}, {why}
 *
 * Included by programs that record and by programs that read; it needs nothing but this text. */
#ifndef THREADLANE_EVENT_EVENT_TABLE_H
#define THREADLANE_EVENT_EVENT_TABLE_H

#define STAGES_D   1u
#define STAGES_BD  3u
#define STAGES_DF  5u
#define STAGES_BDF 7u

/* clang-format off */
#define EVENT_TABLE(X)                                                                                                                                                                   \
    X(1,  DOOR_WAIT,          door_wait,          "door.wait",          STAGES_BDF, GETTING, "waits",                             "wakes up",                        "等待",                       "醒来")                       \
    X(2,  DOOR_WAKE,          door_wake,          "door.wake",          STAGES_D,   GIVING,  "",                                  "wakes {u}",                       "",                           "唤醒 {u}")                   \
    X(3,  THREAD_CREATE,      thread_create,      "thread.create",      STAGES_BDF, GIVING,  "starts {u}",                        "has started {u}",                 "启动 {u}",                   "已启动 {u}")                 \
    X(4,  THREAD_BEGIN,       thread_begin,       "thread.begin",       STAGES_D,   GETTING, "",                                  "begins",                          "",                           "开始运行")                   \
    X(5,  THREAD_END,         thread_end,         "thread.end",         STAGES_D,   GIVING,  "",                                  "ends",                            "",                           "结束")                       \
    X(6,  THREAD_JOIN,        thread_join,        "thread.join",        STAGES_BDF, GETTING, "waits for {u} to end",              "sees that {u} has ended",         "等 {u} 结束",                "等到 {u} 结束")              \
    X(7,  PROCESS_FORK,       process_fork,       "process.fork",       STAGES_BDF, GIVING,  "forks {p}",                         "has forked {p}",                  "派生 {p}",                   "已派生 {p}")                 \
    X(8,  PROCESS_BEGIN,      process_begin,      "process.begin",      STAGES_D,   GETTING, "",                                  "begins as a copy of {p}",         "",                           "作为 {p} 的副本开始")        \
    X(9,  PROCESS_END,        process_end,        "process.end",        STAGES_D,   GIVING,  "",                                  "exits with {n}",                  "",                           "退出，状态 {n}")             \
    X(10, PROCESS_JOIN,       process_join,       "process.join",       STAGES_BDF, GETTING, "waits for {p} to exit",             "collects {p}",                    "等 {p} 退出",                "回收 {p}")                   \
    X(11, SIGNAL_SEND,        signal_send,        "signal.send",        STAGES_DF,  GIVING,  "",                                  "sends signal {n} to {p}",         "",                           "向 {p} 发信号 {n}")          \
    X(12, OBJECT_CREATE,      object_create,      "object.create",      STAGES_DF,  GIVING,  "",                                  "makes {o}",                       "",                           "创建 {o}")                   \
    X(13, OBJECT_DESTROY,     object_destroy,     "object.destroy",     STAGES_DF,  GIVING,  "",                                  "destroys {o}",                    "",                           "销毁 {o}")                   \
    X(14, OBJECT_HAS,         object_has,         "object.has",         STAGES_D,   GIVING,  "",                                  "{o} has {x}",                     "",                           "{o} 带有 {x}")               \
    X(15, OBJECT_CLOSE,       object_close,       "object.close",       STAGES_DF,  GIVING,  "",                                  "closes {o}",                      "",                           "关闭 {o}")                   \
    X(16, LOCK_ACQUIRE,       lock_acquire,       "lock.acquire",       STAGES_BDF, GETTING, "must wait for {o}",                 "takes {o}",                       "要等 {o}",                   "拿到 {o}")                   \
    X(17, LOCK_RELEASE,       lock_release,       "lock.release",       STAGES_DF,  GIVING,  "",                                  "gives {o} back",                  "",                           "放开 {o}")                   \
    X(18, CONDITION_WAIT,     condition_wait,     "condition.wait",     STAGES_BDF, GETTING, "waits on {o} and lets the lock go", "goes on, lock in hand",           "在 {o} 上等待并放开锁",      "被通知，重新拿到锁")         \
    X(19, CONDITION_NOTIFY,   condition_notify,   "condition.notify",   STAGES_DF,  GIVING,  "",                                  "notifies {k}",                    "",                           "通知 {k} 个")                \
    X(20, SEMAPHORE_ACQUIRE,  semaphore_acquire,  "semaphore.acquire",  STAGES_BDF, GETTING, "must wait for a permit of {o}",     "takes a permit of {o}, {k} left", "等 {o} 的许可",              "拿到 {o} 的许可，剩 {k}")    \
    X(21, SEMAPHORE_RELEASE,  semaphore_release,  "semaphore.release",  STAGES_DF,  GIVING,  "",                                  "gives a permit back, {k} free",   "",                           "归还许可，余 {k}")           \
    X(22, EVENT_WAIT,         event_wait,         "event.wait",         STAGES_BDF, GETTING, "waits for {o}",                     "sees {o} set",                    "等 {o}",                     "{o} 已置位")                 \
    X(23, EVENT_SET,          event_set,          "event.set",          STAGES_DF,  GIVING,  "",                                  "sets {o}",                        "",                           "置位 {o}")                   \
    X(24, EVENT_CLEAR,        event_clear,        "event.clear",        STAGES_DF,  GIVING,  "",                                  "clears {o}",                      "",                           "清除 {o}")                   \
    X(25, BARRIER_WAIT,       barrier_wait,       "barrier.wait",       STAGES_BDF, GETTING, "arrives at {o}, waits for others",   "passes",                          "到达 {o}，等其他线程",       "通过")                       \
    X(26, QUEUE_PUT,          queue_put,          "queue.put",          STAGES_BDF, GIVING,  "finds {o} full and waits",          "puts item {i} into {o}",          "发现 {o} 满，等待",          "把 {i} 放入 {o}")            \
    X(27, QUEUE_GET,          queue_get,          "queue.get",          STAGES_BDF, GETTING, "finds {o} empty and waits",         "gets item {i} from {o}",          "发现 {o} 空，等待",          "从 {o} 取出 {i}")            \
    X(28, QUEUE_TASK_DONE,    queue_task_done,    "queue.task_done",    STAGES_DF,  GIVING,  "",                                  "reports a task done, {k} left",   "",                           "报告完成，剩 {k}")           \
    X(29, QUEUE_JOIN,         queue_join,         "queue.join",         STAGES_BDF, GETTING, "waits until {o} is all done",       "sees {o} all done",               "等 {o} 的任务全部完成",      "{o} 的任务全部完成")         \
    X(30, FUTURE_RUN,         future_run,         "future.run",         STAGES_DF,  GIVING,  "",                                  "takes on {o}",                    "",                           "领取 {o}")                   \
    X(31, FUTURE_SET,         future_set,         "future.set",         STAGES_DF,  GIVING,  "",                                  "finishes {o}",                    "",                           "完成 {o}")                   \
    X(32, FUTURE_CANCEL,      future_cancel,      "future.cancel",      STAGES_DF,  GIVING,  "",                                  "cancels {o}",                     "",                           "取消 {o}")                   \
    X(33, FUTURE_WAIT,        future_wait,        "future.wait",        STAGES_BDF, GETTING, "waits for the result of {o}",       "gets the result",                 "等 {o} 的结果",              "拿到结果")                   \
    X(34, TASK_RUN,           task_run,           "task.run",           STAGES_BDF, GETTING, "runs {o}",                          "has run {o}",                     "执行 {o}",                   "执行完 {o}")                 \
    X(35, PIPE_SEND,          pipe_send,          "pipe.send",          STAGES_BDF, GIVING,  "sends, pipe may be full",           "has sent message {i}",            "发送（可能已满）",           "已发送 {i}")                 \
    X(36, PIPE_RECV,          pipe_recv,          "pipe.recv",          STAGES_BDF, GETTING, "waits for a message",               "receives {i}",                    "等消息",                     "收到 {i}")                   \
    X(37, PIPE_WRITE,         pipe_write,         "pipe.write",         STAGES_BDF, GIVING,  "writes",                            "wrote {n} bytes",                 "写入",                       "写入 {n} 字节")              \
    X(38, PIPE_READ,          pipe_read,          "pipe.read",          STAGES_BDF, GETTING, "reads",                             "read {n} bytes",                  "读取",                       "读到 {n} 字节")              \
    X(39, MANAGER_CALL,       manager_call,       "manager.call",       STAGES_BDF, GETTING, "asks for {method}",                 "has the answer",                  "请求 {method}",              "得到答复")                   \
    X(40, MANAGER_SERVE,      manager_serve,      "manager.serve",      STAGES_BDF, GETTING, "serves {u}",                        "answers {u}",                     "为 {u} 服务",                "答复 {u}")                   \
    X(41, GIL_TAKE,           gil_take,           "gil.take",           STAGES_BD,  GETTING, "wants the GIL",                     "has the GIL",                     "想拿 GIL",                   "拿到 GIL")                   \
    X(42, GIL_DROP,           gil_drop,           "gil.drop",           STAGES_D,   GIVING,  "",                                  "drops the GIL ({why})",           "",                           "释放 GIL（{why}）")          \
    X(43, GIL_ASK,            gil_ask,            "gil.ask",            STAGES_D,   GIVING,  "",                                  "asks {u} to drop the GIL",        "",                           "请求 {u} 释放 GIL")          \
    X(44, VARIABLE_LOAD,      variable_load,      "variable.load",      STAGES_DF,  GETTING, "",                                  "reads {o} = {x}",                 "",                           "读 {o} = {x}")               \
    X(45, VARIABLE_STORE,     variable_store,     "variable.store",     STAGES_DF,  GIVING,  "",                                  "writes {o} = {x}",                "",                           "写 {o} = {x}")               \
    X(46, SLEEP,              sleep,              "sleep",              STAGES_BDF, GETTING, "sleeps",                            "wakes from sleep",                "睡眠",                       "睡醒")                       \
    X(47, IO_WAIT,            io_wait,            "io.wait",            STAGES_BDF, GETTING, "waits for the outside",             "goes on",                         "等外部输入",                 "继续")                       \
    X(48, PRINT,              print,              "print",              STAGES_D,   GIVING,  "",                                  "says “{text}”",                   "",                           "说“{text}”")                 \
    X(49, MARK,               mark,               "mark",               STAGES_D,   GIVING,  "",                                  "{text}",                          "",                           "{text}")                     \
    X(50, REPEAT,             repeat,             "repeat",             STAGES_D,   GIVING,  "",                                  "… {n} times more",                "",                           "……又 {n} 次")
/* clang-format on */

#endif
