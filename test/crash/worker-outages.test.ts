import { expect, it } from "vitest";
import { runLoad } from "../support/load.ts";
import { describeWithMoto } from "../support/with-moto.ts";

describeWithMoto("a worker whose queue and then its bucket are away for a while", (endpoint) => {
  // Messages that failed are hidden for 30 s before they are delivered again.
  it("stores every version once, and gives no event up", async () => {
    const { failures, lags, ...report } = await runLoad({
      ...{ parameters: endpoint, queue: endpoint, bucket: endpoint, path: "/load/outages" },
      ...{ names: 40, versions: 3, outageSeconds: 2, mostWaiting: 200 },
    });
    expect(report).toMatchObject({ events: 121, lost: 0, surplus: 0, deadLetters: 0, exitCode: 0 });
    expect(report.farewell).toMatch(/^stopped: \d+ messages handled, \d+ left in the queue$/);
    // Both outages were felt.
    expect(failures.ofPolls).toBeGreaterThan(0);
    expect(failures.ofNames).toBeGreaterThan(0);
    expect(lags.length).toBeGreaterThan(40);
  });
});
