import pThrottle from "p-throttle";
import type { ParameterSource } from "../../ports/parameter-source.ts";

const SECOND = 1_000;

/** Makes a function whose promises are fulfilled one by one: `perSecond` in a second, evenly. */
export const inTurns = (perSecond: number): (() => Promise<void>) =>
  pThrottle({ limit: 1, interval: SECOND / perSecond })(async () => {});

/**
 * A source whose histories, and likewise tags, are read at most `perSecond` times a second, evenly: SSM limits the calls of
 * an account, each kind of call by itself, and other programs need to read, too. A listing is not slowed down: pages come
 * one by one anyway.
 */
export const rateLimitedSource = (source: ParameterSource, perSecond: number): ParameterSource => {
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
