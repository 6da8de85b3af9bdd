/** The commands, in the order in which help lists them. */
import type { CommandEntry } from "./command-entry.ts";

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "run",
    summary: "run scenarios and print the matrix",
    load: async () => (await import("./commands/run.ts")).runCommand,
  },
  {
    name: "init",
    summary: "write a first scenario to change",
    load: async () => (await import("./commands/init.ts")).initCommand,
  },
  {
    name: "try",
    summary: "look one name up, with files of your own, without a scenario",
    load: async () => (await import("./commands/try.ts")).tryCommand,
  },
  {
    name: "explain",
    summary: "explain who looks a name up, what is asked, and where resolvers part",
    load: async () => (await import("./commands/explain.ts")).explainCommand,
  },
  {
    name: "capture",
    summary: "write a scenario of the place where a name is looked up, with its servers' replies",
    load: async () => (await import("./commands/capture.ts")).captureCommand,
  },
  {
    name: "fix",
    summary: "find what mends a lookup: remedies, tried and ranked",
    load: async () => (await import("./commands/fix.ts")).fixCommand,
  },
  {
    name: "shrink",
    summary: "cut a scenario down to what its difference needs",
    load: async () => (await import("./commands/shrink.ts")).shrinkCommand,
  },
  {
    name: "lint",
    summary: "find what resolvers read differently in resolv.conf, nsswitch.conf and scenarios",
    load: async () => (await import("./commands/lint.ts")).lintCommand,
  },
  {
    name: "list",
    summary: "list scenarios, images and host profiles",
    load: async () => (await import("./commands/list.ts")).listCommand,
  },
  {
    name: "images",
    summary: "list images, or get them before a run needs them",
    load: async () => (await import("./commands/images.ts")).imagesCommand,
  },
  {
    name: "merge",
    summary: "join the parts of a run into one report",
    load: async () => (await import("./commands/merge.ts")).mergeCommand,
  },
  {
    name: "diff",
    summary: "compare two runs: what changed, what waits longer",
    load: async () => (await import("./commands/diff.ts")).diffCommand,
  },
  {
    name: "verify",
    summary: "compare real libcs with their models",
    load: async () => (await import("./commands/verify.ts")).verifyCommand,
  },
  {
    name: "doctor",
    summary: "check what this machine has: engines, packages, compiler, images",
    load: async () => (await import("./commands/doctor.ts")).doctorCommand,
  },
  {
    name: "clean",
    summary: "remove what killed runs have left behind",
    load: async () => (await import("./commands/clean.ts")).cleanCommand,
  },
  {
    name: "completion",
    summary: "print a script that completes commands and ids in bash, zsh or fish",
    load: async () => (await import("./commands/completion.ts")).completionCommand(COMMANDS),
  },
];
