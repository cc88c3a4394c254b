import { left } from "fp-ts/lib/TaskEither.js";
import { configurationError, type StoreScheme } from "ssmbak";
import { openFolder } from "./folder-backup-store.ts";

/** The scheme `folder:PATH`. `SSMBAK_PLUGINS` names this module; ssmbak reads its `stores`. */
export const stores: ReadonlyArray<StoreScheme> = [
  {
    scheme: "folder",
    form: "folder:PATH",
    open: (url) => {
      const path = url.slice("folder:".length);
      return path === "" ? left(configurationError("SSMBAK_STORE", "expected folder:PATH")) : openFolder(path);
    },
  },
];
