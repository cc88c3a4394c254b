import { readFileSync } from "node:fs";
import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { beforeEach, describe, expect, it } from "vitest";
import type { SqsEvent } from "../../../../src/adapters/aws-lambda/sqs-event.ts";
import { configurationError } from "../../../../src/composition/config/configuration-error.ts";
import type { StoreScheme } from "../../../../src/composition/schemes/scheme.ts";
import { backup, createFunctions, handler, processEvent } from "../../../../src/index.ts";
import { changeEnvelope, changeEventOf, DEFAULT_TIME, sqsEvent } from "../../../../src/testing/builders.ts";
import { useSettings } from "../../../support/environment.ts";
import { sourceFailures, storeFailures } from "../../../support/failures.ts";
import { decoded, Workshop } from "../../../support/workshop.ts";
import { expectSsmbakError, functionsOf, functionsWithSource, rejectionOf } from "./functions-bench.ts";

beforeEach(() => useSettings());

const documented: SqsEvent = JSON.parse(
  readFileSync(new URL("../../../fixtures/events/sqs-update-securestring.json", import.meta.url), "utf8"),
);

describe("processMessage", () => {
  const { processMessage } = createFunctions();

  it("reads the message in the documentation of the Python package", () => {
    expect(processMessage(String(documented.Records[0]?.body))).toEqual(
      E.right({
        id: "2ada935b-482a-1f19-50a1-21aa9b6b7e2c",
        name: "/testyssmbak/H0PTBA",
        type: "SecureString",
        operation: "Update",
        time: Date.UTC(2024, 5, 8, 23, 6, 33),
        description: "fancydesc2",
        account: "000000000000",
        region: "us-east-1",
      }),
    );
  });

  it("prepends the slash that top-level names arrive without", () => {
    const message = JSON.stringify(changeEnvelope({ name: "motd" }));

    expect(message).toContain('"name":"motd"');
    expect(processMessage(message)).toMatchObject(E.right({ name: "/motd" }));
  });

  it("leaves the description out where there is none", () => {
    const message = processMessage(JSON.stringify(changeEnvelope()));

    expect(E.isRight(message) && message.right).not.toHaveProperty("description");
  });

  it.each([
    ["no JSON", "hunter2", []],
    ["another source", JSON.stringify({ ...changeEnvelope(), source: "hunter2" }), ["source"]],
    ["nothing in it", "{}", ["detail-type"]],
  ])("says what is wrong, and where, with a message of %s", (_what, message, paths) => {
    const left = processMessage(message);

    expect(left).toMatchObject(E.left({ _tag: "DecodeError", message: expect.stringMatching(/^not a valid/) }));
    expect(E.isLeft(left) && left.left.problems.map(({ path }) => path).filter((path) => path !== "")).toEqual(paths);
    expect(JSON.stringify(left)).not.toContain("hunter2");
  });
});

describe("backup", () => {
  it("answers 200 when the history is kept, also when it was before", async () => {
    const workshop = new Workshop();
    const functions = functionsOf(workshop);
    const action = decoded(workshop.put("/a"));

    expect(await functions.backup(action)).toBe(200);
    expect(await functions.backup(action)).toBe(200);
    expect(await workshop.stored("/a")).toEqual(["v1@0"]);
  });

  it("answers 204 when the deletion is kept", async () => {
    const workshop = new Workshop();
    workshop.put("/a");

    expect(await functionsOf(workshop).backup(decoded(workshop.remove("/a", 4_000)))).toBe(204);
    expect(await workshop.stored("/a")).toEqual(["deleted@4000"]);
  });

  it("answers 204 when the parameter was deleted before it could be handled", async () => {
    const workshop = new Workshop();
    const action = decoded(workshop.put("/a"));
    workshop.remove("/a");

    expect(await functionsOf(workshop).backup(action)).toBe(204);
    expect(await workshop.stored("/a")).toEqual([]);
  });

  it("answers 205 to the notice of a policy, even without a store", async () => {
    expect(await createFunctions().backup(changeEventOf({ operation: "PolicyNotice" }))).toBe(205);
  });

  it("answers 205 when a label moved, and keeps that", async () => {
    const workshop = new Workshop();
    workshop.put("/a");
    workshop.ssm.labelParameterVersion("/a", ["live"]);
    expect(await functionsOf(workshop).backup(decoded(workshop.lastEvent()))).toBe(205);
    expect(await workshop.stored("/a")).toEqual(["v1@0", "live -->1@0"]);
    workshop.remove("/a");
    expect(await functionsOf(workshop).backup(changeEventOf({ name: "/a", operation: "LabelParameterVersion" }))).toBe(
      205,
    );
  });

  it("rejects a deletion that Parameter Store contradicts", async () => {
    const workshop = new Workshop();
    workshop.put("/a");
    const action = changeEventOf({ name: "/a", operation: "Delete", time: DEFAULT_TIME + 60_000 });

    const error = await rejectionOf(functionsOf(workshop).backup(action));

    expectSsmbakError(error, "StillThere", expect.stringContaining("has to be delivered again"));
  });

  it.each(sourceFailures("why it failed", new Error("private")))(
    "rejects with $_tag of the source",
    async (failure) => {
      const workshop = new Workshop();
      const functions = functionsWithSource(workshop, { history: () => TE.left(failure) });

      expectSsmbakError(await rejectionOf(functions.backup(changeEventOf())), failure._tag, "why it failed");
    },
  );

  it.each(storeFailures("why it failed", new Error("private")))("rejects with $_tag of the store", async (failure) => {
    const workshop = new Workshop();
    workshop.store.failNext("before", failure);

    expectSsmbakError(await rejectionOf(functionsOf(workshop).backup(changeEventOf())), failure._tag, "why it failed");
  });

  it("rejects with the kind of what an adapter throws", async () => {
    const history = () => {
      throw new SyntaxError("private");
    };
    const functions = functionsWithSource(new Workshop(), { history });

    expectSsmbakError(
      await rejectionOf(functions.backup(changeEventOf())),
      "Unexpected",
      "an adapter threw SyntaxError",
    );
  });
});

describe("processEvent", () => {
  it("tells what became of every record", async () => {
    const workshop = new Workshop();

    const report = await functionsOf(workshop).processEvent(sqsEvent([workshop.put("/a"), "not JSON"]));

    expect(report).toMatchObject({
      appended: 1,
      gaps: [],
      outcomes: [
        { messageId: "message-1", outcome: "stored", status: 200 },
        { messageId: "message-2", reason: "DecodeError" },
      ],
    });
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "hunter2"],
    ["an object without records", { hunter2: 1 }],
    ["records that are no list", { Records: "hunter2" }],
    ["a record that is no object", { Records: ["hunter2"] }],
    ["a record without a message id", { Records: [{ body: "hunter2" }] }],
    ["a message id that is no text", { Records: [{ messageId: 5, body: "hunter2" }] }],
    ["an EventBridge event", changeEnvelope({ description: "hunter2" })],
  ])("rejects %s: it is no SQS event", async (_what, event) => {
    const workshop = new Workshop();
    for (const call of [functionsOf(workshop).processEvent, functionsOf(workshop).handler]) {
      const error = await rejectionOf(call(event));

      expectSsmbakError(error, "DecodeError", expect.stringMatching(/^not a valid SQS event: /));
      expect(String(error)).not.toContain("hunter2");
    }
  });
});

describe("a store and a source that are objects", () => {
  it("are used by all functions", async () => {
    const workshop = new Workshop();
    const { store, ssm: source, logger } = workshop;
    const functions = createFunctions({ store, source, logger });

    expect(await functions.backup(decoded(workshop.put("/a")))).toBe(200);
    expect(await functions.handler(sqsEvent([workshop.put("/b")]))).toEqual({ batchItemFailures: [] });

    expect(await workshop.stored("/a")).toEqual(["v1@0"]);
    expect(await workshop.stored("/b")).toEqual(["v1@0"]);
  });
});

describe("the service behind the functions", () => {
  const countingScheme = (workshop: Workshop, answers: ReadonlyArray<ReturnType<StoreScheme["open"]>>) => {
    const counted = { opened: 0 };
    const open: StoreScheme["open"] = () => {
      const answer = answers[counted.opened] ?? TE.right(workshop.store);
      counted.opened += 1;
      return answer;
    };
    return { counted, stores: [{ scheme: "memory", form: "memory:", open }] };
  };

  it("is put together once, by the first call, for any number of calls at once", async () => {
    const workshop = new Workshop();
    const { counted, stores } = countingScheme(workshop, []);
    const functions = functionsOf(workshop, { stores });
    const event = workshop.put("/a");
    expect(counted.opened).toBe(0);

    await Promise.all([functions.handler(sqsEvent([event])), functions.processEvent(sqsEvent([event]))]);
    await functions.backup(decoded(event));
    await functions.handler(sqsEvent([event]));

    expect(counted.opened).toBe(1);
  });

  it("is not needed to decode a message or to refuse an event", async () => {
    const workshop = new Workshop();
    const { counted, stores } = countingScheme(workshop, []);
    const functions = functionsOf(workshop, { stores });

    functions.processMessage("{}");
    await rejectionOf(functions.handler({}));

    expect(counted.opened).toBe(0);
  });

  it("is put together anew by the call after one that failed", async () => {
    const workshop = new Workshop();
    const failures = [configurationError("VAULT", "sealed"), ...storeFailures("away")];
    const { counted, stores } = countingScheme(
      workshop,
      failures.map((failure) => TE.left(failure)),
    );
    const functions = functionsOf(workshop, { stores });
    const event = sqsEvent([workshop.put("/a")]);

    for (const { _tag, message } of failures) {
      expectSsmbakError(await rejectionOf(functions.handler(event)), _tag, message);
    }
    expect(await functions.handler(event)).toEqual({ batchItemFailures: [] });
    expect(counted.opened).toBe(failures.length + 1);
  });
});

describe("the functions of the package", () => {
  it("are configured by the environment, of which they name the variable that is missing", async () => {
    const event = sqsEvent([changeEnvelope()]);
    for (const call of [() => handler(event), () => processEvent(event), () => backup(changeEventOf())]) {
      expectSsmbakError(
        await rejectionOf(call()),
        "ConfigurationError",
        "SSMBAK_STORE: not set; expected s3://BUCKET[?kmsKeyId=KEY][&pathStyle=true], sqlite:PATH, memory:",
      );
    }

    useSettings({ SSMBAK_STORE: "memory:", SSMBAK_SOURCE: "memory:", SSMBAK_LOG_LEVEL: "silent" });
    expect(await handler(event)).toEqual({ batchItemFailures: [] });
    expect(await backup(changeEventOf({ operation: "Delete" }))).toBe(204);
  });
});
