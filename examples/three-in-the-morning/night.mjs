#!/usr/bin/env node
// Makes a place in which a real lookup fails, finds the remedy, makes the change there, and looks up again.
// usage: node night.mjs FAULT   (root; dnsmasq, iproute2, util-linux; an Alpine 3.20 root filesystem archive)
import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const HERE = dirname(fileURLToPath(import.meta.url));
const TOOL = join(HERE, "..", "..", "dist", "harness", "cli", "main.js");
const ALPINE = /^alpine-minirootfs-3\.20\..*-x86_64\.tar\.gz$/;
/** Whom it is about: the image that fails, and one Go. */
const SETTING = {
  run: ["--images", "alpine-3.20", "--go", "1.24"],
  fix: ["--image", "alpine-3.20", "--go", "1.24"],
};
const STARTED_LIMIT_MS = 60_000;

const fault = process.argv[2] ?? "";
const known = readdirSync(join(HERE, "faults")).flatMap((file) => file.match(/^(.*)\.yaml$/)?.[1] ?? []);
if (!known.includes(fault)) {
  console.error(`name one of: ${known.join(", ")}`);
  process.exit(2);
}
// A network of its own with nothing but loopback: no packet can leave.
if (process.env.NIGHT_INSIDE === undefined) {
  const words = [
    "--net",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    process.execPath,
    ...process.argv.slice(1),
  ];
  const { status } = spawnSync("unshare", words, {
    stdio: "inherit",
    env: { ...process.env, NIGHT_INSIDE: "1" },
  });
  process.exit(status ?? 1);
}

const scenarioFile = join(HERE, "faults", `${fault}.yaml`);
const scenario = parse(readFileSync(scenarioFile, "utf8"));
const place = mkdtempSync(join(tmpdir(), "three-in-the-morning-"));
const root = join(place, "alpine");
const dnsmasqConf = join(place, "dnsmasq.conf");
let dnsmasq = null;

function must(command, ...words) {
  const { status, stderr, error } = spawnSync(command, words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${words.join(" ")}: ${error?.message ?? stderr}`);
}

function say(text) {
  console.log(`\n### ${text}`);
}

/** Prints a command and what it says. */
function show(title, command, words, env = {}) {
  console.log(`$ ${title}`);
  const done = spawnSync(command, words, { encoding: "utf8", env: { ...process.env, ...env } });
  process.stdout.write(done.stdout + done.stderr);
  return done;
}

function tool(...words) {
  return show(
    `resolver-matrix ${words.join(" ")}`.replaceAll(`${HERE}/`, ""),
    process.execPath,
    [TOOL, ...words],
    { NO_COLOR: "1" },
  );
}

/** As "kubectl exec -i POD -- sh -s NAME < collect.sh > bundle" does. */
function collect(name, bundle) {
  const script = spawnSync(process.execPath, [TOOL, "capture", "--script"]).stdout;
  console.log(`$ resolver-matrix capture --script | chroot alpine sh -s ${name} > ${bundle}`);
  const { stdout, status } = spawnSync("chroot", [root, "/bin/sh", "-s", name], { input: script });
  if (status !== 0) throw new Error("the script does not run in the place");
  writeFileSync(bundle, stdout);
}

/** In Alpine, by musl's getaddrinfo. */
function lookUp(name) {
  return show(`getent ahosts ${name}`, "chroot", [root, "getent", "ahosts", name]).status === 0;
}

async function startDnsmasq() {
  dnsmasq?.kill("SIGKILL");
  dnsmasq = spawn(
    "dnsmasq",
    ["--keep-in-foreground", `--conf-file=${dnsmasqConf}`, "--pid-file=", "--log-facility=-"],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  dnsmasq.stderr.on("data", (data) => {
    log += data;
  });
  for (let waitedMs = 0; !log.includes("started"); waitedMs += 20) {
    if (dnsmasq.exitCode !== null || waitedMs > STARTED_LIMIT_MS)
      throw new Error(`dnsmasq did not start: ${log}`);
    await wait(20);
  }
}

/** Makes the change where the remedy says. Gives the name to look up then. */
async function apply({ who, paste }, name) {
  const texts = new Map(paste.map((one) => [one.place, one.text]));
  if (who === "program") return texts.get("the program's setting").trim();
  if (texts.has("resolv.conf")) writeFileSync(join(root, "etc/resolv.conf"), texts.get("resolv.conf"));
  else if (texts.has("/etc/hosts")) writeFileSync(join(root, "etc/hosts"), texts.get("/etc/hosts"));
  else if (texts.has("dnsmasq")) {
    appendFileSync(dnsmasqConf, texts.get("dnsmasq"));
    await startDnsmasq();
  } else throw new Error(`nobody here can do that: ${[...texts.keys()].join(", ")}`);
  return name;
}

async function night() {
  const archives = process.env.RESOLVER_MATRIX_IMAGES ?? "";
  const archive = archives === "" ? undefined : readdirSync(archives).find((file) => ALPINE.test(file));
  if (archive === undefined)
    throw new Error("RESOLVER_MATRIX_IMAGES names no folder with alpine-minirootfs-3.20.*-x86_64.tar.gz");
  mkdirSync(root);
  must("tar", "-xzf", join(archives, archive), "-C", root);
  must("mknod", "-m", "666", join(root, "dev", "null"), "c", "1", "3");
  must("ip", "link", "set", "lo", "up");
  const servers = Object.keys(scenario.dns);
  for (const address of servers) must("ip", "address", "add", `${address}/32`, "dev", "lo");
  const own = servers.map((address) => `listen-address=${address}\n`).join("");
  writeFileSync(
    dnsmasqConf,
    `no-resolv\nno-hosts\nbind-interfaces\n${own}${readFileSync(join(HERE, "faults", `${fault}.conf`), "utf8")}`,
  );
  await startDnsmasq();
  for (const [path, text] of Object.entries(scenario.files)) writeFileSync(join(root, path), text);
  const [name] = scenario.lookups;

  say(`03:00  ${scenario.title}`);
  const { stderr } = show(`wget http://${name}/`, "chroot", [root, "wget", "-q", "-O-", `http://${name}/`]);
  if (!stderr.includes("bad address")) throw new Error("the lookup does not fail here");
  say("03:01  What resolvers find there, and what its server replies");
  const bundle = join(place, "place.bundle");
  const captured = join(place, "captured.yaml");
  collect(name, bundle);
  const took = tool("capture", "bundle", bundle, name, "-o", captured);
  if (took.status !== 0) throw new Error("the place cannot be captured");
  say("03:02  The same, run without it");
  const report = join(place, "report.json");
  tool(
    "run",
    captured,
    ...SETTING.run,
    "--engine",
    "local",
    "--reporter",
    "terminal",
    "--reporter",
    `json=${report}`,
  );
  const { cells } = JSON.parse(readFileSync(report, "utf8"));
  const musl = cells.find(({ resolver, evidence }) => resolver.startsWith("musl") && evidence === "observed");
  const { musl: expected } = scenario.expect.cells;
  if (musl?.outcome.code !== expected.error)
    throw new Error("the captured scenario is not what happens here");
  say("03:03  What to change");
  const words = [captured, ...SETTING.fix, "--engine"];
  const fixed = spawnSync(process.execPath, [TOOL, "fix", ...words, "model", "--json"], { encoding: "utf8" });
  tool("fix", ...words, "local");
  const [best] = JSON.parse(fixed.stdout).settings[0].remedies;
  if (best?.mendsAll !== true) throw new Error("nothing mends it");
  say(`03:04  ${best.title}`);
  const now = await apply(best, name);
  if (!lookUp(now)) throw new Error("the remedy does not mend the real place");
  say("03:05  It works");
}

try {
  await night();
} catch (error) {
  console.error(`${fault}: ${error.message}`);
  process.exitCode = 1;
} finally {
  dnsmasq?.kill("SIGKILL");
  rmSync(place, { recursive: true, force: true });
}
