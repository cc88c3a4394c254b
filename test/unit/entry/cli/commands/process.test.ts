import { readFileSync } from "node:fs";
import * as TE from "fp-ts/lib/TaskEither.js";
import { beforeEach, describe, expect, it } from "vitest";
import { run } from "../../../../../src/entry/cli/run.ts";
import { sourceUnavailable } from "../../../../../src/ports/source-error.ts";
import { changeEnvelope, sqsEvent } from "../../../../../src/testing/builders.ts";
import { useSettings } from "../../../../support/environment.ts";
import { FakeTerminal } from "../../../../support/fake-terminal.ts";
import { temporaryFile, temporaryFolder } from "../../../../support/temporary-folder.ts";
import { sourceLike, Workshop } from "../../../../support/workshop.ts";

const IN_MEMORY = ["--store", "memory:", "--source", "memory:"];

beforeEach(() => useSettings());

/** Runs `ssmbak process` on a file with this content, or on standard input. */
const processText = async (workshop: Workshop, content: string, { piped = false, flags = [] as string[] } = {}) => {
  const terminal = new FakeTerminal(piped ? content : "");
  const file = piped ? "-" : temporaryFile("events", content);
  const code = await run(["process", file, ...IN_MEMORY, ...flags], terminal, workshop.schemes());
  return { terminal, code };
};

const twoEvents = (workshop: Workshop) => [workshop.put("/a"), workshop.put("/b")] as const;

const TABLE_OF_TWO = [
  ["NAME", "OUTCOME", "STATUS", "EVENTS"],
  ["/a", "stored", "200", "1"],
  ["/b", "stored", "200", "1"],
  ["2 events handled, 2 facts new in the store, 0 failed"],
];

describe("ssmbak process takes", () => {
  const forms: ReadonlyArray<readonly [string, (events: ReadonlyArray<unknown>) => string]> = [
    ["an SQS event", (events) => JSON.stringify(sqsEvent(events))],
    ["an indented SQS event", (events) => JSON.stringify(sqsEvent(events), null, 2)],
    ["a list of EventBridge events", (events) => JSON.stringify(events)],
    ["a list of SQS events", (events) => JSON.stringify(events.map((event) => sqsEvent([event])))],
    ["JSON lines of EventBridge events", (events) => events.map((event) => JSON.stringify(event)).join("\n")],
    ["JSON lines of SQS events", (events) => events.map((event) => JSON.stringify(sqsEvent([event]))).join("\n")],
    ["JSON lines of either", ([a, b]) => `${JSON.stringify(a)}\n${JSON.stringify(sqsEvent([b]))}`],
    [
      "lines that end as on Windows, and empty ones",
      (events) => `${events.map((e) => JSON.stringify(e)).join("\r\n\r\n")}\r\n`,
    ],
    ["a text with a byte order mark", (events) => `\uFEFF${JSON.stringify(sqsEvent(events))}`],
  ];

  it.each(forms)("%s, from a file and from standard input", async (_what, write) => {
    for (const piped of [false, true]) {
      const workshop = new Workshop();
      const { terminal, code } = await processText(workshop, write(twoEvents(workshop)), { piped });

      expect(terminal.errors).toBe("");
      expect(terminal.rows).toEqual(TABLE_OF_TWO);
      expect(code).toBe(0);
    }
  });

  it("one EventBridge event", async () => {
    const workshop = new Workshop();

    const { terminal, code } = await processText(workshop, JSON.stringify(workshop.put("/a"), null, 2));

    expect(terminal.rows.slice(1)).toEqual([
      ["/a", "stored", "200", "1"],
      ["1 event handled, 1 fact new in the store, 0 failed"],
    ]);
    expect(code).toBe(0);
  });

  it("an empty input, of which it says that there was nothing in it", async () => {
    const { terminal, code } = await processText(new Workshop(), "\n");

    expect(terminal.output).toBe("0 events handled, 0 facts new in the store, 0 failed\n");
    expect(code).toBe(0);
  });

  it("more events than Lambda hands over at once", async () => {
    const workshop = new Workshop();
    const line = JSON.stringify(workshop.put("/a"));

    const { terminal, code } = await processText(workshop, `${line}\n`.repeat(10_001));

    expect(terminal.rows.slice(1)).toEqual([
      ["/a", "stored", "200", "10001"],
      ["10001 events handled, 1 fact new in the store, 0 failed"],
    ]);
    expect(code).toBe(0);
  });
});

describe("ssmbak process tells", () => {
  it("what became of the events of each name, and of what nothing was new", async () => {
    const workshop = new Workshop();
    const events = [workshop.put("/a"), workshop.put("/a"), workshop.remove("/a", 2_000), workshop.put("motd")];
    workshop.ssm.labelParameterVersion("motd", ["good"]);
    const text = JSON.stringify([...events, workshop.lastEvent()]);
    await processText(workshop, text);

    const { terminal, code } = await processText(workshop, text);

    expect(terminal.rows).toEqual([
      ["NAME", "OUTCOME", "STATUS", "EVENTS"],
      ["/a", "gone", "204", "2"],
      ["/a", "deleted", "204", "1"],
      ["/motd", "stored", "200", "1"],
      ["/motd", "unchanged", "205", "1"],
      ["5 events handled, 0 facts new in the store, 0 failed"],
    ]);
    expect(code).toBe(0);
  });

  it("which line is no event, why, and nothing of what it says", async () => {
    const workshop = new Workshop();
    const lines = [
      JSON.stringify(workshop.put("/a")),
      "{ oops",
      JSON.stringify({ ...workshop.put("/b"), time: "noon" }),
    ];

    const { terminal, code } = await processText(workshop, lines.join("\n"));

    expect(terminal.rows).toEqual([
      ["NAME", "OUTCOME", "STATUS", "EVENTS"],
      ["/a", "stored", "200", "1"],
      ["(line 2)", "failed", "DecodeError", "1"],
      ["(line 3)", "failed", "DecodeError", "1"],
      ["3 events handled, 1 fact new in the store, 2 failed"],
    ]);
    expect(terminal.errors).toBe(
      "line 2: not a valid Parameter Store event: expected JSON\n" +
        "line 3: not a valid Parameter Store event: time: expected an ISO 8601 time with zone\n",
    );
    expect(code).toBe(1);
  });

  it.each([
    ["a text", "Dear diary,\n\ntoday I lost a parameter.\n"],
    ["a document with a slip in it", `${JSON.stringify(sqsEvent([changeEnvelope()]), null, 2).slice(0, -1)}]`],
  ])("once that %s is no JSON, not for each of its lines", async (_what, text) => {
    const { terminal, code } = await processText(new Workshop(), text);

    expect(terminal.rows.slice(1)).toEqual([
      ["(input)", "failed", "DecodeError", "1"],
      ["1 event handled, 0 facts new in the store, 1 failed"],
    ]);
    expect(terminal.errors).toBe("input: not a valid Parameter Store event: expected JSON\n");
    expect(code).toBe(1);
  });

  it.each(["42", "null", '"text"', "{}", '{"Records": 5}'])("that %s is no event", async (text) => {
    const { terminal, code } = await processText(new Workshop(), text);

    expect(terminal.errors).toContain("event 1: not a valid Parameter Store event: ");
    expect(code).toBe(1);
  });

  it("that an SQS event has a record without an id", async () => {
    const { terminal, code } = await processText(new Workshop(), '{"Records": [{"body": "{}"}]}');

    expect(terminal.errors).toBe("not a valid SQS event: Records.0.messageId: expected string\n");
    expect(code).toBe(1);
  });

  it("why a name failed, once for all of its events", async () => {
    const workshop = new Workshop();
    const [a, b] = twoEvents(workshop);
    const source = sourceLike(workshop.ssm, {
      history: (name) => (name === "/a" ? TE.left(sourceUnavailable("nobody answers")) : workshop.ssm.history(name)),
    });
    const sources = [{ scheme: "memory", form: "memory:", open: () => TE.right(source) }];
    const terminal = new FakeTerminal(JSON.stringify([a, a, b]));

    const code = await run(["process", "-", ...IN_MEMORY], terminal, { ...workshop.schemes(), sources });

    expect(terminal.rows).toEqual([
      ["NAME", "OUTCOME", "STATUS", "EVENTS"],
      ["/a", "failed", "SourceUnavailable", "2"],
      ["/b", "stored", "200", "1"],
      ["3 events handled, 1 fact new in the store, 2 failed"],
    ]);
    expect(terminal.errors).toBe("/a: nobody answers\n");
    expect(code).toBe(1);
  });

  it("of versions that were lost", async () => {
    const workshop = new Workshop();
    for (let version = 1; version <= 102; version += 1) workshop.put("/a", `value ${version}`, 10);

    const { terminal, code } = await processText(workshop, JSON.stringify(workshop.lastEvent()));

    expect(terminal.errors).toBe(
      "/a: versions 1 to 2 were lost: Parameter Store had dropped them before they could be stored\n",
    );
    expect(code).toBe(0);
  });

  it("control characters in a message id as escapes", async () => {
    const event = sqsEvent(["not JSON"], ["\u001b[2Jid\u009b1m\r\u202e"]);

    const { terminal } = await processText(new Workshop(), JSON.stringify(event));

    expect(terminal.errors).toContain("\\u001b[2Jid\\u009b1m\\r\\u202e: not a valid");
    for (const raw of ["\u001b[2J", "\u009b", "\r", "\u202e"]) expect(terminal.everything).not.toContain(raw);
  });

  it("the log as well, when it is asked for", async () => {
    useSettings({ SSMBAK_LOG_LEVEL: "info" });
    const workshop = new Workshop();

    const { terminal } = await processText(workshop, JSON.stringify(workshop.put("/a")));

    expect(terminal.errors).toMatch(/^info {2}stored \{"name":"\/a"/);
  });
});

describe("ssmbak process --json", () => {
  it("prints one document: an outcome for every event, new records, gaps", async () => {
    const workshop = new Workshop();
    const text = `${JSON.stringify(workshop.put("/a"))}\n{ oops`;

    const { terminal, code } = await processText(workshop, text, { flags: ["--json"] });

    expect(JSON.parse(terminal.output)).toEqual({
      outcomes: [
        { _tag: "Handled", messageId: "line 1", name: "/a", operation: "Create", outcome: "stored", status: 200 },
        {
          _tag: "Failed",
          messageId: "line 2",
          reason: "DecodeError",
          message: "not a valid Parameter Store event: expected JSON",
        },
      ],
      appended: 1,
      gaps: [],
    });
    expect(terminal.errors).toBe("");
    expect(code).toBe(1);
  });
});

describe("a file that can't be read", () => {
  it.each([
    ["does not exist", () => `${temporaryFolder()}/none.json`, "ENOENT"],
    ["is a folder", () => temporaryFolder(), "EISDIR"],
  ])("since it %s ends the command with 2", async (_what, path, code) => {
    const terminal = new FakeTerminal();
    const file = path();

    expect(await run(["process", file, ...IN_MEMORY], terminal, new Workshop().schemes())).toBe(2);
    expect(terminal.errors).toBe(`${file}: can't be read (${code})\n`);
    expect(terminal.output).toBe("");
  });
});

describe("the events of the fixtures", () => {
  it.each([
    ["sqs-update-securestring.json", "/testyssmbak/H0PTBA", "gone", "204"],
    ["eventbridge-create-top-level.json", "/foo", "gone", "204"],
    ["eventbridge-delete.json", "/app/prod/db/password", "deleted", "204"],
    ["eventbridge-label.json", "/app/prod/db/password", "unchanged", "205"],
    ["eventbridge-policy-expiration.json", "/app/prod/temporary", "deleted", "204"],
  ])("%s are understood", async (file, ...row) => {
    const text = readFileSync(new URL(`../../../../fixtures/events/${file}`, import.meta.url), "utf8");

    const { terminal, code } = await processText(new Workshop(), text);

    expect(terminal.rows[1]).toEqual([...row, "1"]);
    expect(code).toBe(0);
  });
});
