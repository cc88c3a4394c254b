// Until the commands that look back have moved.
export type { QueryService as Ssmbak } from "./query.ts";
