/*
 * Runs every hook of the old texts beside those of the new ones: prints for each
 * new one how many of the inputs told them apart, and the first of those.
 * Arguments: the number of inputs, then "OFFSET:SIZE:VALUE" for what is fixed.
 */
#include "mock.h"

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sigjmp_buf before;

static void on_signal(int number)
{
	siglongjmp(before, number);
}

static void observe(const struct file_operations *ops, unsigned long seed,
		    struct outcome *out)
{
	if (!sigsetjmp(before, 1))
		run_hook(ops, seed, out);
	finish_outcome(out);
}

/*
 * Of a mapping that there is no memory for, only references count. Where the old
 * text crashes, nothing is asked of the new one.
 */
static const char *difference(const struct outcome *a, const struct outcome *b)
{
	if (a->no_memory)
		return a->refs != b->refs ? "references without a mapping" : NULL;
	if (a->crashed)
		return NULL;
	if (b->crashed)
		return "crash";
	if (a->result != b->result)
		return "result";
	if (a->calls != b->calls ||
	    memcmp(a->log, b->log, a->calls * sizeof(*a->log)))
		return "calls";
	if (a->count != b->count ||
	    memcmp(a->words, b->words, a->count * sizeof(*a->words)))
		return "memory";
	return NULL;
}

int main(int argc, char **argv)
{
	unsigned long inputs = strtoul(argv[1], NULL, 10);
	struct outcome old, new;

	for (int i = 2; i < argc && fixed_count < MAX_FIXED; i++, fixed_count++)
		if (sscanf(argv[i], "%u:%u:%lu", &fixed[fixed_count].offset,
			   &fixed[fixed_count].size,
			   &fixed[fixed_count].value) != 3)
			return 2;
	signal(SIGSEGV, on_signal);
	for (unsigned int t = 0; t < test_count; t++)
		for (int n = 1; tests[t].tables[n]; n++) {
			unsigned long found = 0, first = 0;
			const char *what = "-";

			for (unsigned long i = 1; i <= inputs; i++) {
				const char *d;

				observe(tests[t].tables[0], i, &old);
				observe(tests[t].tables[n], i, &new);
				d = difference(&old, &new);
				if (d && !found++) {
					first = i;
					what = d;
				}
			}
			printf("%u %d %lu %lu %s\n", t, n, found, first, what);
		}
	return 0;
}
