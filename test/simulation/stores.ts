import { openS3 } from "./s3-store.ts";
import { type OpenStore, openMemory } from "./simulated-store.ts";
import { openSqlite } from "./sqlite-store.ts";

/** The stores that programs are played on, each empty when it is opened. */
export const openStore = { memory: openMemory, sqlite: openSqlite, s3: openS3 } as const satisfies Record<
  string,
  OpenStore
>;

export type StoreName = keyof typeof openStore;

export const storeNames: ReadonlyArray<string> = Object.keys(openStore);

/** Whether there is such a store. */
export const isStoreName = (text: string): text is StoreName => storeNames.includes(text);
