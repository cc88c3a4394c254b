import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import type { NameGap, ProcessReport } from "../../src/application/backup/process-batch.ts";
import type { Gap } from "../../src/domain/history/gaps.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import type { LiveHistory } from "../../src/domain/model/parameter-version.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import type { Logger } from "../../src/ports/logger.ts";
import type { ParameterSource } from "../../src/ports/parameter-source.ts";
import {
  type SourceError,
  sourceAccessDenied,
  sourceKeyUnavailable,
  sourceThrottled,
  sourceUnavailable,
} from "../../src/ports/source-error.ts";
import { collect } from "../support/collect.ts";
import type { Message } from "./channel.ts";
import type { Refusal } from "./step.ts";
import type { Turnstile } from "./turnstile.ts";

/** One batch, or one sweep, in the hands of one process, and what the process saw and did. */
export interface Invocation {
  readonly process: string;
  /** When it began. */
  readonly since: Millis;
  readonly messages: ReadonlyArray<Message>;
  /** Every reading of a name's history in Parameter Store. */
  readonly looks: Array<{ readonly name: ParameterName; readonly live: LiveHistory | undefined }>;
  /** The gaps that were logged; they stand even when the process dies. */
  readonly told: NameGap[];
  /** Missing while it runs, and for ever when the process died. */
  report?: ProcessReport;
  /** Of a sweep that came to its end: the names that it could not compare. */
  failed?: ReadonlySet<unknown>;
}

/** A log that nobody reads. */
export const QUIET: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const errorOf = (how: Refusal): SourceError => {
  switch (how) {
    case "throttled":
      return sourceThrottled("the simulation throttles");
    case "denied":
      return sourceAccessDenied("the simulation denies access");
    case "timeout-before":
      return sourceUnavailable("the simulation lost the answer");
  }
};

/** A listing that is read at once, when the program lets it through. */
async function* passed(
  listing: ReturnType<ParameterSource["list"]>,
  turnstile: Turnstile,
  process: string,
): ReturnType<ParameterSource["list"]> {
  yield* await turnstile.pass(process, {
    port: "source",
    effect: () => collect(listing),
    fail: async (how) => [E.left(errorOf(how))],
  });
}

/** Parameter Store as one invocation reads it: its calls wait at the turnstile, and what it saw is remembered. */
export const watchedSource = (
  source: ParameterSource,
  turnstile: Turnstile,
  invocation: Invocation,
  isSealed: (name: ParameterName) => boolean,
): ParameterSource => ({
  history: (name) => () =>
    turnstile.pass(invocation.process, {
      port: "source",
      effect: async () => {
        const answer = await source.history(name)();
        if (E.isRight(answer) && O.isSome(answer.right) && isSealed(name)) {
          return E.left(sourceKeyUnavailable("the key of the simulation is disabled"));
        }
        if (E.isRight(answer)) invocation.looks.push({ name, live: O.toUndefined(answer.right) });
        return answer;
      },
      fail: async (how) => E.left(errorOf(how)),
    }),
  // Nothing that has to be stored hangs on tags, so programs need not say when they are let through.
  tags: (name) => source.tags(name),
  list: (selection) => passed(source.list(selection), turnstile, invocation.process),
  close: () => source.close(),
});

const isNameGap = (fields: unknown): fields is { readonly name: ParameterName; readonly gap: Gap } =>
  typeof fields === "object" && fields !== null && "name" in fields && "gap" in fields;

/** A log of which only the gaps are remembered, and of a sweep the names that it could not compare. */
export const watchedLogger = ({ told }: Invocation, failed: Set<unknown> = new Set()): Logger => ({
  ...QUIET,
  warn: (_message, fields) => {
    if (isNameGap(fields)) told.push({ name: fields.name, ...fields.gap });
  },
  error: (_message, fields) => {
    failed.add(fields?.["name"]);
  },
});
