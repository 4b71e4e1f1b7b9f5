#include "tracer/analysis/signal_name.h"

#include <stdio.h>

static const struct {
    int number;
    const char *name;
} signals[] = {
    {1, "SIGHUP"},   {2, "SIGINT"},   {3, "SIGQUIT"},  {4, "SIGILL"},
    {6, "SIGABRT"},  {7, "SIGBUS"},   {8, "SIGFPE"},   {9, "SIGKILL"},
    {10, "SIGUSR1"}, {11, "SIGSEGV"}, {12, "SIGUSR2"}, {13, "SIGPIPE"},
    {14, "SIGALRM"}, {15, "SIGTERM"}, {18, "SIGCONT"}, {19, "SIGSTOP"},
};

const char *signal_name(int number, enum language language, char *buffer, size_t size)
{
    const char *name = NULL;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        name = signals[i].number == number ? signals[i].name : name;
    }
    if (name != NULL) {
        snprintf(buffer, size, "%s", name);
    } else {
        snprintf(buffer, size, translate(language, N_("signal %d")), number);
    }
    return buffer;
}
