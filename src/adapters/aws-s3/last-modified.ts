import { isMillis, type Millis } from "../../domain/model/time.ts";
import { storeUnexpected } from "../../ports/store-error.ts";
import { StoreFailure } from "./to-store-error.ts";

/** The time of a listed entry. One that is not there can't be guessed: deletions of older data count at it. */
export const fromLastModified = (lastModified: Date | undefined): Millis => {
  const time = lastModified?.getTime();
  if (isMillis(time)) return time;
  throw new StoreFailure(storeUnexpected("S3 listed an object without a readable LastModified"));
};
