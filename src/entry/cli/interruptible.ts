export * from "./ui/interruptible.ts";
