export * from "./ui/confirm.ts";
