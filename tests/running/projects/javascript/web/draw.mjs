export function draw(canvas, { clientX: x, clientY: y }, color) {
  const context = canvas.getContext("2d");
  context.fillStyle = color;
  context.fillRect(x, y, 1, 1);
  window.lastDrawn = [x, y];
}
export let color = "teal";
