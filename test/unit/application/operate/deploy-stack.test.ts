import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import {
  type Deployment,
  hasFailed,
  isMoving,
  proposeDeployment,
} from "../../../../src/application/operate/deploy-stack.ts";
import { stackRefused } from "../../../../src/ports/stack-error.ts";
import { FakeStacks } from "../../../support/fake-stacks.ts";
import { leftOf, rightOf } from "../../../support/workshop.ts";

const CODE = new Uint8Array([1, 2, 3]);
const CREATE: Deployment = { name: "kept", kind: "CREATE", parameters: { BatchSize: "7" } };
const UPDATE: Deployment = { ...CREATE, kind: "UPDATE", parameters: {} };

const bench = (status?: string) => {
  const stacks = new FakeStacks(status);
  const uploaded: Uint8Array[] = [];
  const artifacts = {
    upload: (code: Uint8Array) => {
      uploaded.push(code);
      return TE.right({ bucket: "code", key: "hash.zip" });
    },
    close: () => {},
  };
  const dependencies = { stacks, artifacts, template: "template", code: CODE };
  return { stacks, uploaded, dependencies, propose: proposeDeployment(dependencies) };
};

describe("a deployment", () => {
  it("is proposed with the code that was uploaded, and nothing kept where there was no stack", async () => {
    const { stacks, uploaded, propose } = bench();
    expect(O.isSome(await rightOf(propose(CREATE)))).toBe(true);
    expect(uploaded).toEqual([CODE]);
    expect(stacks.request).toEqual({
      ...CREATE,
      template: "template",
      parameters: { BatchSize: "7", CodeBucket: "code", CodeKey: "hash.zip" },
      unchanged: [],
    });
  });

  it("keeps the parameters of a stack that it says nothing of", async () => {
    const { stacks, propose } = bench("UPDATE_COMPLETE");
    await rightOf(propose(UPDATE));
    expect(stacks.request?.unchanged).toEqual(["BatchSize"]);
    await rightOf(propose({ ...UPDATE, parameters: { BatchSize: "9" } }));
    expect(stacks.request?.unchanged).toEqual([]);
  });

  it("begins anew where a stack was proposed before and never made", async () => {
    const { stacks, propose } = bench("REVIEW_IN_PROGRESS");
    await rightOf(propose(CREATE));
    expect(stacks.request?.unchanged).toEqual([]);
  });

  it.each<[status: string | undefined, Deployment, message: RegExp]>([
    ["CREATE_COMPLETE", CREATE, /^stack kept exists \(CREATE_COMPLETE\): ssmbak stack update kept, or another name$/],
    [undefined, UPDATE, /^there is no stack kept: ssmbak stack create kept$/],
    ["REVIEW_IN_PROGRESS", UPDATE, /^there is no stack kept: ssmbak stack create kept$/],
    ["UPDATE_IN_PROGRESS", UPDATE, /is being changed \(UPDATE_IN_PROGRESS\); wait: ssmbak stack status kept$/],
    ["ROLLBACK_COMPLETE", CREATE, /failed \(ROLLBACK_COMPLETE\): run ssmbak stack delete kept/],
    ["ROLLBACK_COMPLETE", UPDATE, /failed \(ROLLBACK_COMPLETE\): run ssmbak stack delete kept/],
    ["CREATE_FAILED", UPDATE, /creating or deleting stack kept failed/],
    ["DELETE_FAILED", UPDATE, /creating or deleting stack kept failed \(DELETE_FAILED\)/],
    ["UPDATE_ROLLBACK_FAILED", UPDATE, /could not be rolled back: choose "Continue update rollback"/],
  ])("of a stack that is %s is refused before anything is uploaded (%j)", async (status, deployment, message) => {
    const { uploaded, propose } = bench(status);
    expect(await leftOf(propose(deployment))).toMatchObject({
      _tag: "StackUnfit",
      message: expect.stringMatching(message),
    });
    expect(uploaded).toEqual([]);
  });

  it("goes on after an update that was taken back whole", async () => {
    expect(E.isRight(await bench("UPDATE_ROLLBACK_COMPLETE").propose(UPDATE)())).toBe(true);
  });

  it("is not proposed without its code", async () => {
    const { stacks, dependencies } = bench();
    const refused = stackRefused("no such bucket");
    const artifacts = { ...dependencies.artifacts, upload: () => TE.left(refused) };
    expect(await leftOf(proposeDeployment({ ...dependencies, artifacts })(CREATE))).toBe(refused);
    expect(stacks.request).toBeUndefined();
  });
});

describe("a status", () => {
  it.each([
    ["CREATE_IN_PROGRESS", true, false],
    ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", true, false],
    ["UPDATE_ROLLBACK_IN_PROGRESS", true, true],
    ["REVIEW_IN_PROGRESS", false, false],
    ["CREATE_COMPLETE", false, false],
    ["CREATE_FAILED", false, true],
    ["UPDATE_ROLLBACK_COMPLETE", false, true],
  ])("of %s is moving: %s, has failed: %s", (status, moving, failed) => {
    expect([isMoving(status), hasFailed(status)]).toEqual([moving, failed]);
  });
});
