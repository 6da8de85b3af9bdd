/** What the scenario of an opened cell is about: files, servers, host, the story and its source. */

import { codeLines } from "./code.js";
import { detailsOf, hostOf, scenarioOf } from "./data.js";
import { el, outsideLink } from "./dom.js";
import { counted, duration, shown } from "./text.js";

/** @import { FileText, HostDetails, ScenarioDetails } from "../details.ts" */

/**
 * @param {string} id
 * @param {string} hostId
 */
export function scenarioSections(id, hostId) {
  const details = detailsOf(id);
  const host = hostOf(hostId);
  const { file } = scenarioOf(id);
  return [
    details === null ? null : filesSection(details, host),
    details === null ? null : surroundings(details, host, hostId),
    details === null ? null : story(details),
    details?.source ? el("details", {}, el("summary", {}, shown(file)), codeLines(details.source)) : null,
  ];
}

/**
 * @param {ScenarioDetails} details
 * @param {HostDetails | null} host
 */
function filesSection(details, host) {
  const files = { ...host?.files, ...details.files };
  const figures = Object.entries(files).map(([path, file]) =>
    el(
      "figure",
      { class: "file" },
      el("figcaption", {}, el("code", {}, shown(path)), ` ${fileNote(file)}`),
      fileBody(file),
    ),
  );
  return el(
    "section",
    {},
    el("h3", {}, "Files laid over the image's own"),
    figures.length === 0 ? el("p", {}, "None.") : el("div", { class: "files" }, ...figures),
  );
}

/** @param {FileText} file */
function fileNote(file) {
  if (file.kind === "absent") return "does not exist";
  if (file.kind === "directory") return "is a directory";
  if (file.kind === "failing") return `cannot be opened: ${shown(file.errno)}`;
  if (file.kind === "symlink") return `→ ${shown(file.target)}`;
  const owner = file.owner === 0 ? "" : `, owner ${file.owner}`;
  return `${file.mode}${owner}`;
}

/** @param {FileText} file */
function fileBody(file) {
  if (file.kind !== "content") return null;
  const cut = file.cutBytes > 0 ? el("p", {}, `${counted(file.cutBytes, "more byte")}`) : null;
  return el("div", {}, file.text === "" ? el("p", {}, "empty") : codeLines(file.text), cut);
}

/**
 * @param {ScenarioDetails} details
 * @param {HostDetails | null} host
 * @param {string} hostId
 */
function surroundings({ dns, env, hostname, user }, host, hostId) {
  const servers = dns.map(({ address, udp, tcp, delayMs }) => {
    const states = udp === tcp ? udp : `udp ${udp}, tcp ${tcp}`;
    return `${address} ${states}${delayMs > 0 ? `, replies after ${duration(delayMs)}` : ""}`;
  });
  /** @type {[string, string[]][]} */
  const lines = [
    ["Servers", servers],
    ["Environment", Object.entries(env).map(([name, value]) => `${name}=${value}`)],
    ["Host name", hostname === null ? [] : [hostname]],
    ["User", user === null ? [] : [`uid ${user}`]],
    [
      "Host",
      host === null || hostId === "default"
        ? []
        : [`${hostId}: ${host.title} (imitates ${folded(host.imitates)})`],
    ],
    [
      "System calls",
      Object.entries(host?.syscalls ?? {}).map(([call, answer]) => `${call} answers ${answer}`),
    ],
    ["Kernel settings", Object.entries(host?.sysctls ?? {}).map(([name, value]) => `${name} = ${value}`)],
  ];
  const told = lines.filter(([, texts]) => texts.length > 0);
  if (told.length === 0) return null;
  return el(
    "section",
    {},
    el("h3", {}, "Around it"),
    el(
      "dl",
      {},
      ...told.flatMap(([term, texts]) => [
        el("dt", {}, term),
        el("dd", {}, ...texts.map((text) => el("div", {}, shown(text)))),
      ]),
    ),
  );
}

/**
 * Prose of a file, whose line ends mean nothing, on one line.
 * @param {string} prose
 */
function folded(prose) {
  return prose.trim().replace(/\s*\n\s*/g, " ");
}

/** @param {ScenarioDetails} details */
function story({ about, refs, documented }) {
  const paragraphs = about.split(/\n/).filter((line) => line.trim() !== "");
  if (paragraphs.length === 0 && refs.length === 0 && documented.length === 0) return null;
  return el(
    "section",
    { class: "story" },
    el("h3", {}, "About"),
    ...paragraphs.map((line) => el("p", {}, shown(line))),
    refs.length === 0 ? null : el("ul", {}, ...refs.map((ref) => el("li", {}, outsideLink(ref)))),
    documented.length === 0
      ? null
      : el("p", {}, `From documents, not from a run: ${shown(documented.join(", "))}.`),
  );
}
