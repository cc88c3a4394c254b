import * as E from "fp-ts/lib/Either.js";
import { type Instant, parseInstant } from "../../../domain/model/instant.ts";
import { type ParameterName, parseParameterName } from "../../../domain/model/parameter-name.ts";
import { parseSelection, type Selection } from "../../../domain/model/selection.ts";
import type { Millis } from "../../../domain/model/time.ts";
import type { Terminal } from "./terminal.ts";

/** An argument. `undefined` after a message with the expected form. */
type Read<A> = A | undefined;

const orTell = <A>(terminal: Terminal, what: string, result: E.Either<string, A>): Read<A> => {
  if (E.isRight(result)) return result.right;
  terminal.err(`${what}: expected ${result.left}\n`);
  return undefined;
};

/** Reads PATH. `undefined`: no path, and the terminal was told. */
export const readSelection = (terminal: Terminal, path: string, recursive: boolean): Read<Selection> =>
  orTell(terminal, "PATH", parseSelection(path, recursive));

/** Reads a parameter's name. `what` names the argument in messages. `undefined` after a message with the expected form. */
export const readName = (terminal: Terminal, what: string, name: string): Read<ParameterName> =>
  orTell(terminal, what, parseParameterName(name));

/** Reads an instant, and says when UTC had to be assumed. `undefined`: no instant, and the terminal was told. */
export const readInstant = (terminal: Terminal, what: string, text: string, now: Millis): Read<Millis> => {
  const instant: Read<Instant> = orTell(terminal, what, parseInstant(text, now));
  if (instant?.assumedUtc === true) terminal.err(`${what} has no zone: UTC is taken\n`);
  return instant?.at;
};
