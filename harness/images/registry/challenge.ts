/** What a registry demands of a client that it does not know: the WWW-Authenticate header (RFC 9110, section 11). */

/** Token authentication: a token from `realm` is to be sent along. */
export interface BearerChallenge {
  readonly scheme: "bearer";
  readonly realm: string;
  readonly service: string | null;
  readonly scope: string | null;
}

export type Challenge = BearerChallenge | { readonly scheme: "basic" };

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAMETER = new RegExp(`\\s*(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))\\s*(?:,|$)`, "y");
const SCHEME = new RegExp(`\\s*(${TOKEN})(?:\\s+|$)`, "y");

/** The first challenge of a header that can be met, Bearer before Basic; null for none. */
export function parseChallenge(header: string): Challenge | null {
  const challenges = split(header);
  const bearer = challenges.find(({ scheme, parameters }) => scheme === "bearer" && parameters.has("realm"));
  if (bearer !== undefined) {
    const { parameters } = bearer;
    return {
      scheme: "bearer",
      realm: parameters.get("realm") ?? "",
      service: parameters.get("service") ?? null,
      scope: parameters.get("scope") ?? null,
    };
  }
  return challenges.some(({ scheme }) => scheme === "basic") ? { scheme: "basic" } : null;
}

interface Written {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** What does not follow the grammar ends the list. */
function split(header: string): readonly Written[] {
  const challenges: Written[] = [];
  let position = 0;
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(header);
    if (match !== null) position = pattern.lastIndex;
    return match;
  };
  for (let scheme = next(SCHEME); scheme !== null; scheme = next(SCHEME)) {
    const parameters = new Map<string, string>();
    for (let match = next(PARAMETER); match !== null; match = next(PARAMETER)) {
      const [, name = "", quoted, plain] = match;
      parameters.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, "$1") ?? plain ?? "");
    }
    challenges.push({ scheme: (scheme[1] ?? "").toLowerCase(), parameters });
  }
  return challenges;
}
