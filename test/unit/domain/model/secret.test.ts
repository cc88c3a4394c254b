import { Console } from "node:console";
import { Writable } from "node:stream";
import { format, inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secret } from "../../../../src/domain/model/secret.ts";

const CANARY = "canary-7c1f";
const secret = Secret.of(CANARY);

const printed = (print: (console: Console) => void): string => {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  print(new Console(stream));
  return chunks.join("");
};

const FORMS: ReadonlyArray<[string, () => string]> = [
  ["String()", () => String(secret)],
  ["toString", () => secret.toString()],
  ["a template", () => `${secret}`],
  ["JSON", () => JSON.stringify(secret)],
  ["JSON, nested", () => JSON.stringify({ list: [{ value: secret }] })],
  ["inspect", () => inspect(secret)],
  [
    "inspect, nested and with hidden fields",
    () => inspect({ a: [secret] }, { depth: 9, showHidden: true, getters: true }),
  ],
  ["format %s", () => format("%s", secret)],
  ["format %o", () => format("%o", secret)],
  ["format %O", () => format("%O", secret)],
  ["format %j", () => format("%j", secret)],
  ["console.log", () => printed((console) => console.log("value", secret, { secret }))],
  ["console.table", () => printed((console) => console.table([{ secret }]))],
  ["an error's message", () => inspect(new Error(`no good: ${secret}`))],
  ["an error's cause", () => inspect(new Error("no good", { cause: { secret } }))],
  ["an array's join", () => [secret, secret].join()],
];

describe("a secret", () => {
  it.each(FORMS)("is redacted by %s", (_, form) => {
    expect(form()).not.toContain(CANARY);
    expect(form()).toContain("[redacted]");
  });

  it("shows nothing by console.dir, which asks no object how it wants to be shown", () => {
    expect(printed((console) => console.dir({ secret }, { showHidden: true }))).not.toContain(CANARY);
  });

  it("has no field that a copy, a spread or a clone would take along", () => {
    expect(Reflect.ownKeys(secret)).toEqual([]);
    expect({ ...secret }).toEqual({});
    expect(inspect(structuredClone(secret), { showHidden: true })).not.toContain(CANARY);
  });

  it("is no number either", () => {
    expect(Number(Secret.of("42"))).toBeNaN();
  });

  it.each(["", " leading and trailing \n", "-----BEGIN KEY-----\nabc\n", "\u0000\ufeff", "ä ✓ 👩‍👩‍👧", "e\u0301"])(
    "reveals byte for byte what it was made of: %j",
    (value) => {
      expect(Secret.of(value).reveal()).toBe(value);
    },
  );

  it("compares by value", () => {
    expect(secret.equals(Secret.of(CANARY))).toBe(true);
    expect(secret.equals(Secret.of(`${CANARY}\n`))).toBe(false);
  });
});
