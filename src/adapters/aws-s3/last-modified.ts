import { isMillis, type Millis } from "../../domain/model/time.ts";
import { storeUnexpected } from "../../ports/store-error.ts";
import { StoreFailure } from "./to-store-error.ts";

/** How far SSM's clock may be ahead of S3's clock. SSM's clock makes the time of a fact, S3's clock makes LastModified. */
export const CLOCK_SKEW: Millis = 60_000;

/** The time of a listed entry. Throws for a missing time: a bare delete marker counts at its LastModified. */
export const fromLastModified = (lastModified: Date | undefined): Millis => {
  const time = lastModified?.getTime();
  if (isMillis(time)) return time;
  throw new StoreFailure(storeUnexpected("S3 listed an object without a readable LastModified"));
};
