import pThrottle from "p-throttle";
import type { ParameterSource } from "../ports/parameter-source.ts";

const SECOND = 1_000;

/**
 * A source whose histories are begun at most so many times a second, evenly: SSM's limit is the account's, and others
 * need to read too. A listing takes its pages one after the other, which is slow enough.
 */
export const pacedSource = (source: ParameterSource, historiesPerSecond: number): ParameterSource => {
  const inTurn = pThrottle({ limit: 1, interval: SECOND / historiesPerSecond })(() => {});
  return {
    history: (name) => async () => {
      await inTurn();
      return source.history(name)();
    },
    tags: (name) => source.tags(name),
    list: (selection) => source.list(selection),
    close: () => source.close(),
  };
};
