import pThrottle from "p-throttle";
import type { ParameterSource } from "../../ports/parameter-source.ts";

const SECOND = 1_000;

/** Makes a function that gives out turns: `perSecond` promises are fulfilled in a second, evenly, in order. */
export const inTurns = (perSecond: number): (() => Promise<void>) =>
  pThrottle({ limit: 1, interval: SECOND / perSecond })(async () => {});

/**
 * A source that reads at most `perSecond` histories a second, evenly, and as many tag sets. SSM limits each kind of call of
 * an account, and other programs of the account need to read, too. Listings are not slowed down: a listing reads one page
 * after the other.
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
