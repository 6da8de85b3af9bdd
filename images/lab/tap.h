/* The tap: every packet of the network from or to port 53, and every ICMP error, once each. */
#ifndef TAP_H
#define TAP_H

/*
 * Has the kernel stamp packets as they come, from labd's start to its end. It takes a moment to begin with that, and
 * what comes before is stamped when it is read: later, and out of order. Does nothing where a host refuses it.
 */
void tap_prepare(void);
/* Opens the tap, and watches it unless the clock is virtual: then it is drained at every step. Takes CAP_NET_RAW. */
void tap_open(void);
/* Passes on what is there. Ends the network when packets were lost. */
void tap_drain(void);
/* With a virtual clock: waits where a packet was sent and has not come in yet; returns 0 where all have. */
int tap_wait_for_stragglers(void);

#endif
