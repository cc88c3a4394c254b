import pThrottle from "p-throttle";
import type { ParameterSource } from "../../ports/parameter-source.ts";

const SECOND = 1_000;

/** Makes what resolves when it is the caller's turn: so many turns a second, evenly. */
export const inTurns = (perSecond: number): (() => Promise<void>) =>
  pThrottle({ limit: 1, interval: SECOND / perSecond })(async () => {});

/**
 * A source of which histories, and likewise tags, are read at most so many times a second, evenly: SSM's limits are the
 * account's, one for each kind of call, and others need to read too. A listing takes its pages one after the other,
 * which is slow enough.
 */
export const pacedSource = (source: ParameterSource, perSecond: number): ParameterSource => {
  const historyTurn = inTurns(perSecond);
  const tagsTurn = inTurns(perSecond);
  return {
    history: (name) => async () => {
      await historyTurn();
      return source.history(name)();
    },
    tags: (name) => async () => {
      await tagsTurn();
      return source.tags(name)();
    },
    list: (selection) => source.list(selection),
    close: () => source.close(),
  };
};
