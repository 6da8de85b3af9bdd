#include "lookup.h"

#include "clock.h"
#include "output.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

static void put_scope(unsigned scope) {
  char name[IF_NAMESIZE];
  line_text("%");
  if (if_indextoname(scope, name)) line_text(name);
  else line_number(scope);
}

static void put_address(const struct sockaddr *address) {
  char text[INET6_ADDRSTRLEN];
  line_text("\"");
  if (address->sa_family == AF_INET6) {
    const struct sockaddr_in6 *six = (const void *)address;
    line_text(inet_ntop(AF_INET6, &six->sin6_addr, text, sizeof text));
    if (six->sin6_scope_id) put_scope(six->sin6_scope_id);
  } else {
    const struct sockaddr_in *four = (const void *)address;
    line_text(inet_ntop(AF_INET, &four->sin_addr, text, sizeof text));
  }
  line_text("\"");
}

void look_up(const struct request *request) {
  struct addrinfo hints = {.ai_flags = request->flags, .ai_family = request->family, .ai_socktype = SOCK_STREAM};
  struct addrinfo *results = NULL;
  errno = 0;
  long long start = clock_now_us();
  int code = getaddrinfo(request->name, NULL, &hints, &results);
  int error = errno;
  long long end = clock_now_us();

  line_begin();
  line_text("{\"startUs\":");
  line_number(start);
  line_text(",\"endUs\":");
  line_number(end);
  line_text(",\"code\":");
  line_number(code);
  line_text(",\"errno\":");
  line_number(code == EAI_SYSTEM ? error : 0);
  line_text(",\"text\":");
  line_string(code ? gai_strerror(code) : "");
  line_text(",\"addresses\":[");
  /* After an error the list's pointer is not set by every libc. */
  for (const struct addrinfo *result = code ? NULL : results; result; result = result->ai_next) {
    if (result != results) line_text(",");
    put_address(result->ai_addr);
  }
  line_text("],\"canonicalName\":");
  line_string(code || !results ? NULL : results->ai_canonname);
  line_text(",\"signal\":0}");
}
