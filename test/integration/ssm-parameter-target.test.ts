import { createHash, randomUUID } from "node:crypto";
import { AddTagsToResourceCommand, type SSMClient } from "@aws-sdk/client-ssm";
import * as O from "fp-ts/lib/Option.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { S3BackupStore } from "../../src/adapters/aws-s3/s3-backup-store.ts";
import { asSsmCalls } from "../../src/adapters/aws-ssm/ssm-calls.ts";
import { SsmParameterSource } from "../../src/adapters/aws-ssm/ssm-parameter-source.ts";
import { SsmParameterTarget } from "../../src/adapters/aws-ssm/ssm-parameter-target.ts";
import { InMemoryBackupStore } from "../../src/adapters/memory/in-memory-backup-store.ts";
import { RecordingLogger } from "../../src/adapters/memory/recording-logger.ts";
import { openSqliteBackupStore } from "../../src/adapters/sqlite/sqlite-backup-store.ts";
import { backUpChanges } from "../../src/application/backup/back-up-changes.ts";
import { type ApplyDependencies, applyRestore } from "../../src/application/restore/apply-restore.ts";
import { planRestore } from "../../src/application/restore/plan-restore.ts";
import { newestOf } from "../../src/domain/model/parameter-version.ts";
import { Secret } from "../../src/domain/model/secret.ts";
import type { ParameterState } from "../../src/domain/restore/parameter-state.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import { changeEventOf, name } from "../../src/testing/builders.ts";
import { freshBucket, s3At, ssmAt } from "../support/aws-clients.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { describeWithMoto } from "../support/with-moto.ts";
import { leftOf, rightOf } from "../support/workshop.ts";

const state = (value: string, others: Partial<ParameterState> = {}): ParameterState => ({
  type: "String",
  attributes: {},
  ...others,
  value: Secret.of(value),
});

describeWithMoto("restoring into SSM", (endpoint) => {
  let ssm: SSMClient;
  let target: SsmParameterTarget;
  let source: SsmParameterSource;
  beforeAll(() => {
    ssm = ssmAt(endpoint);
    target = new SsmParameterTarget(ssm);
    source = new SsmParameterSource(asSsmCalls(ssm));
  });
  afterAll(() => ssm.destroy());

  const live = async (named: string) => {
    const history = await rightOf(source.history(name(named)));
    if (history._tag === "None") throw new Error("there is no such parameter");
    return newestOf(history.value);
  };

  it("creates, overwrites, labels, tags and removes", async () => {
    const named = name(`/${randomUUID()}/a`);
    const policies = [
      { policyText: '{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2099-01-01T00:00:00Z"}}' },
    ];
    const attributes = { description: "d", tier: "Advanced", allowedPattern: "^s", dataType: "text", policies };
    const tags = { team: "blue", "aws:cloudformation:stack-name": "never written" };
    const secret = state("s\n", { type: "SecureString", attributes: { ...attributes, keyId: "alias/aws/ssm" } });
    expect(await rightOf(target.create(named, { ...secret, attributes: { ...secret.attributes, tags } }))).toBe(1);
    expect(await live(named)).toMatchObject({
      type: "SecureString",
      attributes: { description: "d", tier: "Advanced" },
    });
    await ssm.send(
      new AddTagsToResourceCommand({ ResourceType: "Parameter", ResourceId: named, Tags: [{ Key: "k", Value: "v" }] }),
    );
    expect(await rightOf(target.overwrite(named, state("plain"), secret))).toBe(2);
    await rightOf(target.label(named, 2, ["live"]));
    await rightOf(target.label(named, 2, []));
    const after = await live(named);
    expect(after.value.reveal()).toBe("plain");
    expect(after.attributes.labels).toEqual(["live"]);
    expect(after.attributes.description ?? "").toBe("");
    const tagsNow = async () => O.toUndefined(await rightOf(source.tags(named)));
    expect(await tagsNow()).toEqual({ team: "blue", k: "v" });
    await rightOf(target.tag(named, { added: [["team", "red"]], removed: ["k"] }));
    await rightOf(target.tag(named, { added: [], removed: [] }));
    expect(await tagsNow()).toEqual({ team: "red" });
    expect((await leftOf(target.create(named, state("x"))))._tag).toBe("TargetMoved");
    await rightOf(target.remove(named));
    await rightOf(target.remove(named));
    await expect(live(named)).rejects.toThrow();
  });

  const stores: ReadonlyArray<readonly [string, () => Promise<BackupStore>]> = [
    ["memory", async () => new InMemoryBackupStore()],
    ["sqlite", () => rightOf(openSqliteBackupStore(`${temporaryFolder()}/restore.db`))],
    [
      "S3",
      async () => {
        const s3 = s3At(endpoint);
        return new S3BackupStore(s3, { bucket: await freshBucket(s3) });
      },
    ],
  ];

  it.each(stores)(
    "restores from %s, and undoes the restore",
    async (_kind, open) => {
      const store = await open();
      const logger = new RecordingLogger();
      const path = `/${randomUUID()}/`;
      const [a, b] = [name(`${path}a`), name(`${path}b`)];
      const keep = () => Promise.all([a, b].map((each) => rightOf(backUpChanges({ source, store, logger })(each, []))));
      const deleted = (time: number) =>
        rightOf(backUpChanges({ source, store, logger })(b, [changeEventOf({ name: b, operation: "Delete", time })]));
      const dependencies: ApplyDependencies = {
        source,
        store,
        target,
        clock: { now: () => Date.now() },
        origin: { store: "", source: "", region: "" },
        digest: (text) => createHash("sha256").update(text).digest("hex"),
        pause: async () => {},
      };
      const restore = async (instant: number, prune = false) => {
        const plan = await rightOf(planRestore(dependencies)({ _tag: "Tree", path }, instant, { prune }));
        return (await rightOf(applyRestore(dependencies)(plan))).results.map(({ outcome }) => outcome);
      };
      const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1100 - (Date.now() % 1000)));
      await rightOf(target.create(a, state("1\n")));
      await rightOf(target.create(b, state("1")));
      await keep();
      const first = Math.max((await live(a)).modifiedAt, (await live(b)).modifiedAt);
      await nextSecond();
      await rightOf(target.overwrite(a, state("2", { attributes: { description: "two" } }), state("1")));
      await rightOf(target.remove(b));
      await keep();
      await deleted(Date.now());
      await nextSecond();
      const second = Date.now();
      await nextSecond();
      expect(await restore(first)).toEqual(["Applied", "Applied"]);
      expect((await live(a)).value.reveal()).toBe("1\n");
      expect((await live(a)).attributes.description ?? "").toBe("");
      expect((await live(b)).value.reveal()).toBe("1");
      expect(await restore(first)).toEqual([]);
      await keep();
      expect(await restore(second, true)).toEqual(["Applied", "Applied"]);
      expect((await live(a)).value.reveal()).toBe("2");
      expect((await live(a)).attributes.description).toBe("two");
      await expect(live(b)).rejects.toThrow();
      await rightOf(store.close());
    },
    60_000,
  );
});
