/* The words that pictures say of themselves: headings, buttons, legends, in English and Chinese.
 * One row a phrase; scenes ask by name and never spell a word out. What the trace and the analysis
 * say (names, sentences) comes from there, in the analysis' language.
 *
 * Places are %s only (numbers are printed before); %1$s, %2$s where the languages differ in order.
 * All text is static. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_WORDS_H
#define THREADLANE_VIEWER_SCENE_VIEW_WORDS_H

#include "tracer/analysis/finding.h"

/* clang-format off: one row a phrase. X(NAME, english, chinese) */
#define WORD_TABLE(X)                                                                              \
    /* heading */                                                                                  \
    X(UNTITLED, "a recording", "一次录制")                                                         \
    X(THREAD_ONE, "%s thread", "%s 个线程")                                                        \
    X(THREAD_MANY, "%s threads", "%s 个线程")                                                      \
    X(PROCESS_MANY, "%s processes", "%s 个进程")                                                   \
    X(STEP_ONE, "%s step", "%s 步")                                                                \
    X(STEP_MANY, "%s steps", "%s 步")                                                              \
    X(RECORDED, "%s recorded", "录制 %s")                                                          \
    X(GROWS, "still being recorded", "仍在记录中")                                                 \
    X(BROKE_OFF, "the rest did not come", "其余部分没有收到")                                      \
    X(NOTHING_MOVED, "then nothing moved for %s", "之后 %s 没有任何动静")                          \
    X(EVENTS_LOST, "%s events lost", "丢失 %s 个事件")                                             \
    X(NO_HANG, "No hang", "没有卡死")                                                              \
    /* opening */                                                                                  \
    X(OPENING_READ, "reading the recording", "读取录制")                                           \
    X(OPENING_HAS_READ, "%s events read", "已读取 %s 个事件")                                      \
    X(OPENING_SORT, "sorting it into lanes", "整理成泳道")                                         \
    X(OPENING_EXPLAIN, "finding out what happened", "分析发生了什么")                              \
    X(OPENING_CANCEL, "Esc cancels", "Esc 取消")                                                   \
    /* timeline */                                                                                 \
    X(THREADS, "THREADS", "线程")                                                                  \
    X(PROCESSES, "PROCESSES", "进程")                                                              \
    X(PROCESS_PID, "pid %s", "pid %s")                                                             \
    X(PROCESS_CHILD_OF, "child of %s", "%s 的子进程")                                              \
    X(PROCESS_EXITED, "exited with %s", "退出，状态 %s")                                           \
    X(PROCESS_SIGNALLED, "ended by %s", "被 %s 终止")                                              \
    X(PROCESS_ZOMBIE, "zombie", "僵尸")                                                            \
    X(PROCESS_ORPHAN, "orphan", "孤儿")                                                            \
    X(WAITING_ROOM, "Waiting room", "等候室")                                                      \
    X(WHO_WAITS_ON, "who waits on %s", "谁在等 %s")                                                \
    X(ROOM_EMPTY, "empty: nobody waits here", "空的：没有人在等")                                  \
    X(LOCK_INSIDE, "inside %s", "%s 内部")                                                         \
    X(FREE, "free", "空闲")                                                                        \
    X(READ_BY, "read by %s", "%s 在读")                                                            \
    X(HELD_BY, "held by %s", "%s 持有")                                                            \
    X(HOLDS_THE_LOCK, "holds the lock", "持有锁")                                                  \
    X(READY_BUT_GIL, "ready, but %s has the interpreter (GIL)", "就绪，但 GIL 在 %s 手里")         \
    X(GIL_IS_WITH, "%s has the GIL", "GIL 在 %s 手里")                                             \
    X(READY_SINCE, "ready", "就绪")                                                                \
    X(WAITS_FOREVER_FOR, "waits forever for %s to end", "永远等 %s 结束")                          \
    X(WAITS_FOREVER_IN, "waits forever in %s", "永远等在 %s")                                      \
    X(WAIT_FOREVER_ALL, "%s: nobody is left who could end these waits",                            \
      "%s：没有谁能结束这些等待")                                                                  \
    X(WAIT_FOREVER_ONE, "%s waits for ever", "%s 永远在等")                                        \
    X(WAIT_FOREVER_MANY, "%s wait for ever", "%s 永远在等")                                        \
    X(AND, "%1$s and %2$s", "%1$s和 %2$s")                                                         \
    X(COMMA, "%1$s, %2$s", "%1$s、%2$s")                                                           \
    X(LOST_NOTIFY_MARK, "lost notify", "通知丢失")                                                 \
    X(TOO_EARLY_FOR, "%1$s too early for %2$s", "对 %2$s 来说早了 %1$s")                           \
    X(SET_BY, "set by %s", "%s 置位")                                                              \
    X(NOT_SET, "not set", "没有置位")                                                              \
    X(WAITS_FOR_OTHERS, "waits for the others", "等其他线程")                                      \
    X(LAST_TO_ARRIVE, "%s is the last to arrive", "%s 最后一个到达")                               \
    X(PARTIES_OF, "%s parties", "%s 个线程到齐")                                                   \
    X(ITEM, "item %s", "第 %s 项")                                                                 \
    X(PUT_BY, "put by %s", "%s 放入")                                                              \
    X(GOT_BY, "got by %s", "%s 取出")                                                              \
    X(COPY_IN, "copy in %s", "%s 里的副本")                                                        \
    X(MESSAGE, "message %s", "第 %s 条消息")                                                       \
    X(SENT_BY, "sent by %s", "%s 发送")                                                            \
    X(RECEIVED_BY, "received by %s", "%s 收到")                                                    \
    X(MESSAGE_ONE, "%s message", "%s 条消息")                                                      \
    X(MESSAGE_MANY, "%s messages", "%s 条消息")                                                    \
    X(WRITE_END_OPEN, "write end still open in %s", "写端还开着：%s")                              \
    X(READ_END_OPEN, "read end still open in %s", "读端还开着：%s")                                \
    X(WRITE_END_CLOSED, "all write ends closed", "写端都已关闭")                                   \
    X(READ_END_CLOSED, "all read ends closed", "读端都已关闭")                                     \
    X(SERVES, "for %s", "为 %s")                                                                   \
    X(KEPT_BY, "%1$s in %2$s", "%1$s，在 %2$s 里")                                                 \
    X(CALL_ONE, "%s call", "%s 次调用")                                                            \
    X(CALL_MANY, "%s calls", "%s 次调用")                                                          \
    X(CAPACITY_OF, "holds %s at most", "最多 %s 项")                                               \
    X(NO_CAPACITY, "no limit", "不限")                                                             \
    X(PERMITS_OF, "%s at a time", "一次 %s 个")                                                    \
    X(ASKS, "%s asks", "%s 请求")                                                                  \
    X(WHO_MAY_RUN, "who may run", "谁可以运行")                                                    \
    X(LOOKS_EVERY_OP, "at every bytecode", "每条字节码")                                           \
    X(LOOKS_BACKEDGE_CALL, "at jumps and calls", "跳转和调用处")                                   \
    X(LOOKS_TICKS, "every 100 bytecodes", "每 100 条字节码")                                       \
    X(LOST_UPDATE_MARK, "lost update", "更新丢失")                                                 \
    X(FUTURE_PENDING, "pending", "等待执行")                                                       \
    X(FUTURE_RUNNING, "running on %s", "%s 在执行")                                                \
    X(FUTURE_HANDED_OVER, "handed over", "已交出")                                                 \
    X(FUTURE_RESULT_COMES, "result on its way", "结果在路上")                                      \
    X(FUTURE_LOST, "lost with %s", "随 %s 一起丢失")                                               \
    X(FUTURE_HELD_BACK, "finished, held back", "已完成，扣着")                                     \
    X(FUTURE_CANCELLED, "cancelled by %s", "被 %s 取消")                                           \
    X(FUTURE_FINISHED, "finished", "已完成")                                                       \
    X(FUTURE_FAILED, "failed: %s", "出错：%s")                                                     \
    X(FUTURE_BROKEN, "broken: %s", "已损坏：%s")                                                   \
    X(TASKS_WAIT, "%s waiting", "%s 个在排队")                                                     \
    X(TASKS_RUN, "%s running", "%s 个在执行")                                                      \
    X(ONE_WORKER, "one worker at most", "最多 1 个工作线程")                                       \
    X(WORKERS_OF, "%s workers at most", "最多 %s 个工作线程")                                      \
    X(RUNS, "runs %s", "执行 %s")                                                                  \
    X(NOT_STARTED, "not started", "还没启动")                                                      \
    X(MAIN_THREAD, "main thread", "主线程")                                                        \
    X(STARTED_BY, "started by %s", "由 %s 启动")                                                   \
    X(HOLDS, "holds %s", "持有 %s")                                                                \
    X(LOCK, "Lock", "锁")                                                                          \
    X(UNFOLD, "show what is inside", "展开内部")                                                   \
    X(FOLD, "hide what is inside", "收起内部")                                                     \
    X(DEPTH, "taken %s times", "已拿 %s 次")                                                       \
    /* panel */                                                                                    \
    X(WHAT_WENT_WRONG, "What went wrong", "哪里出了问题")                                          \
    X(WHAT_HAPPENED, "What happened", "发生了什么")                                                \
    X(WHAT_COULD_GO_WRONG, "What could go wrong", "可能出什么问题")                                \
    X(NOTHING_WRONG, "Nothing went wrong.", "一切正常。")                                          \
    X(NOTHING_WRONG_MORE, "Every wait came to its end, and no rule was broken.",                   \
      "每一次等待都等到了结果，也没有违反任何规则。")                                              \
    X(RECORDING_STOPS, "The recording stops here.", "录制到此为止。")                              \
    X(RECORDING_STOPS_MORE, "Nothing in it proves a mistake; some threads had not ended yet.",     \
      "其中没有能证明的错误；有些线程还没有结束。")                                                \
    X(ALSO_FOUND, "Also: %s", "另外：%s")                                                          \
    X(FINDINGS_MORE, "… and %s more", "……还有 %s 处")                                              \
    X(STEP_BY_STEP, "STEP BY STEP", "逐步回放")                                                    \
    X(NO_STEPS, "The recording holds no steps.", "这次录制里没有步骤。")                           \
    X(WHO_WAITS_FOR_WHOM, "WHO WAITS FOR WHOM", "谁在等谁")                                        \
    X(WAVES, "LET IN, WAVE BY WAVE", "一批一批放行")                                               \
    X(UTILISATION, "%1$s of %2$s permits in use on average", "%2$s 个许可平均用了 %1$s")           \
    X(WAVES_MORE, "… and %s more waves", "……还有 %s 批")                                           \
    X(THREADS_OVERALL, "WHERE THE TIME WENT", "时间花在哪里")                                      \
    X(THREADS_MORE, "… and %s more threads", "……还有 %s 个线程")                                   \
    X(A_WAY_OUT, "A WAY OUT", "怎么解决")                                                          \
    X(NOBODY_WAITS, "Nobody waits here.", "此刻没有人在等。")                                      \
    X(NODES_MORE, "… and %s more", "……还有 %s 个")                                                 \
    /* marks and typing */                                                                         \
    X(STOP_POINT, "stop point", "停止点")                                                          \
    X(ENTRY_NOTE, "Note:", "备注：")                                                               \
    X(ENTRY_GO, "Go to a step or a time (7, 1.5ms):", "转到第几步或某一时刻（7、1.5ms）：")        \
    X(STEPS_A_SECOND_ONE, "%s step/s", "%s 步/秒")                                                 \
    X(STEPS_A_SECOND, "%s steps/s", "%s 步/秒")                                                    \
    /* the side list */                                                                            \
    X(FIND, "Find", "查找")                                                                        \
    X(FIND_HINT, "a finding, step, thread or object", "结论、步骤、线程或对象")                    \
    X(FINDINGS, "FINDINGS", "结论")                                                                \
    X(MARKS, "MARKS", "标记")                                                                      \
    X(NOTHING_FOUND, "Nothing has that in its words.", "没有找到。")                               \
    /* a range */                                                                                  \
    X(LOCK_OF, "the lock of %s", "%s 的锁")                                                        \
    X(SELECTED, "What is selected", "所选的")                                                      \
    X(SELECTED_RANGE, "In this stretch", "在这段时间里")                                           \
    X(RANGE_FROM_TO, "%1$s, from %2$s to %3$s", "%1$s，从 %2$s 到 %3$s")                           \
    X(RUNNING_SHARE, "runs %s", "运行 %s")                                                         \
    X(LONGEST_WAIT, "longest wait %1$s, for %2$s", "最长等待 %1$s，等 %2$s")                       \
    X(NO_WAIT, "no wait", "没有等待")                                                              \
    X(HOLD_ONE, "1 hold", "持有 1 次")                                                             \
    X(HOLD_MANY, "%s holds", "持有 %s 次")                                                         \
    X(WAIT_ONE, "1 wait", "等待 1 次")                                                             \
    X(WAIT_MANY, "%s waits", "等待 %s 次")                                                         \
    X(TALLY, "%1$s, %2$s in all, longest %3$s by %4$s", "%1$s，共 %2$s，最长 %3$s（%4$s）")        \
    X(NOT_THERE, "It is not there.", "它此刻不在。")                                               \
    X(AT_TIME, "%1$s at %2$s", "%1$s，%2$s 时")                                                    \
    /* two runs */                                                                                 \
    X(WHERE_THEY_PART, "WHERE THEY PART", "从哪里分开")                                            \
    X(WHAT_DIFFERS, "WHAT DIFFERS", "有什么不同")                                                  \
    X(DIFFERENCES_MORE, "… and %s more", "……还有 %s 处")                                           \
    X(RUNS_SAME, "Both runs do the same, in the same order.", "两次运行做的一样，顺序也一样。")    \
    X(RUNS_SAME_ORDER, "What both runs do, they do in the same order.",                            \
      "两次运行都做的事，顺序是一样的。")                                                          \
    X(PIN_FIRST, "first", "先")                                                                    \
    X(PIN_THEN, "then", "后")                                                                      \
    X(BESIDE_EACH_OTHER, "STEP BY STEP, BESIDE EACH OTHER", "逐步对照")                            \
    X(ON_LEFT, "left", "左边")                                                                     \
    X(ON_RIGHT, "right", "右边")                                                                   \
    /* wait graph */                                                                               \
    X(EDGE_JOIN, "join", "join")                                                                   \
    X(EDGE_WAIT, "wait", "等")                                                                     \
    X(EDGE_LOCK, "lock", "等锁")                                                                   \
    X(EDGE_WAITS_FOR, "waits for", "在等")                                                         \
    X(EDGE_HELD_BY, "held by", "持有者")                                                           \
    X(EDGE_NEEDS, "needs", "要靠")                                                                 \
    X(NOBODY_CAN, "nobody can", "没有人能")                                                        \
    X(NOTIFY_ANY_MORE, "notify any more", "再来通知")                                              \
    X(SET_ANY_MORE, "set it any more", "再来置位")                                                 \
    X(FINISH_ANY_MORE, "finish it any more", "再完成它")                                           \
    X(ARRIVE_ANY_MORE, "arrive any more", "再来到达")                                              \
    X(GIVE_ANY_MORE, "give it any more", "再给它")                                                 \
    X(RELEASE_ANY_MORE, "release it any more", "再放开它")                                         \
    /* transport */                                                                                \
    X(PLAY, "play", "播放")                                                                        \
    X(PAUSE, "pause", "暂停")                                                                      \
    X(TO_START, "to the start", "到开头")                                                          \
    X(STEP_BACK, "one step back", "后退一步")                                                      \
    X(STEP_FORWARD, "one step forward", "前进一步")                                                \
    X(TO_END, "to the end", "到结尾")                                                              \
    X(SPEED, "speed of the replay", "回放速度")                                                    \
    X(SCRUBBER, "where the replay stands", "回放位置")                                             \
    X(STEP_NUMBER, "Step %s", "第 %s 步")                                                          \
    X(STEP_OF, " of %s", "，共 %s 步")                                                             \
    X(BEFORE_FIRST_STEP, "Start", "开头")                                                          \
    X(KEY_SPACE, "Space", "空格")                                                                  \
    X(STEP, "step", "单步")                                                                        \
    X(FIT, "fit", "适合")                                                                          \
    X(EXPORT, "export", "导出")                                                                    \
    X(HELP, "help", "帮助")                                                                        \
    X(KEYS, "Keys", "按键")                                                                        \
    X(CLOSE, "close", "关闭")                                                                      \
    /* pages */                                                                                    \
    X(NOTES, "notes", "讲稿")                                                                      \
    X(THEME, "light or dark", "浅色或深色")                                                        \
    X(FULL_SCREEN, "full screen", "全屏")                                                          \
    X(ASK, "question", "提问")                                                                     \
    X(WHAT_NEXT, "What happens next: who goes on, and who has to wait?",                           \
      "接下来会发生什么：谁能继续，谁要等？")                                                      \
    X(REVEAL, "show the answer", "看答案")                                                         \
    /* legend */                                                                                   \
    X(LEGEND_RUNNING, "running", "运行")                                                           \
    X(LEGEND_READY, "ready", "就绪")                                                               \
    X(LEGEND_WAITS_LOCK, "waits for lock", "等锁")                                                 \
    X(LEGEND_WAITS_CONDITION, "waits on condition", "等条件")                                      \
    X(LEGEND_WAITS_TRANSFER, "waits on queue / thread", "等队列 / 线程")                           \
    X(LEGEND_SLEEPS, "sleeps", "睡眠")                                                             \
    X(LEGEND_HOLDS, "holds lock", "持有锁")                                                        \
    X(LEGEND_HELD_BACK, "held back", "扣着")                                                       \
    X(LEGEND_ASKS, "asks for the GIL", "请求 GIL")                                                 \
    X(LEGEND_FOREVER, "waits forever", "永远等待")                                                 \
    X(LEGEND_ACTS_ON, "acts on", "作用于")                                                         \
    X(LEGEND_LOST_NOTIFY, "lost notify", "通知丢失")                                               \
    /* the picture in words */                                                                     \
    X(OBJECTS, "OBJECTS", "对象")                                                                  \
    X(FOREVER, "for ever", "永远")                                                                 \
    X(THREAD_WAITS, "%s waits", "%s 在等")                                                         \
    X(WAITS_FOR_TARGET, "%1$s waits for %2$s", "%1$s 在等 %2$s")                                   \
    X(SINCE, "since %s", "从 %s 起")                                                               \
    /* documents */                                                                                \
    X(QUESTION, "Question", "思考题")                                                              \
    X(ASK_NEXT, "Which threads could go on now, and does it matter which one is first?",           \
      "现在哪些线程可以继续？谁先走有关系吗？")                                                    \
    X(ASK_LOCK, "Who holds it, and what must happen before %s goes on?",                           \
      "它在谁手里？要发生什么，%s 才能继续？")                                                     \
    X(ASK_CONDITION, "Who will end the wait of %s, and how does he know that somebody waits?",     \
      "谁来结束 %s 的等待？他怎么知道有人在等？")                                                  \
    X(ASK_TRANSFER, "Who can give %s what it waits for?", "谁能给 %s 它在等的东西？")              \
    X(ASK_BAD, "What is wrong with this step, and which rule would have kept it from happening?",  \
      "这一步错在哪里？守住哪条规则就不会这样？")                                                  \
    X(ASK_HANG, "Is this a deadlock? Who would have to do what, so that everybody goes on?",       \
      "这是死锁吗？谁要做什么，大家才能继续？")                                                    \
    /* questions at a step, and how their answers begin */                                         \
    X(PROMPT_DEADLOCK, "%1$s asks for %2$s next. Who gets the lock? Is this a deadlock?",          \
      "接下来 %1$s 要拿 %2$s。谁能拿到锁？这是死锁吗？")                                           \
    X(PROMPT_SELF_DEADLOCK,                                                                        \
      "%1$s asks for %2$s once more. Who gets the lock next? Is this a deadlock?",                 \
      "%1$s 再一次要拿 %2$s。接下来谁能拿到锁？这是死锁吗？")                                      \
    X(PROMPT_LOST_NOTIFY, "%1$s notifies %2$s next. Will anybody hear this notify?",               \
      "接下来 %1$s 对 %2$s 调用 notify。有人听得到吗？")                                           \
    X(PROMPT_ABANDONED_LOCK, "Who holds %2$s when %1$s asks for it, and who will give it back?",   \
      "%1$s 要拿 %2$s 时，它在谁手里？谁会把它还回来？")                                           \
    X(PROMPT_ORPHAN_WAIT, "%1$s waits for %2$s. Who is left to end this wait?",                    \
      "%1$s 在等 %2$s。还有谁能让它等到？")                                                        \
    X(PROMPT_JOIN, "%1$s waits for %2$s to end. Will that ever happen?",                           \
      "%1$s 在等 %2$s 结束。等得到吗？")                                                           \
    X(PROMPT_POOL_STARVATION, "%1$s waits for %2$s. Which worker is free to run it?",              \
      "%1$s 在等 %2$s。还有空闲的工作线程来运行它吗？")                                            \
    X(PROMPT_PIPE_FULL, "%1$s writes into %2$s next. Is there room, and who will read?",           \
      "接下来 %1$s 要写 %2$s。还写得下吗？谁来读？")                                               \
    X(PROMPT_LOCK_ORDER,                                                                           \
      "This run ends well. Could the same program hang, with its threads in another order?",       \
      "这一次顺利结束。换一种先后顺序，同一个程序会卡住吗？")                                      \
    X(PROMPT_THROTTLING, "How many may enter, and who has to wait?", "能进几个？谁要等？")         \
    X(PROMPT_GIL_CONVOY, "Several threads want to compute. How many do so at the same time?",      \
      "几个线程都要计算。同一时刻有几个在算？")                                                    \
    X(PROMPT_LOST_UPDATE, "%1$s writes %2$s next. Has it changed since it was read?",              \
      "接下来 %1$s 要写 %2$s。它读过之后，别人改过吗？")                                           \
    X(PROMPT_SPIN, "Who does useful work here, and who only looks again and again?",               \
      "谁在做有用的事？谁只是在一遍遍地看？")                                                      \
    X(PROMPT_MISUSE, "Is the next call of %1$s allowed?", "%1$s 的下一个调用允许吗？")             \
    X(PROMPT_LOCK, "%1$s waits for %2$s. Who must do what before it goes on? Is this a deadlock?", \
      "%1$s 在等 %2$s。谁要做什么，它才能继续？这是死锁吗？")                                      \
    X(PROMPT_CONDITION, "%1$s waits on %2$s. Who runs next? Will anybody wake %1$s?",              \
      "%1$s 在 %2$s 上等。接下来轮到谁运行？会有人唤醒 %1$s 吗？")                                 \
    X(PROMPT_TRANSFER, "%1$s waits for %2$s. Who runs next, and what ends this wait?",             \
      "%1$s 在等 %2$s。接下来轮到谁运行？怎样才等得到？")                                          \
    X(PROMPT_NEXT, "Who runs next? Would another order give another result?",                      \
      "接下来轮到谁运行？换个先后，结果会不同吗？")                                                \
    X(ANSWER_YES, "Yes.", "是的。")                                                                \
    X(ANSWER_NO, "No.", "没有。")                                                                  \
    X(ANSWER_NEVER, "Never.", "等不到。")                                                          \
    X(ANSWER_NOBODY, "Nobody.", "谁也不能。")                                                      \
    X(ANSWER_NONE, "None.", "没有了。")                                                            \
    X(ANSWER_REFUSED, "No.", "不允许。")                                                           \
    X(ANSWER_ENTERED, "%s at a time.", "一次 %s 个。")                                             \
    X(ANSWER_CHANGED, "Yes.", "改过。")                                                            \
    X(SOURCE_LINE, "Source", "源代码")                                                             \
    X(SINCE_LAST_PICTURE, "Since the last picture", "上一幅图之后")
/* clang-format on */

enum word {
#define X(NAME, ...) WORD_##NAME,
    WORD_TABLE(X)
#undef X
        WORD_COUNT
};

/* The phrase in a language. */
const char *word_text(enum word word, enum language language);

/* An object's type in words, one or many of it: "condition", "conditions"; 条件变量. */
const char *object_type_word(enum object_type type, bool is_many, enum language language);

#endif
