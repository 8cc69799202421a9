#ifndef TEST_MOCK_H
#define TEST_MOCK_H

#define MAX_WORDS 64
#define MAX_CALLS 128

struct outcome {
  int result, refs, crashed, no_memory;
  unsigned int count, calls;
  unsigned long words[MAX_WORDS]; /* of the mapping and the state */
  unsigned long log[MAX_CALLS];   /* what was called, in order */
};

struct file_operations;
struct test {
  /* of the old text, and of new ones up to a null pointer */
  const struct file_operations *tables[4];
};
extern const struct test tests[];
extern const unsigned int test_count;

/* Part of the input, which is the same for every seed. */
struct fixed_bytes {
	unsigned int offset, size; /* of the state; beyond it: FIXED_... */
	unsigned long value;
};
#define FIXED_START 1000
#define FIXED_LENGTH 1001
#define FIXED_PGOFF 1002
#define FIXED_FLAGS 1003
#define MAX_FIXED 32
extern struct fixed_bytes fixed[MAX_FIXED];
extern unsigned int fixed_count;

void run_hook(const struct file_operations *ops, unsigned long seed,
              struct outcome *out);
void finish_outcome(struct outcome *out);

#endif
