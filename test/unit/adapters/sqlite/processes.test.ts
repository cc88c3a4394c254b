import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as E from "fp-ts/lib/Either.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identityOf, isDeletion, isVersion } from "../../../../src/domain/model/fact.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { DEFAULT_TIME, name } from "../../../../src/testing/index.ts";
import { opened, temporaryFolder } from "../../../conformance/sqlite-harness.ts";
import { rightOf } from "../../../support/workshop.ts";

const WRITER = fileURLToPath(new URL("writer.ts", import.meta.url));
const WRITERS = [1, 2, 3];
const COUNT = 25;
const END = DEFAULT_TIME + 1_000_000;

let folder: string;
let file: string;
let remove: () => Promise<void>;
const children: ChildProcess[] = [];

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  file = join(folder, "backup.db");
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await remove();
});

const write = (writer: number, count: number): ChildProcess => {
  const child = spawn(process.execPath, [WRITER, file, String(writer), String(count)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
};

const finished = async (child: ChildProcess): Promise<void> => {
  let complaints = "";
  child.stderr?.on("data", (data) => {
    complaints += String(data);
  });
  child.stdout?.resume();
  const [code] = await once(child, "exit");
  expect(code, complaints).toBe(0);
};

const statesOf = async (store: BackupStore): Promise<ReadonlyArray<string>> => {
  const names: string[] = [];
  for await (const state of store.statesAt(everything, END)) if (E.isRight(state)) names.push(state.right.name);
  return names;
};

describe("processes that share a SQLite store", () => {
  it("lose and double nothing when they make the file and write to it at once", async () => {
    await Promise.all(WRITERS.map((writer) => finished(write(writer, COUNT))));
    const store = await opened(file);
    const facts = await rightOf(store.facts(name("/shared")));
    const versions = Array.from({ length: COUNT }, (_, index) =>
      WRITERS.map((writer) => `version ${DEFAULT_TIME + index * 1000} ${writer}`),
    );
    expect(facts.filter(isVersion).map(identityOf).sort()).toEqual(versions.flat().sort());
    expect(facts.filter(isDeletion)).toMatchObject([{ aliveSince: DEFAULT_TIME + 1 }]);
    expect(await statesOf(store)).toHaveLength(WRITERS.length * COUNT + 1);
    await store.close()();
  });

  it("see what another one wrote while they had the store open", async () => {
    const store = await opened(file);
    expect(await statesOf(store)).toEqual([]);
    await finished(write(1, 1));
    expect(await statesOf(store)).toEqual(["/own/1/0", "/shared"]);
    await store.close()();
  });

  it("lose nothing acknowledged when they are killed", async () => {
    const child = write(1, 100_000);
    const exited = once(child, "exit");
    let acknowledged = -1;
    for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
      acknowledged = Number(line);
      if (acknowledged === COUNT) child.kill("SIGKILL");
    }
    await exited;
    expect(acknowledged).toBeGreaterThanOrEqual(COUNT);
    const store = await opened(file);
    const facts = await rightOf(store.facts(name("/shared")));
    // The version that was being written when the process died may be there as well.
    expect([acknowledged + 1, acknowledged + 2]).toContain(facts.filter(isVersion).length);
    await store.close()();
  });
});
