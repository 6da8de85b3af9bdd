/** The pages of the site: those of docs/, parts of the README, and a page for each file that they link to. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, posix } from "node:path";

/** Sections of the README that are pages of their own: path in the site → heading. */
const README_PAGES = new Map([
  ["ci.md", "Use it in CI"],
  ["scenarios.md", "Write a scenario"],
]);
const SOURCES = "repository";
/** Links of Markdown to somewhere in the repository: no scheme, no anchor of the same page. */
const LINK = /(\]\()(?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)/g;
const FENCE = /^(```+)[^\n]*\n[\s\S]*?^\1$/gm;

/**
 * @param {string} root of the repository
 * @returns {Map<string, string>} path in the site → Markdown
 * @throws where a link leads to nothing
 */
export function sitePages(root) {
  const pages = new Map();
  /** What is still to be written: path in the repository. */
  const wanted = new Set();
  const add = (path, source, text) => {
    const links = (part) =>
      part.replace(LINK, (_, open, target, anchor = "") => {
        const address = addressOf(root, posix.join(folderOf(source), target), anchor, wanted);
        if (address === null) throw new Error(`${source} links to ${target}, which is not there`);
        return `${open}${posix.relative(posix.dirname(path), address.path)}${address.anchor})`;
      });
    pages.set(path, outsideFences(text, links));
  };
  for (const name of readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).sort())
    if (name.endsWith(".md")) add(docsPage(name), `docs/${name}`, read(root, `docs/${name}`));
  const readme = read(root, "README.md");
  for (const [path, heading] of README_PAGES) add(path, "README.md", section(readme, heading));
  for (const source of wanted) {
    const path = sourcePage(root, source);
    if (source.endsWith(".md")) add(path, source, read(root, source));
    else add(path, isFolder(root, source) ? `${source}/` : source, listing(root, source));
  }
  return pages;
}

/** Where a path of the repository is in the site; null where the repository does not have it. */
function addressOf(root, path, anchor, wanted) {
  const source = path.replace(/\/$/, "");
  const stats = statSync(join(root, source), { throwIfNoEntry: false });
  if (stats === undefined) return null;
  const readmePage = [...README_PAGES].find(
    ([, heading]) => source === "README.md" && anchor === `#${slug(heading)}`,
  );
  if (readmePage !== undefined) return { path: readmePage[0], anchor: "" };
  if (source.startsWith("docs/")) {
    const name = source.slice("docs/".length);
    if (stats.isDirectory()) return { path: `${name}/index.md`, anchor };
    return { path: docsPage(name), anchor };
  }
  const hasReadme = stats.isDirectory() && existsSync(join(root, source, "README.md"));
  const shown = hasReadme ? `${source}/README.md` : source;
  wanted.add(shown);
  return { path: sourcePage(root, shown), anchor };
}

/** The page of something outside docs/. */
function sourcePage(root, source) {
  if (source.endsWith(".md")) return `${SOURCES}/${docsPage(source)}`;
  return isFolder(root, source) ? `${SOURCES}/${source}/index.md` : `${SOURCES}/${source}.md`;
}

function isFolder(root, source) {
  return statSync(join(root, source)).isDirectory();
}

/** What links of a file or folder ("examples/") begin at. */
function folderOf(source) {
  return source.endsWith("/") ? source : posix.dirname(source);
}

/** A folder's README is its index. */
function docsPage(name) {
  return name.replace(/(^|\/)README\.md$/, "$1index.md");
}

function slug(heading) {
  return heading.toLowerCase().replaceAll(" ", "-");
}

/** A section of the second level, as a page: its headings move up by one. */
function section(text, heading) {
  const [, body] = text.split(`\n## ${heading}\n`);
  if (body === undefined) throw new Error(`README.md has no section "${heading}"`);
  const [own] = body.split(/\n## /);
  return `# ${heading}\n${own.replaceAll(/^##(#+ )/gm, "#$1")}\n`;
}

/** A file with its text, a folder with what is in it. */
function listing(root, source) {
  const title = `# ${source}\n\n`;
  if (isFolder(root, source)) {
    const names = readdirSync(join(root, source)).sort();
    return title + names.map((name) => `- [${name}](${name})`).join("\n");
  }
  const language =
    { ".yaml": "yaml", ".yml": "yaml", ".ts": "ts", ".mjs": "js", ".json": "json" }[extname(source)] ?? "txt";
  return `${title}\`\`\`\`\`${language}\n${read(root, source).trimEnd()}\n\`\`\`\`\`\n`;
}

function outsideFences(text, change) {
  let done = 0;
  let changed = "";
  for (const { 0: fence, index } of text.matchAll(FENCE)) {
    changed += change(text.slice(done, index)) + fence;
    done = index + fence.length;
  }
  return changed + change(text.slice(done));
}

function read(root, path) {
  return readFileSync(join(root, path), "utf8");
}
