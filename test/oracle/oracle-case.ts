/** One case of the comparison with real Go: a machine, its servers, and the calls of one process. */

import type { DnsServer, Fixture, Transport } from "../../harness/fixture/dns-server.ts";
import { createFixture } from "../../harness/fixture/fixture.ts";
import type { FileSpec } from "../../harness/scenario/scenario.ts";
import { WireError } from "../../harness/wire/errors.ts";
import { decodeMessage, optOf } from "../../harness/wire/message.ts";
import { typeMnemonic } from "../../harness/wire/mnemonics.ts";

export interface OracleCase {
  /** What the case is about. */
  readonly title: string;
  readonly files: Readonly<Record<string, FileSpec>>;
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly user: number;
  readonly dns: readonly DnsServer[];
  /** Arguments of main.go. */
  readonly args: readonly string[];
}

/** What one call returned. */
export type OracleAnswer =
  | { readonly kind: "answer"; readonly addresses: readonly string[] }
  | {
      readonly kind: "error";
      /** Source ports read PORT. */
      readonly text: string;
      readonly goType: string;
      readonly isTimeout: boolean;
      readonly isTemporary: boolean;
      readonly isNotFound: boolean;
      readonly server: string;
    };

/** What one process did. */
export interface OracleRun {
  /** For each call what it returned. */
  readonly calls: readonly OracleAnswer[];
  /** For each type the queries that arrived, "SERVER TRANSPORT NAME [OPT=SIZE] [AD]", in order. */
  readonly queries: Readonly<Record<string, readonly string[]>>;
  readonly stderr: readonly string[];
}

/** The servers of a case, and the queries that they have seen. */
export function recordingFixture(dns: readonly DnsServer[]): {
  readonly fixture: Fixture;
  readonly queries: Record<string, string[]>;
} {
  const fixture = createFixture(dns);
  const queries: Record<string, string[]> = {};
  return {
    queries,
    fixture: {
      servers: fixture.servers,
      answer: (server, transport, source, query) => {
        const { type, text } = describeQuery(server, transport, query);
        queries[type] ??= [];
        queries[type].push(text);
        return fixture.answer(server, transport, source, query);
      },
    },
  };
}

function describeQuery(server: string, transport: Transport, query: Uint8Array) {
  try {
    const message = decodeMessage(query);
    const [question] = message.questions;
    const opt = optOf(message);
    const marks = [
      ...(opt === null ? [] : [`OPT=${opt.udpSize}`]),
      ...(message.header.authenticData ? ["AD"] : []),
    ];
    const type = typeMnemonic(question?.type ?? 0);
    return { type, text: [server, transport, question?.name ?? "", ...marks].join(" ") };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { type: "malformed", text: `${server} ${transport} ${error.message}` };
  }
}
