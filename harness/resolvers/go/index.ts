/**
 * Go's resolver on Linux in TypeScript, from Go 1.11 on: split as Go's own net package is, so that both can be read
 * side by side, with every difference between releases in `versions.ts`. It looks at nothing but its World.
 */

export { ignored, type LineNote, LineNotes, type Statement, took } from "../line-notes.ts";

export { toByteString, toDisplayText } from "../text.ts";
export { buildId, type GoBuild, ordinaryBuild } from "./build.ts";

export type { Libc, LibcAnswer } from "./cgo.ts";
export { hintedFamily } from "./cgo.ts";
export type { Order, RuleId } from "./conf.ts";
export { parseResolvConf, type ResolvConf, type Server } from "./dnsconfig.ts";
export { type ErrorReport, normalisePorts } from "./errors.ts";
export { type HostsFile, lookupStaticHost, parseHosts } from "./hosts.ts";
export { hasStandardCriteria, type Nsswitch, parseNsswitch } from "./nss.ts";
export {
  type CallOptions,
  createGoProcess,
  type GoAnswer,
  type GoProcess,
  type GoResult,
  type ProcessOptions,
  type TcpNetwork,
} from "./process.ts";
export { goResolver } from "./program.ts";
export { chooseMode, isDecided, type Mode, resolveGo, throughLibc } from "./resolve.ts";
export {
  CHANGES,
  type Features,
  featuresOf,
  NEWEST_MINOR,
  OLDEST_MINOR,
  parseGoVersion,
} from "./versions.ts";
export type { StartOrder } from "./walk.ts";
