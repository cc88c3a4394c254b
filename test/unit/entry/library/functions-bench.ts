import * as TE from "fp-ts/lib/TaskEither.js";
import { expect } from "vitest";
import { createFunctions, type ParameterSource, type Settings, SsmbakError } from "../../../../src/index.ts";
import { sourceLike, type Workshop } from "../../../support/workshop.ts";

/** Functions over the store and the Parameter Store of a workshop. */
export const functionsOf = (workshop: Workshop, options: Settings = {}) =>
  createFunctions({ store: "memory:", source: "memory:", ...workshop.schemes(), logger: workshop.logger, ...options });

/** Functions whose source answers as the test wants. */
export const functionsWithSource = (workshop: Workshop, changes: Partial<ParameterSource>) =>
  functionsOf(workshop, {
    sources: [{ scheme: "memory", form: "memory:", open: () => TE.right(sourceLike(workshop.ssm, changes)) }],
  });

/** What a promise rejects with. */
export const rejectionOf = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("this should have been rejected");
};

/** Expects the error of the public functions, without what caused it. */
export const expectSsmbakError = (error: unknown, tag: string, message: unknown): void => {
  expect(error).toBeInstanceOf(SsmbakError);
  expect(error).toMatchObject({ name: "SsmbakError", tag, message });
  expect(error).not.toHaveProperty("cause");
};
