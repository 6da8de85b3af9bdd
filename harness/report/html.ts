/**
 * The matrix as one HTML file that needs no network. Whatever comes from scenarios, images or packets is in a block
 * of JSON; the page's script shows it as text. A content security policy allows that script and style alone.
 */
import { createHash } from "node:crypto";
import type { Report } from "../matrix/report-data.ts";
import { jsonText } from "./escape.ts";
import { pageScript, pageStyle } from "./html/bundle.ts";
import { noDetails, type ReportDetails } from "./html/details.ts";
import { packedPageData } from "./html/page-data.ts";

/** A grid with one cell that differs. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%23888' d='M1 1h6v6H1zM1 9h6v6H1zM9 9h6v6H9z'/%3E%3Cpath fill='%23d33' d='M9 1h6v6H9z'/%3E%3C/svg%3E";

/**
 * The report as a web page.
 * @param details what to show beside the cells; without it the page has no files and no stories
 */
export function renderHtml(report: Report, details: ReportDetails = noDetails): string {
  const script = pageScript();
  const style = pageStyle();
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const { cells, agree, differ, unexpected, unavailable } = report.summary;
  const outcome = unexpected === 0 ? "✓ as expected" : `✗ ${unexpected} unexpected`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${outcome} – resolver-matrix</title>
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body>
<header id="top">
<h1>resolver-matrix</h1>
<div id="outcome" class="${unexpected === 0 ? "good" : "bad"}">${outcome}</div>
<div id="summary">${cells} cells: ${agree} agree, ${differ} differ, <span id="unavailable">${unavailable} unavailable</span></div>
<p id="about">${escapeHtml(report.tool)}, engine ${report.engine}, ${escapeHtml(report.startedAt.slice(0, 16))}, ${(report.elapsedMs / 1000).toFixed(1)} s</p>
<button id="theme" type="button" class="plain" hidden>Theme</button>
</header>
<form id="filters" role="search" aria-label="Filter the matrix"></form>
<main>
<noscript><p>The matrix is drawn by this page's own script. Where scripts are off, read the JSON or Markdown report.</p></noscript>
<div id="scroll" role="region" aria-label="Matrix; arrow keys move between cells, Enter opens one"><div id="matrix"></div></div>
</main>
<dialog id="cell" aria-labelledby="cell-title"></dialog>
<script type="application/json" id="data">${embeddedJson(packedPageData(report, details))}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** A source expression for exactly this text (CSP level 3, section 2.3.1). */
function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** JSON in which nothing can end the script element or begin a comment (HTML, 4.12.1.3): no "<" at all. */
function embeddedJson(value: unknown): string {
  return jsonText(value, null).trimEnd().replaceAll("<", "\\u003c");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (found) => entities[found] ?? found);
}
