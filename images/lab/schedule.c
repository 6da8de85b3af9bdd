#include "schedule.h"

#include "fatal.h"
#include "link.h"
#include "queries.h"
#include "server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum kind { UDP_REPLY, TCP_WRITE, TCP_CLOSE };
enum { NS_PER_US = 1000, MOST_CHOICES = 4096, MOST_SERVERS = 256 };

/* One thing that a server will do. */
struct action {
  struct action *next;
  /* By this the harness knows it. */
  uint32_t number;
  uint32_t connection;
  uint16_t server;
  enum kind kind;
  int64_t delay_ns, due_ns;
  int is_settled;
  size_t length;
  unsigned char payload[];
};

/* In the order in which they were taken. */
static struct action *actions, **last = &actions;
static unsigned char choices[MOST_CHOICES];
static size_t choice_count, choices_made;

static void take_action(struct reader *payload, uint32_t connection) {
  uint32_t number = read_u32(payload);
  uint16_t server = read_u16(payload);
  uint8_t kind = read_u8(payload);
  int64_t delay_us = read_i64(payload);
  size_t length = read_u32(payload);
  const unsigned char *data = read_bytes(payload, length);
  if (!payload->ok || kind > TCP_CLOSE || delay_us < 0 || delay_us > INT64_MAX / NS_PER_US / 2) {
    payload->ok = 0;
    return;
  }
  struct action *action = malloc(sizeof *action + length);
  if (!action) fatal("no memory for what a server does", ENOMEM);
  *action = (struct action){.number = number, .connection = connection, .server = server, .kind = kind,
                            .delay_ns = delay_us * NS_PER_US, .length = length};
  memcpy(action->payload, data, length);
  *last = action;
  last = &action->next;
  if (kind != UDP_REPLY) server_owes(connection, 1);
}

void schedule_take(struct reader *payload) {
  uint32_t query = read_u32(payload), connection = read_u32(payload);
  if (!payload->ok) return;
  query_answered(query);
  while (payload->left && payload->ok) take_action(payload, connection);
  server_owes(connection, -1);
}

void schedule_settle(int64_t now_ns) {
  for (struct action *action = actions; action; action = action->next) {
    if (action->is_settled) continue;
    action->is_settled = 1;
    action->due_ns = now_ns + action->delay_ns;
  }
}

int64_t schedule_due(void) {
  int64_t due_ns = INT64_MAX;
  for (const struct action *action = actions; action; action = action->next)
    if (action->is_settled && action->due_ns < due_ns) due_ns = action->due_ns;
  return due_ns;
}

/* Every server's first action of those that are due at this moment, by server. Returns how many there are. */
static size_t candidates(struct action *found[MOST_SERVERS]) {
  int64_t due_ns = schedule_due();
  size_t count = 0;
  for (struct action *action = actions; action; action = action->next) {
    size_t at = 0;
    if (!action->is_settled || action->due_ns != due_ns) continue;
    while (at < count && found[at]->server < action->server) at++;
    if (at < count && found[at]->server == action->server) continue;
    if (count == MOST_SERVERS) continue;
    memmove(found + at + 1, found + at, (count - at) * sizeof *found);
    found[at] = action;
    count++;
  }
  return count;
}

static size_t choose(struct action *const found[], size_t count) {
  size_t mark = link_frame(CHOICE);
  for (size_t i = 0; i < count; i++) bytes_u32(&to_labd.out, found[i]->number);
  link_frame_end(mark);
  size_t choice = choices_made < choice_count ? choices[choices_made] : 0;
  choices_made++;
  return choice < count ? choice : 0;
}

static void take_out(struct action *action) {
  struct action **place = &actions;
  while (*place != action) place = &(*place)->next;
  *place = action->next;
  if (last == &action->next) last = place;
}

void schedule_perform(int is_choice) {
  struct action *found[MOST_SERVERS + 1] = {0};
  size_t count = candidates(found);
  struct action *action = found[count > 1 && is_choice ? choose(found, count) : 0];
  if (!action) return;
  struct reader payload = {action->payload, action->length, 1};
  take_out(action);
  size_t mark = link_frame(PERFORMED);
  bytes_u32(&to_labd.out, action->number);
  link_frame_end(mark);
  switch (action->kind) {
    case UDP_REPLY: server_udp_reply(&payload); break;
    case TCP_WRITE: server_tcp_write(action->connection, &payload); break;
    case TCP_CLOSE: server_tcp_close(action->connection, &payload); break;
  }
  if (!payload.ok) fatal("an action that is shorter than its kind allows", 0);
  if (action->kind != UDP_REPLY) server_owes(action->connection, -1);
  free(action);
}

void schedule_order(char *numbers, const char *whole) {
  char *rest;
  for (char *word = strtok_r(numbers, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
    char *end;
    long number = strtol(word, &end, 10);
    if (*end || number < 0 || number > 255 || choice_count == MOST_CHOICES) fatal_about("not a line of NET_OPEN:", whole, 0);
    choices[choice_count++] = (unsigned char)number;
  }
}
