/* What the random hooks work on, and functions that are unknown to them. */
#ifndef TEST_STATE_H
#define TEST_STATE_H

#include "kernel.h"

struct state {
  unsigned long base, size, low, high, tab[8];
  int mode, users;
  struct mutex lock;
  struct kref ref;
};

unsigned long probe(struct state *st, unsigned long with);
void poke(struct state *st, unsigned long with);
void state_release(struct kref *ref);

#endif
