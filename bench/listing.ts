import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import * as E from "fp-ts/lib/Either.js";
import { none } from "fp-ts/lib/Option.js";
import { type Chain, chainOnto } from "../src/adapters/aws-s3/chain.ts";
import { S3BackupStore } from "../src/adapters/aws-s3/s3-backup-store.ts";
import type { S3Calls } from "../src/adapters/aws-s3/s3-calls.ts";
import { planRestore } from "../src/application/restore/plan-restore.ts";
import type { ParameterSource } from "../src/ports/parameter-source.ts";
import { DEFAULT_TIME, name } from "../src/testing/index.ts";
import { printTable } from "./statistics.ts";

const VERSIONS = 100;
const PAGE = 1_000;
const MINUTE = 60_000;
/** One name in so many changed since the instant, which lies half-way. */
const CHANGED = 1_000;

const keyOf = (index: number): string => `/bench/${String(index).padStart(6, "0")}`;

const isChanged = (index: number): boolean => index % CHANGED === 0;

/** As a handler would have written them one after the other. */
const chains: Array<Chain | undefined> = [undefined, undefined];
for (let version = 2; version <= VERSIONS; version += 1) chains.push(chainOnto(`${version - 1}`, chains.at(-1)));

const metadata = (version: number): string =>
  JSON.stringify({
    ...{ format: 1, version, modifiedAt: DEFAULT_TIME + version * MINUTE, type: "String", attributes: {} },
    chain: chains[version],
  });

/** A bucket that is made up page by page as it is listed: nothing of it is ever held. */
class EndlessBucket {
  readonly calls = new Map<string, number>();
  readonly #names: number;

  constructor(names: number) {
    this.#names = names;
  }

  readonly send = async (command: { readonly input: object }): Promise<unknown> => {
    // An answer comes from outside: without this the watch on the memory would never have its turn.
    await setImmediate();
    const kind = command.constructor.name.replace("Command", "");
    this.calls.set(kind, (this.calls.get(kind) ?? 0) + 1);
    const input = command.input as { readonly KeyMarker?: string; readonly VersionId?: string };
    if (kind === "GetBucketVersioning") return { Status: "Enabled" };
    if (kind === "ListObjectVersions") return this.#page(Number(input.KeyMarker?.slice(-6) ?? -1) + 1);
    const body = { transformToByteArray: async () => new TextEncoder().encode("x") };
    return {
      ETag: "e",
      VersionId: input.VersionId,
      Metadata: { ssmbak: metadata(Number(input.VersionId)) },
      Body: body,
    };
  };

  readonly destroy = (): void => {};

  #page(first: number): unknown {
    const last = Math.min(first + PAGE / VERSIONS, this.#names);
    const Versions = [];
    for (let index = first; index < last; index += 1) {
      for (let version = VERSIONS; version > 0; version -= 1) {
        const LastModified = new Date(DEFAULT_TIME + version * MINUTE);
        Versions.push({ Key: keyOf(index), VersionId: `${version}`, IsLatest: version === VERSIONS, LastModified });
      }
    }
    const next = { NextKeyMarker: keyOf(last - 1), NextVersionIdMarker: "1" };
    return { Versions, IsTruncated: last < this.#names, ...(last < this.#names ? next : {}) };
  }
}

const listing = (names: number): ParameterSource => ({
  async *list() {
    for (let index = 0; index < names; index += 1) {
      const modifiedAt = DEFAULT_TIME + (isChanged(index) ? VERSIONS : VERSIONS / 2) * MINUTE;
      yield E.right({ name: name(keyOf(index)), version: VERSIONS, modifiedAt, type: "String" as const });
    }
  },
  history: () => async () => E.right(none),
  tags: () => async () => E.right(none),
  close: () => {},
});

/** The plan of a bucket with so many names of 100 versions each, from a listing that is made up as it is read. */
export const benchListing = async (names = 100_000): Promise<void> => {
  const bucket = new EndlessBucket(names);
  // Only the answers' fields that are read are made.
  const store = new S3BackupStore({ send: bucket.send, destroy: bucket.destroy } as S3Calls, { bucket: "bench" });
  globalThis.gc?.();
  const before = process.memoryUsage();
  let [rss, heap] = [before.rss, before.heapUsed];
  const watch = setInterval(() => {
    const now = process.memoryUsage();
    [rss, heap] = [Math.max(rss, now.rss), Math.max(heap, now.heapUsed)];
  }, 20);
  const start = performance.now();
  const dependencies = {
    ...{ store, source: listing(names), clock: { now: () => Date.now() } },
    ...{ origin: { store: "", source: "", region: "" }, digest: () => "" },
  };
  const instant = DEFAULT_TIME + (VERSIONS / 2) * MINUTE;
  const plan = await planRestore(dependencies)({ _tag: "Tree", path: "/bench/" }, instant)();
  clearInterval(watch);
  if (E.isLeft(plan)) throw new Error(plan.left.message);
  const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
  printTable(`The plan of ${names * VERSIONS} versions in S3, from a listing that is made up as it is read`, [
    {
      rows: plan.right.rows.length,
      differing: plan.right.rows.filter(({ version }) => version !== undefined).length,
      seconds: ((performance.now() - start) / 1000).toFixed(1),
      "MB before": megabytes(before.rss),
      "MB at its peak": megabytes(rss),
      "heap MB at its peak": megabytes(heap),
      ...Object.fromEntries(bucket.calls),
    },
  ]);
};
