/** Packages of one Debian suite, through an apt configuration of their own beside the machine's. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Unavailable } from "../../errors.ts";
import { writeAtomically } from "../../owned/atomic-file.ts";
import { withLock } from "../../owned/lock.ts";
import { publicAddress } from "./mirror.ts";
import { run } from "./programs.ts";

/** Where Debian's package debian-archive-keyring keeps its keys; newer ones have the second name as well. */
const KEYRINGS = [
  "/usr/share/keyrings/debian-archive-keyring.gpg",
  "/usr/share/keyrings/debian-archive-keyring.pgp",
];
/** How long a list of packages is taken as it is. */
const LIST_AGE_MS = 24 * 60 * 60 * 1000;
const TIMEOUT_S = 30;

/** Hooks and pins of the machine are meant for its own packages. */
const CONFIGURATION = `#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Default-Release;
`;

export interface SuiteRequest {
  readonly suite: string;
  /** Debian's name of the CPU: "amd64". */
  readonly architecture: string;
  readonly mirror: string;
  /** Folder for what apt keeps of suites. */
  readonly aptFolder: string;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Downloads packages into the empty folder `target`. apt verifies them by the suite's signed list, and that by
 * Debian's keyring. Returns their paths in the order of `packages`. Rejects with Unavailable and what apt said.
 */
export async function downloadPackages(
  request: SuiteRequest,
  packages: readonly string[],
  target: string,
): Promise<readonly string[]> {
  const { suite, architecture, mirror, signal, progress } = request;
  const identity = createHash("sha256").update(`${mirror}\n${suite}\n${architecture}`).digest("hex");
  const state = join(request.aptFolder, `${suite}-${architecture}-${identity.slice(0, 16)}`);
  const onWait = (holder: string): void => progress(`waiting for ${holder}, which reads Debian ${suite}`);
  await withLock(`${state}.lock`, { signal, onWait }, async () => {
    const fresh = await isFresh(state);
    if (!fresh) await update(request, state);
    try {
      await download(request, state, packages, target);
    } catch (error) {
      // By now the mirror may have other packages than the list of some hours ago says.
      if (!fresh || signal.aborted) throw error;
      await update(request, state);
      await download(request, state, packages, target);
    }
  });
  return Promise.all(packages.map((name) => packagePath(target, name)));
}

async function update(request: SuiteRequest, state: string): Promise<void> {
  const { suite, mirror, architecture, signal, progress } = request;
  const source = `deb [arch=${architecture} signed-by=${keyring()}] ${mirror} ${suite} main\n`;
  progress(`reading the list of packages of Debian ${suite} from ${publicAddress(mirror)}`);
  // Whatever an earlier update has left half-done is not worth mending.
  await rm(state, { recursive: true, force: true });
  for (const folder of ["lists/partial", "cache/archives/partial", "state"]) {
    await mkdir(join(state, folder), { recursive: true });
  }
  await writeFile(join(state, "status"), "");
  await writeFile(join(state, "apt.conf"), CONFIGURATION);
  await writeFile(join(state, "sources.list"), source);
  const args = [...options(architecture, state), "-o", "APT::Update::Error-Mode=any", "update"];
  await run({ program: "apt-get", args, signal });
  await writeAtomically(stampOf(state), (path) => writeFile(path, `${Date.now()}\n`));
}

async function download(
  { architecture, signal }: SuiteRequest,
  state: string,
  packages: readonly string[],
  target: string,
): Promise<void> {
  const args = [...options(architecture, state), "download", ...packages];
  await run({ program: "apt-get", args, signal, cwd: target });
}

/** The machine's proxies and passwords stay; sources, lists, caches, pins and what is installed are ours. */
function options(architecture: string, state: string): readonly string[] {
  const settings = {
    "Dir::Etc::sourcelist": join(state, "sources.list"),
    "Dir::Etc::sourceparts": "-",
    "Dir::Etc::preferences": "-",
    "Dir::Etc::preferencesparts": "-",
    "Dir::State": join(state, "state"),
    "Dir::State::Lists": join(state, "lists"),
    "Dir::State::status": join(state, "status"),
    "Dir::Cache": join(state, "cache"),
    "APT::Architecture": architecture,
    "APT::Architectures": architecture,
    "Acquire::Languages": "none",
    "Acquire::Retries": "2",
    "Acquire::http::Timeout": String(TIMEOUT_S),
    "Acquire::https::Timeout": String(TIMEOUT_S),
  };
  const written = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  return ["-q", "-c", join(state, "apt.conf"), ...written];
}

function keyring(): string {
  const found = KEYRINGS.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Unavailable(
    `${KEYRINGS[0]} is missing, so nothing of Debian's could be verified; install debian-archive-keyring`,
  );
}

function stampOf(state: string): string {
  return join(state, "updated");
}

/** A time that is still to come counts as no time. */
async function isFresh(state: string): Promise<boolean> {
  const updatedMs = Number(await readFile(stampOf(state), "utf8").catch(() => "0"));
  const ageMs = Date.now() - updatedMs;
  return ageMs >= 0 && ageMs < LIST_AGE_MS;
}

async function packagePath(folder: string, name: string): Promise<string> {
  // "name_version_architecture.deb"; a name has no underscore (Debian Policy 5.6.1).
  const found = (await readdir(folder)).find((file) => file.startsWith(`${name}_`) && file.endsWith(".deb"));
  if (found === undefined) throw new Unavailable(`apt-get download left no package ${name}`);
  return join(folder, found);
}
