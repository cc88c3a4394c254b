/** A number with a noun: `1 second`, `2 seconds`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
