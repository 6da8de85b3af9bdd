/** What GitHub's runner does with the lines that a step prints: actions/runner, src/Runner.Common/ActionCommand.cs. */

/** The lines that the runner takes for commands, of the second form ("::name …::") or the first ("##[name …]"). */
export function commandsIn(output: string): readonly string[] {
  return output
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
    .filter((line) => isSecondForm(line) || isFirstForm(line));
}

function isSecondForm(line: string): boolean {
  const text = line.trimStart();
  return text.startsWith("::") && text.indexOf("::", 2) > 0;
}

function isFirstForm(line: string): boolean {
  const start = line.indexOf("##[");
  return start >= 0 && line.indexOf("]", start) >= 0;
}
