/* Kernel settings of a network namespace. */
#ifndef SYSCTL_H
#define SYSCTL_H

/* Sets "KEY VALUE" (KEY below net., as sysctl(8) writes it); `whole` is the line for messages. */
void sysctl_set(char *key_and_value, const char *whole);
/* Whether a sysctl of this network switched IPv6 off. */
int sysctl_disabled_ipv6(void);

#endif
