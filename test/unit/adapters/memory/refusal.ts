import { ParameterStoreError } from "../../../../src/adapters/memory/parameter-store-error.ts";

/** The error that `act` is refused with. Fails when it is not refused, or with anything else than a typed error. */
export const refusalOf = (act: () => unknown): ParameterStoreError => {
  try {
    act();
  } catch (error) {
    if (error instanceof ParameterStoreError) return error;
    throw error;
  }
  throw new Error("was not refused");
};
