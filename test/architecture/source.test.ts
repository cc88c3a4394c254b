import { beforeAll, describe, expect, it } from "vitest";
import { discardedTasks } from "../support/discarded-tasks.ts";
import { environmentReads } from "../support/environment-reads.ts";
import { filesBelow, programOf, projectProgram } from "../support/program.ts";

const header = `
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
declare const task: TE.TaskEither<Error, number>;
declare const toTask: (n: number) => TE.TaskEither<Error, number>;
declare const promise: () => Promise<void>;
declare const callLater: (callback: () => void) => void;
declare const numbers: ReadonlyArray<number>;
declare const optional: { run?: () => Promise<void> };
`;

const discarded = [
  "task;",
  "toTask(1);",
  "void toTask(1);",
  "await toTask(1);",
  "pipe(task, TE.map((n) => n + 1));",
  "TE.flatMap(toTask);",
  "true && toTask(1);",
  "promise();",
  "optional.run?.();",
  "promise().finally(() => {});",
  "numbers.forEach((n) => toTask(n));",
  "numbers.forEach(async () => {});",
  "callLater(() => promise());",
  "callLater(function () { return task; });",
];

const kept = [
  "await promise();",
  "await task();",
  "await toTask(1)();",
  "void promise();",
  "let kept = task; kept = toTask(1);",
  "export const run = () => promise();",
  "callLater(() => void promise());",
  "callLater(() => {});",
  "console.log(task);",
  "await Promise.all(numbers.map(async (n) => n));",
];

const environment = [
  'process.env["A"];',
  "export const a = process.env;",
  'process["env"];',
  "const { env } = process;",
  "const { env: renamed } = process;",
  "const { env: { A } } = process;",
  'import { env } from "node:process";',
  'import * as everything from "node:process"; everything.env;',
  'import own from "node:process"; own.env;',
  "globalThis.process.env;",
];

const noEnvironment = [
  "process.exitCode = 1;",
  "const own = { env: {} }; own.env;",
  "export const f = ({ env }: { env: Record<string, string> }) => env;",
];

const filesOf = (folder: string, lines: ReadonlyArray<string>, start: string): Readonly<Record<string, string>> =>
  Object.fromEntries(lines.map((line, index) => [`${folder}/${index}.ts`, `${start}${line}\nexport {};\n`]));

/** Which of the seeded lines were found, by the number that their file is named after. */
const foundOf = (places: ReadonlyArray<string>): ReadonlyArray<number> =>
  [...new Set(places.map((place) => Number(/(\d+)\.ts:/.exec(place)?.[1])))].sort((a, b) => a - b);

const all = (lines: ReadonlyArray<string>): ReadonlyArray<number> => lines.map((_line, index) => index);

describe("tasks and promises", () => {
  const seeds = programOf({
    ...filesOf("test/seeds/discarded", discarded, header),
    ...filesOf("test/seeds/kept", kept, header),
  });

  it("are found where they are dropped", () => {
    expect(foundOf(discardedTasks(seeds, "test/seeds/discarded/"))).toEqual(all(discarded));
  });

  it("are left alone where they are not", () => {
    expect(discardedTasks(seeds, "test/seeds/kept/")).toEqual([]);
  });
});

describe("environment variables", () => {
  const seeds = programOf({
    ...filesOf("src/adapters/seeds", environment, ""),
    ...filesOf("src/composition/seeds", environment, ""),
    ...filesOf("src/entry/seeds", noEnvironment, ""),
  });

  it("are found where they are read", () => {
    expect(foundOf(environmentReads(seeds, "src/adapters/seeds/"))).toEqual(all(environment));
  });

  it("may be read by the composition", () => {
    expect(environmentReads(seeds, "src/composition/seeds/")).toEqual([]);
  });

  it("are not seen where there are none", () => {
    expect(environmentReads(seeds, "src/entry/seeds/")).toEqual([]);
  });
});

describe("the project", () => {
  let program: ReturnType<typeof projectProgram>;
  beforeAll(() => {
    program = projectProgram();
  });

  it("is what is looked at", () => {
    expect(filesBelow(program, "src/domain/")).not.toEqual([]);
  });

  it.each(["src/", "test/", "bench/", "scripts/", "docs/"])("drops no task and no promise in %s", (folder) => {
    expect(discardedTasks(program, folder)).toEqual([]);
  });

  it("reads the environment in the composition only", () => {
    expect(environmentReads(program, "src/")).toEqual([]);
  });
});
