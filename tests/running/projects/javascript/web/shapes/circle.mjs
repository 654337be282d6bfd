/** A circle. */
export const circle = (...parts) => parts.length * Math.PI;
export { circle as "round thing" };
