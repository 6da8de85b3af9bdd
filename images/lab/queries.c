#include "queries.h"

#include "fatal.h"

static uint32_t asked, open_queries;

uint32_t query_asked(void) {
  open_queries++;
  return ++asked;
}

void query_answered(uint32_t number) {
  if (number == 0 || number > asked || open_queries == 0) fatal("a schedule for no query", 0);
  open_queries--;
}

int query_is_open(void) {
  return open_queries > 0;
}
