// Draws the region of a note on the page with mouse, finger or pen.
// The four numbers of the form hold the region, as parts of the page from 0 to 1.

/** @typedef {{left: number, top: number, width: number, height: number}} Region */

/** Below this part of the page in both directions it was a click, not a region. */
const smallest = 0.005;
const whole = { left: 0, top: 0, width: 1, height: 1 };

const pane = /** @type {HTMLElement | null} */ (document.querySelector("[data-image-pane]"));
const overlay = /** @type {SVGSVGElement | null} */ (document.querySelector("[data-overlay]"));
const drawn = document.querySelector("[data-drawn]");
const create = /** @type {HTMLDetailsElement | null} */ (document.querySelector("[data-note-create]"));
const choice = /** @type {HTMLElement | null} */ (document.querySelector("[data-region]"));
const drawButton = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-draw]"));

/** @type {{x: number, y: number} | null} */
let from = null;

/**
 * @param {keyof Region} name
 * @returns {HTMLInputElement | null}
 */
const field = (name) => choice?.querySelector(`[name=${name}]`) ?? null;

/** @returns {Region} */
function region() {
  const read = (/** @type {keyof Region} */ name) => Number(field(name)?.value ?? whole[name]);
  return { left: read("left"), top: read("top"), width: read("width"), height: read("height") };
}

/** @param {Region} value */
function setRegion(value) {
  for (const name of /** @type {(keyof Region)[]} */ (Object.keys(whole))) {
    const input = field(name);
    if (input) input.value = String(Math.round(value[name] * 10000) / 10000);
  }
  show();
}

/** Shows on the page, and in words, what the numbers say. */
function show() {
  const value = region();
  const part = value.width < 1 || value.height < 1;
  for (const [name, size] of [["x", value.left], ["y", value.top], ["width", value.width], ["height", value.height]]) {
    drawn?.setAttribute(String(name), String(Number(size) * 1000));
  }
  drawn?.setAttribute("visibility", part && create?.open ? "visible" : "hidden");
  say(part ? choice?.dataset.textPart : choice?.dataset.textWhole);
}

/** @param {string | undefined} words */
function say(words) {
  const said = choice?.querySelector("[data-region-said]");
  if (said && words && said.textContent !== words) said.textContent = words;
}

/** @param {boolean} on */
function setDrawing(on) {
  from = null;
  pane?.classList.toggle("drawing", on);
  drawButton?.setAttribute("aria-pressed", String(on));
  if (on && create) {
    create.open = true;
    say(choice?.dataset.textDrawing);
    pane?.scrollIntoView({ block: "nearest" });
  } else {
    show();
  }
}

/** @returns {boolean} */
const drawing = () => pane?.classList.contains("drawing") ?? false;

/**
 * @param {PointerEvent} event
 * @returns {{x: number, y: number}}  Parts of the page, kept inside it.
 */
function place(event) {
  const edge = /** @type {SVGSVGElement} */ (overlay).getBoundingClientRect();
  const inside = (/** @type {number} */ value) => Math.min(Math.max(value, 0), 1);
  return { x: inside((event.clientX - edge.left) / edge.width), y: inside((event.clientY - edge.top) / edge.height) };
}

/** @param {PointerEvent} event */
function stretch(event) {
  if (!from) return;
  const to = place(event);
  setRegion({
    left: Math.min(from.x, to.x),
    top: Math.min(from.y, to.y),
    width: Math.abs(to.x - from.x),
    height: Math.abs(to.y - from.y),
  });
}

/** @param {PointerEvent} event */
function finish(event) {
  if (!from) return;
  stretch(event);
  const { width, height } = region();
  if (width < smallest && height < smallest) setRegion(whole);
  setDrawing(false);
  create?.querySelector("textarea")?.focus();
}

function begin() {
  if (!overlay || !choice) return;
  const buttons = /** @type {HTMLElement | null} */ (choice.querySelector("[data-region-tools]"));
  if (buttons) buttons.hidden = false;
  drawButton?.addEventListener("click", () => setDrawing(!drawing()));
  choice.querySelector("[data-whole-page]")?.addEventListener("click", () => setRegion(whole));
  choice.addEventListener("input", show);
  create?.addEventListener("toggle", () => {
    if (!create.open) setDrawing(false);
    else if (!drawing()) create.querySelector("textarea")?.focus();
    show();
  });
  overlay.addEventListener("pointerdown", (event) => {
    if (!drawing() || event.button !== 0) return;
    event.preventDefault();
    overlay.setPointerCapture(event.pointerId);
    from = place(event);
  });
  overlay.addEventListener("pointermove", stretch);
  overlay.addEventListener("pointerup", finish);
  overlay.addEventListener("pointercancel", () => {
    if (from) setRegion(whole);
    setDrawing(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawing()) return;
    if (from) setRegion(whole);
    setDrawing(false);
    drawButton?.focus();
  });
  show();
}

begin();
