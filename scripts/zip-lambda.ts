import { zipSync } from "fflate";

/** MS-DOS knows no earlier day, and no time zone: the local time is written, so the first local day is the same anywhere. */
const earliest = (): Date => new Date(1980, 0, 1);

/** `rw-r--r--` of a regular file, in the upper half where Unix has it. */
const READABLE = 0o100644 << 16;

const UNIX = 3;

/**
 * The archive that Lambda takes as the code of a function: `index.mjs` and nothing else. The same code makes the same
 * bytes on every machine at any time, so that a deployment changes nothing when nothing changed.
 */
export const zipLambda = (code: Uint8Array): Uint8Array =>
  zipSync({ "index.mjs": [code, { level: 9, mtime: earliest(), os: UNIX, attrs: READABLE }] });
