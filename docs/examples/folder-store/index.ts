import { readdir } from "node:fs/promises";
import * as TE from "fp-ts/lib/TaskEither.js";
import { configurationError, type StoreScheme, storeMisconfigured } from "ssmbak/store";
import { FolderBackupStore } from "./folder-backup-store.ts";

const isThere = (path: string) =>
  TE.tryCatch(
    () => readdir(path),
    (error) => storeMisconfigured("there is no such folder: create the folder first", error),
  );

/** The scheme `folder:PATH`. `SSMBAK_PLUGINS` names this module; ssmbak reads its `stores`. */
export const stores: ReadonlyArray<StoreScheme> = [
  {
    scheme: "folder",
    form: "folder:PATH",
    open: (url) => {
      const path = url.slice("folder:".length);
      if (path === "") return TE.left(configurationError("SSMBAK_STORE", "expected folder:PATH"));
      // A folder that is not there is refused: a mistyped path would look like an empty backup.
      return TE.map(() => new FolderBackupStore(path))(isThere(path));
    },
  },
];
