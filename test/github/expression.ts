/** The few expressions that the workflows use: a path into a context, fromJSON of one, and texts around them. */

/** Names such as "inputs.shard" or "steps.plan.outputs.matrix" and what they stand for. */
export type Context = Readonly<Record<string, string>>;

/** Replaces every `${{ … }}`. A path that is not there is empty, as on a runner; any other expression is refused. */
export function evaluate(text: string, context: Context): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    const [, path] = /^(?:fromJSON\()?([a-z]+(?:\.[a-z-]+)+)\)?$/.exec(expression) ?? [];
    if (path === undefined) throw new Error(`no runner of the tests knows the expression ${expression}`);
    return context[path] ?? "";
  });
}

export function evaluateAll(
  texts: Readonly<Record<string, string>>,
  context: Context,
): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, evaluate(text, context)]));
}

/** An object as a context: { shard: "1/2" } of "inputs" is inputs.shard. */
export function contextOf(prefix: string, values: Readonly<Record<string, string>>): Context {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}
