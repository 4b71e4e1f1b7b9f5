/* Begins and ends as a program of ours: what it costs to start one. */
#include "tracer/threadlane.h"

int main(void)
{
    return tl_exit(0);
}
