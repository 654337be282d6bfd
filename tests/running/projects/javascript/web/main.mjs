import { draw, color as paint } from "./draw.mjs";
import * as shapes from "./shapes/index.mjs";
import queue, { Queue } from "../index.js";

const { width = 1 } = shapes.defaults;
export const start = async (canvas) => {
  const { later } = await import("./later.mjs");
  document.addEventListener("click", (event) => draw(canvas, event, paint), { once: true });
  return later(queue, new Queue(), width, globalThis.QUEUE_START);
};
