import type { Gap } from "../../domain/history/gaps.ts";
import type { LogFields, Logger } from "../../ports/logger.ts";

/** One log line for each gap in a name's history. */
export const warnOfGaps = (logger: Logger, gaps: ReadonlyArray<Gap>, fields: LogFields): void => {
  for (const gap of gaps) logger.warn("versions were lost before they could be stored", { ...fields, gap });
};
