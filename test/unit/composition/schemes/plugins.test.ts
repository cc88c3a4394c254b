import { relative } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import { compose } from "../../../../src/composition/compose.ts";
import { configurationError } from "../../../../src/composition/config/configuration-error.ts";
import { awsOnDemand } from "../../../../src/composition/schemes/aws-on-demand.ts";
import { name } from "../../../../src/testing/builders.ts";
import { useSettings } from "../../../support/environment.ts";
import { temporaryFile } from "../../../support/temporary-folder.ts";
import { leftOf, rightOf } from "../../../support/workshop.ts";
import { allServices } from "../all-services.ts";

beforeEach(() => useSettings());

/** A module with a store that answers every question with nothing, and says with which URL it was opened. */
const STORE = `
const right = (value) => () => Promise.resolve({ _tag: "Right", right: value });
const storeAt = (url) => ({
  capabilities: { durable: false },
  facts: () => () => Promise.resolve({ _tag: "Left", left: { _tag: "StoreUnexpected", message: "opened as " + url } }),
});
export const stores = [{ scheme: "void", form: "void:", open: (url) => right(storeAt(url)) }];
`;

const SOURCE = `
export const sources = [{
  scheme: "nowhere",
  form: "nowhere:",
  open: () => () => Promise.resolve({ _tag: "Right", right: { close: () => {} } }),
}];
`;

const composeWith = (modules: string, urls: { readonly store: string; readonly source: string }) => {
  useSettings({ SSMBAK_PLUGINS: modules });
  return compose(awsOnDemand, allServices)(urls);
};

const IN_MEMORY = { store: "memory:", source: "memory:" } as const;

describe("a plugin", () => {
  it.each([
    ["its absolute path", (path: string) => path],
    ["a path from the working directory", (path: string) => `./${relative(process.cwd(), path)}`],
    ["a URL", (path: string) => pathToFileURL(path).href],
  ])("is found by %s", async (_what, nameOf) => {
    const module = nameOf(temporaryFile("plugin.mjs", STORE));

    const ssmbak = await rightOf(composeWith(module, { ...IN_MEMORY, store: "void:here" }));

    expect(await leftOf(ssmbak.readHistory(name("/a"), false))).toMatchObject({ message: "opened as void:here" });
  });

  it("brings stores, sources, or both, and there may be several", async () => {
    const modules = [temporaryFile("store.mjs", STORE), temporaryFile("source.mjs", SOURCE)].join(", ");

    await rightOf(composeWith(modules, { store: "void:", source: "nowhere:" }));
    await rightOf(composeWith(temporaryFile("both.mjs", STORE + SOURCE), { store: "void:", source: "nowhere:" }));
  });

  it("may bring nothing", async () => {
    await rightOf(composeWith(temporaryFile("none.mjs", "export const others = 1;"), IN_MEMORY));
  });

  it("is named among the accepted forms", async () => {
    const error = await leftOf(composeWith(temporaryFile("p.mjs", STORE), { ...IN_MEMORY, store: "nonsense:" }));

    expect(error.message).toContain("expected void:, s3://BUCKET");
  });
});

describe("a plugin that is no good is named by its place in the list,", () => {
  const good = () => temporaryFile("good.mjs", STORE);
  const expectProblem = async (modules: string, problem: string): Promise<void> => {
    expect(await leftOf(composeWith(modules, IN_MEMORY))).toEqual(configurationError("SSMBAK_PLUGINS", problem));
  };

  it.each(["hunter2-is-no-package", "./hunter2.js", "/hunter2.mjs"])(
    "and not repeated, if there is none: %s",
    async (module) => {
      await expectProblem(
        `${good()}, ${module}`,
        "module 2 of the list can't be loaded (ERR_MODULE_NOT_FOUND); expected names of packages or paths of modules",
      );
    },
  );

  it.each([
    ["throw new RangeError('hunter2');", "RangeError"],
    ["throw 'hunter2';", "string"],
    ["throw Object.assign(new Error('hunter2'), { code: 'E_HUNTED' });", "E_HUNTED"],
  ])("with the kind of what it throws: %s", async (text, kind) => {
    await expectProblem(
      temporaryFile("bad.mjs", text),
      `module 1 of the list can't be loaded (${kind}); expected names of packages or paths of modules`,
    );
  });

  it.each([
    "export const stores = 'hunter2';",
    "export const stores = [5];",
    "export const stores = [null];",
    "export const stores = [{ scheme: 'hunter2', form: 'x' }];",
    "export const stores = [{ scheme: 'hunter2', open: () => {} }];",
    "export const stores = [{ form: 'hunter2', open: () => {} }];",
    "export const sources = { scheme: 'x', form: 'x', open: () => {} };",
    "export const sources = [{ scheme: 'x', form: 'x', open: 'hunter2' }];",
  ])("if it exports something else: %s", async (text) => {
    await expectProblem(
      `${good()},${temporaryFile("bad.mjs", text)}`,
      "module 2 of the list exports something else than lists of schemes as `stores` and `sources`",
    );
  });
});
