/**
 * How long a test waits for anything, in milliseconds: ten minutes. The limit is there to end what hangs; what a slow
 * machine needs is far below.
 */
export const PATIENCE = 600_000;
