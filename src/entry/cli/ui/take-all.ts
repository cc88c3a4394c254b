import * as E from "fp-ts/lib/Either.js";
import type { Failure } from "../../../ports/failure.ts";
import type { Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Takes the items of a stream, with a step of the progress bar for each item, and takes the bar away at the end. Answers
 * with the failure that ended the stream, if any; the failure is printed already.
 */
export const takeAll = async <Ending extends Failure<string>, Item>(
  stream: AsyncIterable<E.Either<Ending, Item>>,
  progress: Progress,
  terminal: Pick<Terminal, "err">,
  take: (item: Item) => void,
): Promise<Ending | undefined> => {
  try {
    for await (const item of stream) {
      if (E.isLeft(item)) {
        progress.clear();
        terminal.err(`${item.left.message}\n`);
        return item.left;
      }
      take(item.right);
      progress.advance();
    }
  } finally {
    progress.stop();
  }
  return undefined;
};
