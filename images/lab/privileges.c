#include "privileges.h"

#include "fatal.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* capset(2); glibc has no function for it. */
static void set_capabilities(uint32_t low) {
  struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct sets[2] = {{.effective = low, .permitted = low}};
  if (syscall(SYS_capset, &head, sets) < 0) fatal("capset(2)", errno);
}

static void no_new_privileges(void) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) fatal("prctl(2) PR_SET_NO_NEW_PRIVS", errno);
}

void privileges_drop_all(void) {
  set_capabilities(0);
  no_new_privileges();
}

/* Capabilities that execve(2) could give back to uid 0. The kernel says where its own end. */
static void bound_capabilities(int kept) {
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
    if (capability != kept && prctl(PR_CAPBSET_DROP, capability) < 0)
      fatal("prctl(2) PR_CAPBSET_DROP (needs CAP_SETPCAP)", errno);
}

void privileges_of_user(uint32_t uid) {
  bound_capabilities(uid == 0 ? CAP_DAC_OVERRIDE : -1);
  /* An unprivileged user namespace has no groups to give up, and refuses; nor has it another user. */
  int groups = setgroups(0, NULL) < 0 ? errno : 0;
  if (setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0) {
    if (errno == EINVAL) fatal("another user than 0 cannot be had in this user namespace: that takes real root", 0);
    fatal("becoming the cell's user", errno);
  }
  if (groups && (groups != EPERM || uid != 0)) fatal("setgroups(2)", groups);
  set_capabilities(uid == 0 ? 1U << CAP_DAC_OVERRIDE : 0);
  no_new_privileges();
}
