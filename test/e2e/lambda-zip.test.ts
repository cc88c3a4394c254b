import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { describe, expect, it, vi } from "vitest";
import { bundleLambda } from "../../scripts/bundle-lambda.ts";
import { zipLambda } from "../../scripts/zip-lambda.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Where the directory at the end of an archive keeps the mode of its only file (APPNOTE.TXT, 4.3.12). */
const EXTERNAL_ATTRIBUTES = 38;

const directoryOf = (archive: Uint8Array): Buffer => {
  const bytes = Buffer.from(archive);
  return bytes.subarray(bytes.lastIndexOf("PK\x01\x02", undefined, "latin1"));
};

describe("the archive of the Lambda function", () => {
  it("is the same to the byte when it is built again, elsewhere, at another time", async () => {
    const archives: Uint8Array[] = [];
    for (const [zone, now] of [
      ["America/Los_Angeles", "2024-01-01"],
      ["Asia/Kolkata", "2031-07-01"],
    ] as const) {
      vi.stubEnv("TZ", zone);
      vi.useFakeTimers({ now: new Date(now), toFake: ["Date"] });
      const outfile = join(temporaryFolder(), "index.mjs");
      await bundleLambda({ outfile });
      archives.push(zipLambda(readFileSync(outfile)));
      vi.useRealTimers();
    }
    const [first, second] = archives;
    expect(first?.length).toBeGreaterThan(100_000);
    expect(Buffer.from(first ?? []).equals(second ?? Buffer.alloc(0))).toBe(true);
  });

  it("holds the file that the handler `index.handler` names, readable for Lambda's own user", () => {
    const code = Buffer.from("export const handler = () => {};\n");
    const archive = zipLambda(code);
    expect(unzipSync(archive)).toEqual({ "index.mjs": new Uint8Array(code) });
    expect(directoryOf(archive).readUInt32LE(EXTERNAL_ATTRIBUTES) >>> 16).toBe(0o100644);
  });
});
