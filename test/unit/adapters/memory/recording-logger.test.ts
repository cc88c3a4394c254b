import { expect, it } from "vitest";
import { RecordingLogger } from "../../../../src/adapters/memory/recording-logger.ts";

it("a recording logger keeps every line in order, with its level and fields", () => {
  const logger = new RecordingLogger();
  expect(logger.lines).toEqual([]);
  logger.info("one", { name: "/a" });
  logger.debug("two");
  logger.warn("three");
  logger.error("four", { code: 7 });
  expect(logger.lines).toEqual([
    { level: "info", message: "one", fields: { name: "/a" } },
    { level: "debug", message: "two", fields: {} },
    { level: "warn", message: "three", fields: {} },
    { level: "error", message: "four", fields: { code: 7 } },
  ]);
});
