/** `expect`: what a run must show. */
import { z } from "zod";
import { mapping } from "../../yaml/allowed.ts";
import { answerAddress, line, serverAddress, textThat } from "./leaves.ts";

const verdict = z
  .enum(["agree", "latency", "wire", "order", "addresses", "error-kind", "outcome"])
  .meta({ description: "The worst verdict among the comparisons of this scenario." });

/** What is expected of the cells of one key. */
export const cellExpectation = mapping({
  error: line(200).exactOptional().meta({
    description:
      '"answer", or how it fails: a code (EAI_AGAIN, "no such host"), a class (temporary), or part of the text.',
  }),
  never: z
    .literal(true, { error: "true" })
    .exactOptional()
    .meta({ description: "The lookup does not come back, however long one waits." }),
  addresses: z
    .array(answerAddress)
    .max(1000)
    .exactOptional()
    .meta({ description: "The addresses, in order." }),
  earlier: z
    .array(
      mapping({
        error: line(200).exactOptional().meta({ description: "As error of the whole." }),
        addresses: z.array(answerAddress).max(1000).exactOptional().meta({ description: "As addresses." }),
      }),
    )
    .max(50)
    .exactOptional()
    .meta({ description: "With steps: what the lookups before the last one come to, in order." }),
  mode: z
    .enum(["cgo", "files,dns", "dns,files", "files", "dns"])
    .exactOptional()
    .meta({ description: "What a cgo-enabled build of this Go version chooses by itself." }),
  asks: z
    .array(serverAddress)
    .max(64)
    .exactOptional()
    .meta({ description: "Servers asked, address:port, in the order of their first query; [] for none." }),
  text: line(1000).exactOptional().meta({ description: "Text of the error, whole." }),
  canonicalName: line(1024).exactOptional().meta({ description: "Canonical name of the answer." }),
  source: z.literal("documented", { error: "documented" }).exactOptional().meta({
    description:
      "documented: taken from documents or sources, not recorded from a run. The key may name an image that the scenario does not run on; it counts where a run has that image.",
  }),
});

export const expectations = mapping({
  verdict: verdict.exactOptional(),
  cells: z
    .record(
      textThat("a resolver, an image, or image/resolver", (key) => key.trim() !== ""),
      cellExpectation,
    )
    .exactOptional()
    .meta({
      description:
        'By musl, glibc@2.36, musl@<1.2.4, glibc@>=2.17-222.el7,<2.18, go, an image, or image/resolver, each also as "… on HOST". The most specific wins.',
    }),
}).meta({ description: "What a run must show; anything else fails it." });

export type CellExpectationText = z.output<typeof cellExpectation>;
