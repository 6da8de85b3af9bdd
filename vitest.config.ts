import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Ends what hangs. No test says by it how fast something is: a busy machine may take many times as long.
    testTimeout: 120_000,
    hookTimeout: 300_000,
    reporters: ["default", "./test/support/closing-line.ts"],
    // Cells wait for resolver timeouts, not for the processor.
    maxWorkers: 4,
  },
});
