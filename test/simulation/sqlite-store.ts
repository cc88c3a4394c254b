import { join } from "node:path";
import { opened, temporaryFolder } from "../conformance/sqlite-harness.ts";
import { behindTurnstile, marking, type OpenStore } from "./simulated-store.ts";

/** An SQLite file of its own, with one connection for all processes and another one that looks at it. */
export const openSqlite: OpenStore = async (clock) => {
  const { folder, remove } = await temporaryFolder();
  const file = join(folder, "backup.db");
  const shared = await opened(file);
  const view = await opened(file);
  return {
    longestProcess: Infinity,
    view,
    openFor: (process, turnstile) => behindTurnstile(shared, process, turnstile),
    mark: marking(view, clock),
    suspend: () => {},
    dispose: async () => {
      await shared.close()();
      await view.close()();
      await remove();
    },
  };
};
