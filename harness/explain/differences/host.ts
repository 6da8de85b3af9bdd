/**
 * What a host's answers to system calls do to resolvers. Each of these calls was refused to musl 1.1.19 to 1.2.6, glibc
 * 2.17 to 2.43 and Go, and the lookup observed; readv because of musl's stdio (src/stdio/__stdio_read.c, commit e7eeeb9f).
 */
import { type DifferenceRule, type Side, side } from "./rule.ts";

const NO_FILES = "every file looks empty: 127.0.0.1:53 is asked, /etc/hosts holds no name";
const GO_NO_FILES = "no file can be read: 127.0.0.1:53 and [::1]:53 are asked";

/** Who makes a call that matters, and what comes of it where the host does not let it happen. */
const CALLS: Readonly<Record<string, readonly Side[]>> = {
  readv: [side("musl ≤1.1.19", NO_FILES)],
  read: [
    side("musl ≥1.1.20", NO_FILES),
    side("Go", GO_NO_FILES),
    side("glibc", "the program does not start"),
  ],
  open: [side("musl", "EAI_SYSTEM"), side("glibc 2.17", "the program does not start")],
  openat: [side("Go", GO_NO_FILES), side("glibc ≥2.26", "the program does not start")],
  bind: [side("musl", "EAI_SYSTEM")],
  recvfrom: [side("musl ≤1.2.3, glibc", "EAI_AGAIN")],
  recvmsg: [side("musl ≥1.2.4", "EAI_AGAIN")],
  stat: [
    side(
      "glibc 2.26–2.31",
      "EAI_NONAME without a packet where it is unknown (ENOSYS); refused it harms nobody",
    ),
  ],
  newfstatat: [
    side("glibc 2.34, 2.36", "the program does not start"),
    side("glibc ≥2.41", "EAI_NONAME without a packet where it is unknown (ENOSYS); refused it harms nobody"),
  ],
  sendmmsg: [side("glibc ≥2.26", "EAI_AGAIN at once")],
  setsockopt: [side("glibc ≥2.30", "EAI_AGAIN"), side("Go", "an error")],
  connect: [side("glibc", "EAI_AGAIN"), side("Go", "an error")],
  socket: [side("musl", "EAI_SYSTEM"), side("glibc", "EAI_AGAIN"), side("Go", "an error")],
};

export const HOST_RULES: readonly DifferenceRule[] = [
  {
    id: "host-syscalls",
    kind: "here",
    topic: "the host",
    tell: ({ syscalls }) => {
      const sides = syscalls.flatMap(({ host, call }) =>
        (CALLS[call] ?? [side("everybody", `what becomes of ${call} is not known here`)]).map(
          ({ who, does }) => side(`${who} on ${host}`, does),
        ),
      );
      return sides.length === 0 ? null : [...sides, side("everybody else", "as on any other host")];
    },
  },
];
