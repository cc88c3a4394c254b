import type { ParameterType } from "../../src/domain/model/parameter-version.ts";
import type { Failing, Finish, Port, Program, Refusal, Step } from "./step.ts";

/** `key=value` for each option that is set. */
const options = (given: Readonly<Record<string, unknown>>): string =>
  Object.entries(given)
    .filter(([, value]) => value !== undefined && String(value) !== "")
    .map(([key, value]) => ` ${key}=${String(value)}`)
    .join("");

/** A step as a few words. */
const textOf = (step: Step): string => {
  switch (step.do) {
    case "put":
      return `put ${step.name}${options({ value: step.value, type: step.type })}`;
    case "burst":
      return `burst ${step.name} ${step.count} ${step.every}`;
    case "put-expiring":
      return `put-expiring ${step.name} ${step.after}`;
    case "label":
      return `label ${step.name} ${step.label}${options({ back: step.back })}`;
    case "wait":
      return `wait ${step.ms}`;
    case "receive":
      return `receive ${step.by} ${step.take.join()}${options({ again: step.again })}`;
    case "run":
      return `run ${step.by} ${step.calls}${options({ pick: step.pick })}`;
    case "fail":
      return `fail ${step.by} ${step.how}${options({ pick: step.pick })}`;
    case "outage":
      return `outage ${step.of} ${step.how} ${step.ms}`;
    case "lose":
      return `lose ${step.take}`;
    case "future":
      return `future ${step.name} ${step.ahead}`;
    case "seal":
      return `seal ${step.name} ${step.ms}`;
    case "suspend":
      return `suspend ${step.on}`;
    case "sweep":
    case "foreign-sweep":
      return `${step.do} ${step.by}`;
    case "expire":
      return "expire";
    default:
      return `${step.do} ${step.name}`;
  }
};

const numbersIn = (text = ""): ReadonlyArray<number> => (text === "" ? [] : text.split(",").map(Number));

/** Reads what {@link textOf} wrote; a word that is none is an error of the program's author, and fails the test. */
const stepOf = (text: string): Step => {
  const [what = "", ...words] = text.trim().split(/ +/);
  const given = new Map(words.flatMap((word) => (word.includes("=") ? [word.split("=") as [string, string]] : [])));
  const [first = "", second = "", third = ""] = words.filter((word) => !word.includes("="));
  const [pick, back] = [given.get("pick"), given.get("back")];
  const picked = pick === undefined ? {} : { pick: Number(pick) };
  const steps: Readonly<Record<string, () => Step>> = {
    put: () => ({
      ...{ do: "put", name: first, ...(given.has("value") ? { value: given.get("value") ?? "" } : {}) },
      ...(given.has("type") ? { type: given.get("type") as ParameterType } : {}),
    }),
    burst: () => ({ do: "burst", name: first, count: Number(second), every: Number(third) }),
    "put-expiring": () => ({ do: "put-expiring", name: first, after: Number(second) }),
    expire: () => ({ do: "expire" }),
    delete: () => ({ do: "delete", name: first }),
    label: () => ({ do: "label", name: first, label: second, ...(back === undefined ? {} : { back: Number(back) }) }),
    wait: () => ({ do: "wait", ms: Number(first) }),
    receive: () => ({
      ...{ do: "receive", by: Number(first), take: numbersIn(second) },
      ...(given.has("again") ? { again: numbersIn(given.get("again")) } : {}),
    }),
    sweep: () => ({ do: "sweep", by: Number(first) }),
    run: () => ({ do: "run", by: Number(first), calls: Number(second), ...picked }),
    fail: () => ({ do: "fail", by: Number(first), how: second as Failing, ...picked }),
    outage: () => ({ do: "outage", of: first as Port, how: second as Refusal, ms: Number(third) }),
    future: () => ({ do: "future", name: first, ahead: Number(second) }),
    "foreign-sweep": () => ({ do: "foreign-sweep", by: Number(first) }),
    mark: () => ({ do: "mark", name: first }),
    suspend: () => ({ do: "suspend", on: first === "true" }),
    seal: () => ({ do: "seal", name: first, ms: Number(second) }),
    lose: () => ({ do: "lose", take: Number(first) }),
  };
  const make = steps[what];
  if (make === undefined) throw new Error(`"${what}" is no step of a program`);
  return make();
};

const finishText = ({ order, atOnce }: Finish): string => `finish ${atOnce}${options({ order })}`;

const LONGEST_LINE = 108;

/** A program as lines of text: steps, parted by semicolons, and at last how what is left is delivered. */
export const linesOf = ({ steps, finish }: Program): ReadonlyArray<string> => {
  const lines: string[] = [];
  for (const text of [...steps.map(textOf), finishText(finish)]) {
    const last = lines.at(-1);
    if (last === undefined || last.length + text.length > LONGEST_LINE) lines.push(text);
    else lines[lines.length - 1] = `${last}; ${text}`;
  }
  return lines;
};

/** Reads the lines that {@link linesOf} made. */
export const programOf = (script: string): Program => {
  const texts = script
    .split(/[;\n]/)
    .map((text) => text.trim())
    .filter((text) => text !== "");
  const [, atOnce, order] = /^finish (\d+)(?: order=(.*))?$/.exec(texts.at(-1) ?? "") ?? [];
  if (atOnce === undefined) throw new Error("a program ends with its finish");
  return { steps: texts.slice(0, -1).map(stepOf), finish: { order: numbersIn(order), atOnce: Number(atOnce) } };
};

/** A program as TypeScript that can be pasted into `regressions.ts`. */
export const scriptOf = (program: Program): string =>
  ["programOf(`", ...linesOf(program).map((line) => `  ${line}`), "`)"].join("\n");
