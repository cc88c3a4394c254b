import * as TE from "fp-ts/lib/TaskEither.js";
import { beforeEach, describe, expect, it } from "vitest";
import type { Fact } from "../../../../../src/domain/model/fact.ts";
import { run } from "../../../../../src/entry/cli/run.ts";
import { storeMisconfigured } from "../../../../../src/ports/store-error.ts";
import { DEFAULT_TIME, deletionOf, versionFactOf } from "../../../../../src/testing/builders.ts";
import { useSettings } from "../../../../support/environment.ts";
import { storeFailures } from "../../../../support/failures.ts";
import { FakeTerminal } from "../../../../support/fake-terminal.ts";
import { rightOf, storeLike, Workshop } from "../../../../support/workshop.ts";

const NAME = "/app/prod/db/password";
const WHO = "arn:aws:iam::123456789012:user/ssmbak";

beforeEach(() => useSettings());

const workshopWith = async (...facts: ReadonlyArray<Fact>): Promise<Workshop> => {
  const workshop = new Workshop();
  const [first] = facts;
  if (first === undefined) return workshop;
  await rightOf(workshop.store.append({ name: first.name, facts }));
  return workshop;
};

/** A version as the Python package stored it. */
const unnumbered = (): Fact => {
  const { version: _none, modifiedBy: _nobody, ...others } = versionFactOf();
  return others;
};

const log = async (workshop: Workshop, ...args: ReadonlyArray<string>) => {
  const terminal = new FakeTerminal();
  const code = await run(["log", ...args, "--store", "memory:"], terminal, workshop.schemes());
  return { terminal, code };
};

const twoIncarnations = [
  versionFactOf({ version: 1, value: "first secret", type: "SecureString" }),
  versionFactOf({ version: 2, value: "second secret", type: "SecureString", modifiedAt: DEFAULT_TIME + 1_234 }),
  deletionOf({ at: DEFAULT_TIME + 60_000, source: { _tag: "Event", eventId: "event-7", operation: "Delete" } }),
  versionFactOf({ version: 1, value: "third", modifiedAt: DEFAULT_TIME + 61_500 }),
  deletionOf({ at: DEFAULT_TIME + 90_000, source: { _tag: "Event", eventId: "event-9", operation: "Expiration" } }),
];

describe("ssmbak log", () => {
  it("shows time, operation, version, type and who; values are redacted, and a deletion has none", async () => {
    const { terminal, code } = await log(await workshopWith(...twoIncarnations), NAME);

    expect(terminal.rows).toEqual([
      ["TIME (UTC)", "OPERATION", "VERSION", "TYPE", "WHO", "VALUE"],
      ["2024-06-08T23:06:33.000Z", "Create", "1", "SecureString", WHO, "[redacted]"],
      ["2024-06-08T23:06:34.234Z", "Update", "2", "SecureString", WHO, "[redacted]"],
      ["2024-06-08T23:07:33Z", "Delete", "-", "-", "-", "-"],
      ["2024-06-08T23:07:34.500Z", "Create", "1", "String", WHO, "[redacted]"],
      ["2024-06-08T23:08:03Z", "Expiration", "-", "-", "-", "-"],
    ]);
    expect(terminal.errors).toBe("");
    expect(terminal.everything).not.toContain("secret");
    expect(code).toBe(0);
  });

  it("shows values with --show-values", async () => {
    const { terminal } = await log(await workshopWith(...twoIncarnations), NAME, "--show-values");

    expect(terminal.rows.map((row) => row.at(-1))).toEqual([
      "VALUE",
      "first secret",
      "second secret",
      "-",
      "third",
      "-",
    ]);
  });

  it("leaves no spaces at the ends of lines", async () => {
    const { terminal } = await log(await workshopWith(...twoIncarnations), NAME);

    expect(terminal.output).not.toMatch(/ $/m);
  });

  it("takes a top-level name in either spelling", async () => {
    const workshop = await workshopWith(versionFactOf({ name: "motd" }));

    expect((await log(workshop, "motd")).terminal.output).toBe((await log(workshop, "/motd")).terminal.output);
    expect((await log(workshop, "motd")).code).toBe(0);
  });

  it("shows question marks for what the Python package did not store", async () => {
    const { terminal } = await log(await workshopWith(unnumbered()), NAME);

    expect(terminal.rows[1]).toEqual(["2024-06-08T23:06:33.000Z", "Create", "?", "String", "?", "[redacted]"]);
  });

  it("shows control characters and marks of direction as escapes", async () => {
    const value = "\u001b[2Jgone\u0007\r\n\tC1:\u009b31m\u007f bidi:\u202e rtl\u2028 ✓ é";

    const { terminal } = await log(await workshopWith(versionFactOf({ value })), NAME, "--show-values");

    expect(terminal.output).toContain("\\u001b[2Jgone\\u0007\\r\\n\\tC1:\\u009b31m\\u007f bidi:\\u202e rtl\\u2028 ✓ é");
    for (const raw of ["\u001b[2J", "\u0007", "\r", "\t", "\u009b", "\u007f", "\u202e", "\u2028"]) {
      expect(terminal.everything).not.toContain(raw);
    }
  });

  it("does not open a parameter source of its own accord", async () => {
    const workshop = await workshopWith(...twoIncarnations);
    const unreachable = () => {
      throw new Error("nobody has to call this");
    };
    const terminal = new FakeTerminal();

    const sources = [{ scheme: "ssm", form: "ssm:", open: unreachable }];
    const code = await run(["log", NAME, "--store", "memory:"], terminal, { ...workshop.schemes(), sources });

    expect(terminal.errors).toBe("");
    expect(code).toBe(0);
  });
});

describe("ssmbak log --json", () => {
  it("prints a list with an object for every fact", async () => {
    const { terminal, code } = await log(await workshopWith(...twoIncarnations.slice(0, 3)), NAME, "--json");

    expect(JSON.parse(terminal.output)).toEqual([
      expect.objectContaining({ operation: "Create", version: 1 }),
      {
        time: "2024-06-08T23:06:34.234Z",
        operation: "Update",
        version: 2,
        type: "SecureString",
        who: WHO,
        value: "[redacted]",
      },
      { time: "2024-06-08T23:07:33Z", operation: "Delete", source: "Event", eventId: "event-7" },
    ]);
    expect(code).toBe(0);
  });

  it("prints values as they are with --show-values", async () => {
    const value = " -----BEGIN\u001b\n\u2028✓\n";
    const { terminal } = await log(await workshopWith(versionFactOf({ value })), NAME, "--json", "--show-values");

    expect(JSON.parse(terminal.output)).toMatchObject([{ value }]);
  });

  it("leaves the version out where none is known", async () => {
    const { terminal } = await log(await workshopWith(unnumbered()), NAME, "--json");

    expect(JSON.parse(terminal.output)).toEqual([expect.not.objectContaining({ version: expect.anything() })]);
  });
});

describe("ssmbak log of a name", () => {
  it("of which nothing is stored says so and ends with 3", async () => {
    const { terminal, code } = await log(await workshopWith(...twoIncarnations), "/app/prod/db");

    expect(terminal.output).toBe("");
    expect(terminal.errors).toBe("nothing is stored of /app/prod/db\n");
    expect(code).toBe(3);
  });

  it("of which nothing is stored is an empty list as JSON", async () => {
    const { terminal, code } = await log(new Workshop(), NAME, "--json");

    expect(JSON.parse(terminal.output)).toEqual([]);
    expect(code).toBe(3);
  });

  it.each([
    ["a path", "/app/"],
    ["a name with a space", "/app db"],
    ["nothing", ""],
    ["an ARN", "arn:aws:ssm:us-east-1:123456789012:parameter/app"],
  ])("that is %s says which form was expected and ends with 2", async (_what, bad) => {
    const { terminal, code } = await log(new Workshop(), bad);

    expect(terminal.errors).toBe(
      "NAME: expected a parameter name (letters, digits and _ . - between single slashes)\n",
    );
    expect(terminal.output).toBe("");
    expect(code).toBe(2);
  });
});

describe("ssmbak log with a store that fails", () => {
  it.each(storeFailures("it says why", new Error("something private")))("by $_tag tells why", async (error) => {
    const workshop = await workshopWith(...twoIncarnations);
    const store = storeLike(workshop.store, { facts: () => TE.left(error) });
    const stores = [{ scheme: "memory", form: "memory:", open: () => TE.right(store) }];
    const terminal = new FakeTerminal();

    const code = await run(["log", NAME, "--store", "memory:"], terminal, { stores });

    expect(terminal.everything).toBe("it says why\n");
    // A store that is not usable as it is set up is a matter of configuration.
    expect(code).toBe(error._tag === storeMisconfigured("")._tag ? 2 : 1);
  });

  it("to close tells that, and keeps what was shown", async () => {
    const workshop = await workshopWith(...twoIncarnations);
    const store = storeLike(workshop.store, { close: () => TE.left(storeMisconfigured("it is gone")) });
    const stores = [{ scheme: "memory", form: "memory:", open: () => TE.right(store) }];
    const terminal = new FakeTerminal();

    const code = await run(["log", NAME, "--store", "memory:"], terminal, { stores });

    expect(terminal.rows).toHaveLength(6);
    expect(terminal.errors).toBe("the store could not be closed: it is gone\n");
    expect(code).toBe(0);
  });

  it("by throwing tells the kind and place of that alone, and ends with 1", async () => {
    const thrown = (): never => {
      throw new TypeError("something private");
    };
    const stores = [
      {
        scheme: "memory",
        form: "memory:",
        open: () => TE.right(storeLike(new Workshop().store, { facts: thrown })),
      },
    ];
    const terminal = new FakeTerminal();

    expect(await run(["log", NAME, "--store", "memory:"], terminal, { stores })).toBe(1);
    expect(terminal.errors).toMatch(/^unexpected failure \(TypeError\)\n {4}at .*log\.test\.ts/);
    expect(terminal.everything).not.toContain("private");
  });

  it("by throwing something that is no error ends with 1, too", async () => {
    const facts = () => () => Promise.reject("something private");
    const stores = [
      { scheme: "memory", form: "memory:", open: () => TE.right(storeLike(new Workshop().store, { facts })) },
    ];
    const terminal = new FakeTerminal();

    expect(await run(["log", NAME, "--store", "memory:"], terminal, { stores })).toBe(1);
    expect(terminal.everything).toBe("unexpected failure (string)\n");
  });
});
