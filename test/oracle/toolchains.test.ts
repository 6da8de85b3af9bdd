import { afterEach, expect, test, vi } from "vitest";
import { requireToolchains } from "./toolchains.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("without a toolchain nothing is recorded, and no random case is called compared", async () => {
  vi.stubEnv("PATH", "/nonexistent");
  vi.stubEnv("RESOLVER_MATRIX_GO", "/nonexistent/go");
  await expect(requireToolchains()).rejects.toThrow("no Go toolchain on PATH or in RESOLVER_MATRIX_GO");
});
