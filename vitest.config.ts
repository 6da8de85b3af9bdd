import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 300_000,
    reporters: ["default", "./test/support/closing-line.ts"],
    // Cells wait for resolver timeouts, not for the processor.
    maxWorkers: 4,
  },
});
