import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import * as E from "fp-ts/lib/Either.js";
import { none } from "fp-ts/lib/Option.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import pMap from "p-map";
import { S3BackupStore } from "../src/adapters/aws-s3/s3-backup-store.ts";
import { asSsmCalls } from "../src/adapters/aws-ssm/ssm-calls.ts";
import { SsmParameterSource } from "../src/adapters/aws-ssm/ssm-parameter-source.ts";
import { InMemoryBackupStore } from "../src/adapters/memory/in-memory-backup-store.ts";
import { openSqliteBackupStore } from "../src/adapters/sqlite/sqlite-backup-store.ts";
import { backUpChanges } from "../src/application/backup/back-up-changes.ts";
import { planRestore } from "../src/application/restore/plan-restore.ts";
import type { ListedParameter } from "../src/domain/model/parameter-version.ts";
import type { BackupStore } from "../src/ports/backup-store.ts";
import type { ParameterSource } from "../src/ports/parameter-source.ts";
import { DEFAULT_TIME, name, RecordingLogger, versionFactOf } from "../src/testing/index.ts";
import { freshBucket, s3At, ssmAt } from "../test/support/aws-clients.ts";
import { printTable } from "./statistics.ts";

const rightOf = async <A>(task: TaskEither<{ readonly message: string }, A>): Promise<A> => {
  const answer = await task();
  if (E.isLeft(answer)) throw new Error(answer.left.message);
  return answer.right;
};

const planning = {
  clock: { now: () => Date.now() },
  origin: { store: "", source: "", region: "" },
  digest: () => "",
};

const MINUTE = 60_000;
const VERSIONS = 100;
const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

/** A Parameter Store of which one name in a hundred changed since, and the rest before. */
const listing = (names: number, changed: number): ParameterSource => ({
  async *list() {
    for (let index = 0; index < names; index += 1) {
      const late = index % changed === 0;
      const modifiedAt = DEFAULT_TIME + (late ? VERSIONS : VERSIONS / 2) * MINUTE;
      const listed: ListedParameter = { name: name(`/bench/${index}`), version: VERSIONS, modifiedAt, type: "String" };
      yield E.right(listed);
    }
  },
  history: () => async () => E.right(none),
  tags: () => async () => E.right(none),
  close: () => {},
});

/**
 * Plans so many names with 100 versions each, of which every hundredth name differs. The memory that the memory store
 * takes is counted before.
 */
export const benchPlan = async (kind: "sqlite" | "memory" = "sqlite", names = 10_000): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), "ssmbak-bench-"));
  try {
    const store: BackupStore =
      kind === "memory" ? new InMemoryBackupStore() : await rightOf(openSqliteBackupStore(join(folder, "bench.db")));
    for (let index = 0; index < names; index += 1) {
      const facts = Array.from({ length: VERSIONS }, (_, version) =>
        versionFactOf({ name: `/bench/${index}`, version: version + 1, modifiedAt: DEFAULT_TIME + version * MINUTE }),
      );
      await rightOf(store.append({ name: name(`/bench/${index}`), facts }));
    }
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 20);
    const start = performance.now();
    const instant = DEFAULT_TIME + (VERSIONS / 2) * MINUTE;
    const dependencies = { ...planning, store, source: listing(names, 100) };
    const plan = await rightOf(planRestore(dependencies)({ _tag: "Tree", path: "/bench/" }, instant));
    clearInterval(watch);
    await rightOf(store.close());
    printTable(`The plan of ${names * VERSIONS} versions, ${kind} store`, [
      {
        rows: plan.rows.length,
        differing: plan.rows.filter(({ version }) => version !== undefined).length,
        seconds: ((performance.now() - start) / 1000).toFixed(2),
        "MB before": megabytes(before),
        "MB at its peak": megabytes(peak),
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const CHANGED = Array.from({ length: 30 }, (_, index) => `/preview/changed/${index}`);
const UNCHANGED = Array.from({ length: 270 }, (_, index) => `/preview/unchanged/${index}`);

/**
 * Previews 300 names on moto, a tenth of which changed since, for each number of versions. All versions are stored within
 * a minute or a few. That is the worst case for S3: LastModified says little of which version is which.
 *
 * Names that did not change are not read: their versions are put into the bucket alone, and only their newest versions
 * into Parameter Store. Names that changed go through the handler.
 *
 * @param versionsOfEach Ascending, at most 100.
 */
export const benchPreview = async (
  endpoint: string,
  versionsOfEach: ReadonlyArray<number> = [20, 100],
): Promise<void> => {
  const rows: Array<Readonly<Record<string, string | number>>> = [];
  const s3 = s3At(endpoint);
  const ssm = ssmAt(endpoint);
  const store = new S3BackupStore(s3, { bucket: await freshBucket(s3) });
  const source = new SsmParameterSource(asSsmCalls(ssm));
  const logger = new RecordingLogger();
  const calls = new Map<string, number>();
  const count = (command: unknown): void => void calls.set(String(command), (calls.get(String(command)) ?? 0) + 1);
  const step = { step: "initialize", name: "counting" } as const;
  s3.middlewareStack.add((next, context) => {
    return (args) => {
      count(context["commandName"]);
      return next(args);
    };
  }, step);
  ssm.middlewareStack.add((next, context) => {
    return (args) => {
      count(context["commandName"]);
      return next(args);
    };
  }, step);
  const put = (Name: string) =>
    ssm.send(new PutParameterCommand({ Name, Value: "x", Type: "String", Overwrite: true }));
  const change = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) await pMap(CHANGED, put, { concurrency: 8 });
    await pMap(CHANGED, (each) => rightOf(backUpChanges({ source, store, logger })(name(each), [])), {
      concurrency: 8,
    });
  };
  const storeVersions = async (first: number, last: number): Promise<void> => {
    const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    await pMap(
      UNCHANGED,
      async (each) => {
        const facts = numbers.map((version) =>
          versionFactOf({ name: each, version, modifiedAt: Date.now() + version }),
        );
        await rightOf(store.append({ name: name(each), facts }));
      },
      { concurrency: 8 },
    );
  };
  await pMap(UNCHANGED, put, { concurrency: 8 });
  let versions = 0;
  for (const wanted of versionsOfEach) {
    await storeVersions(versions + 1, wanted);
    await change(wanted - versions - 1);
    const instant = Date.now();
    await setTimeout(1_100);
    await change(1);
    versions = wanted;
    calls.clear();
    const start = performance.now();
    await rightOf(planRestore({ ...planning, store, source })({ _tag: "Tree", path: "/preview/" }, instant));
    const seconds = ((performance.now() - start) / 1000).toFixed(2);
    rows.push({ "versions of each": wanted, seconds, ...Object.fromEntries(calls) });
  }
  printTable("The preview of 300 names on moto, 30 of which changed since", rows);
  s3.destroy();
  ssm.destroy();
};
