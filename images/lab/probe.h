/* Whether programs can be put on the time of their cell here (supervise.h), tried out. */
#ifndef PROBE_H
#define PROBE_H

/* Returns NULL, or why not. */
const char *probe_supervision(void);

#endif
