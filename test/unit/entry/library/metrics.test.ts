import { expect, it, vi } from "vitest";
import { EmfMetrics } from "../../../../src/adapters/powertools/emf-metrics.ts";
import { createFunctions } from "../../../../src/entry/library/index.ts";
import { sqsEvent } from "../../../../src/testing/builders.ts";
import { useSettings } from "../../../support/environment.ts";
import { Workshop } from "../../../support/workshop.ts";

/** What is written to standard output meanwhile, line by line. */
const printed = async (action: () => unknown): Promise<ReadonlyArray<string>> => {
  const chunks: string[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    chunks.push(String(chunk));
    return true;
  });
  try {
    await action();
  } finally {
    write.mockRestore();
  }
  return chunks.join("").split("\n").slice(0, -1);
};

const handleOne = (settings: Readonly<Record<string, string>>) => {
  useSettings({ SSMBAK_LOG_LEVEL: "silent", ...settings });
  const workshop = new Workshop();
  const { handler } = createFunctions({
    ...workshop.schemes(),
    source: "memory:",
    store: "memory:",
    clock: workshop.clock,
  });
  const event = workshop.put("/a", "canary-value");
  workshop.clock.advance(1_500);
  return printed(() => handler(sqsEvent([event])));
};

it("in Lambda each batch is a line in the embedded metric format", async () => {
  const lines = await handleOne({ AWS_LAMBDA_FUNCTION_NAME: "my-backup" });
  const count = (Name: string) => ({ Name, Unit: "Count" });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: "ssmbak",
            Dimensions: [["service"]],
            Metrics: [...["Stored", "Skipped", "Failed", "Gaps"].map(count), { Name: "Lag", Unit: "Milliseconds" }],
          },
        ],
      },
      ...{ service: "my-backup", Stored: 1, Skipped: 0, Failed: 0, Gaps: 0, Lag: 1_500 },
    },
  ]);
});

it.each([
  [{}, 0],
  [{ SSMBAK_METRICS: "emf" }, 1],
  [{ AWS_LAMBDA_FUNCTION_NAME: "my-backup", SSMBAK_METRICS: "none" }, 0],
])("with %j there are so many lines: %i", async (settings, lines) => {
  expect(await handleOne(settings)).toHaveLength(lines);
});

it("another setting is refused", async () => {
  await expect(handleOne({ SSMBAK_METRICS: "prometheus" })).rejects.toThrow("SSMBAK_METRICS: expected emf or none");
});

it("no lag is left out, however many there are, and zeros are told without one", async () => {
  const lags = Array.from({ length: 250 }, (_, index) => index);
  const metrics = new EmfMetrics("x");
  const lines = await printed(() => metrics.record({ stored: 250, skipped: 0, failed: 0, gaps: 0, lags }));
  expect(lines.flatMap((line) => JSON.parse(line).Lag)).toEqual(lags);
  expect(lines.filter((line) => "Stored" in JSON.parse(line))).toHaveLength(1);
  const [zeros = ""] = await printed(() => metrics.record({ stored: 0, skipped: 0, failed: 0, gaps: 0, lags: [] }));
  expect(JSON.parse(zeros)).toMatchObject({ Stored: 0, Failed: 0, Gaps: 0 });
  expect(JSON.parse(zeros)).not.toHaveProperty("Lag");
});
