import { describe, expect, it } from "vitest";
import { confirm } from "../../../../../src/entry/cli/ui/confirm.ts";
import { FakeTerminal } from "../../../../support/fake-terminal.ts";

const question = { text: "Paint it?", declined: "nothing was painted", lookAt: "the colours" };

describe("the confirmation of a change", () => {
  it("is not asked for with --yes, not even where there is no terminal", async () => {
    const terminal = new FakeTerminal();
    expect(await confirm(question, { yes: true }, terminal)).toBe(true);
    expect(terminal.everything).toBe("");
  });

  it.each([false, true])("is refused where nobody types, whether somebody watches (%s) or not", async (watched) => {
    const terminal = new FakeTerminal("yes\n", watched, false);
    expect(await confirm(question, { yes: false }, terminal)).toBe(false);
    expect(terminal.errors).toBe(
      "nothing was painted: there is no terminal to ask on; look at the colours, and give --yes\n",
    );
  });

  it.each(["yes\n", " YES \n"])("is given by %j", async (typed) => {
    const terminal = new FakeTerminal(typed, true);
    expect(await confirm(question, { yes: false }, terminal)).toBe(true);
    expect(terminal.drawn).toContain("Paint it? Type yes: ");
    expect(terminal.errors).toBe("");
  });

  it.each(["y\n", "\n", "no\n", "yes please\n"])("is not given by %j", async (typed) => {
    const terminal = new FakeTerminal(typed, true);
    expect(await confirm(question, { yes: false }, terminal)).toBe(false);
    expect(terminal.errors).toBe("nothing was painted\n");
  });
});
