/** `npm start`: the whole catalogue on the terminal and as a page, unless reporters are named. */
import process from "node:process";

const REPORTERS = ["--reporter", "terminal", "--reporter", "html=report.html"];

const given = process.argv.slice(2);
const isChosen = given.some((word) => word === "--reporter" || word.startsWith("--reporter="));
process.argv.splice(2, given.length, "run", ...given, ...(isChosen ? [] : REPORTERS));
await import("../dist/harness/cli/main.js");
