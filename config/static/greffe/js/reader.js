// The size of the page image. The state is in the address: #zoom=150 or #zoom=page;
// without it the page is as wide as its place.

const steps = [50, 75, 100, 125, 150, 200, 250, 300, 400];
const spaceBelowPx = 12;
const inPercent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });

const pane = /** @type {HTMLElement | null} */ (document.querySelector("[data-image-pane]"));
const sheet = /** @type {HTMLElement | null} */ (document.querySelector("[data-sheet]"));
const image = /** @type {HTMLImageElement | null} */ (document.querySelector("[data-page-image]"));
const tools = /** @type {HTMLElement | null} */ (document.querySelector("[data-zoom]"));

let lastZoom = "100";

/** @returns {string}  "page", or per cent of the width of its place. */
function zoom() {
  const asked = /zoom=(page|\d+)/.exec(location.hash)?.[1];
  // An address such as #note-… leads to a place on the page and leaves the size alone.
  if (!asked) return location.hash ? lastZoom : "100";
  if (asked === "page") return asked;
  return String(Math.min(Math.max(Number(asked), steps[0]), steps[steps.length - 1]));
}

/** @param {string} value */
function setZoom(value) {
  const address = location.pathname + location.search;
  history.replaceState(history.state, "", value === "100" ? address : `${address}#zoom=${value}`);
  show();
}

/** @returns {number}  Width in CSS pixels at which the whole page is seen at once. */
function widthOfWholePage() {
  const above = (pane?.getBoundingClientRect().top ?? 0) + scrollY;
  const below = document.querySelector(".reader-tools")?.getBoundingClientRect().height ?? 0;
  const height = Math.max(innerHeight - above - below - spaceBelowPx, 200);
  const ratio = Number(image?.getAttribute("width")) / Number(image?.getAttribute("height"));
  return Math.floor(height * ratio);
}

/** @returns {boolean} */
const overflows = () => pane !== null && pane.scrollWidth > pane.clientWidth + 1;

/** Whether there is more of the page than is seen, to one side or below: keys have to reach it. */
const scrolls = () => overflows() || (pane !== null && pane.scrollHeight > pane.clientHeight + 1);

function show() {
  if (!sheet || !pane) return;
  const value = zoom();
  lastZoom = value;
  const width = value === "page" ? `min(100%, ${widthOfWholePage()}px)` : `${value}%`;
  if (value === "100") {
    sheet.style.removeProperty("--sheet-width");
    sheet.style.removeProperty("--sheet-limit");
  } else {
    sheet.style.setProperty("--sheet-width", width);
    sheet.style.setProperty("--sheet-limit", "none");
  }
  pane.classList.toggle("pannable", overflows());
  if (scrolls()) pane.tabIndex = 0;
  else pane.removeAttribute("tabindex");
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("[data-keeps-zoom]"))) {
    link.hash = value === "100" ? "" : `zoom=${value}`;
  }
  describe(value);
}

/** @param {string} value */
function describe(value) {
  tools?.querySelector("[data-zoom-fit]")?.setAttribute("aria-pressed", String(value === "page"));
  const said = tools?.querySelector("[data-zoom-said]");
  // Browsers differ in the space before the sign; ours is the narrow one, as everywhere else.
  if (said) said.textContent = inPercent.format(percentShown() / 100).replace("\u00a0", "\u202f");
}

/** @returns {number}  How wide the page is now, in per cent of its place. */
function percentShown() {
  return sheet && pane ? Math.round((100 * sheet.clientWidth) / pane.clientWidth) : 100;
}

/** @param {1 | -1} direction */
function step(direction) {
  const now = percentShown();
  const next = direction > 0 ? steps.find((one) => one > now) : steps.findLast((one) => one < now);
  if (next) setZoom(String(next));
}

/** Drags a page that is wider than its place, with the mouse; a finger scrolls it by itself. */
function pan() {
  if (!pane) return;
  /** @type {{x: number, y: number} | null} */
  let from = null;
  pane.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    if (!overflows() || pane.classList.contains("drawing")) return;
    from = { x: event.clientX, y: event.clientY };
    pane.setPointerCapture(event.pointerId);
    pane.classList.add("panning");
    event.preventDefault();
  });
  pane.addEventListener("pointermove", (event) => {
    if (!from) return;
    pane.scrollBy(from.x - event.clientX, 0);
    scrollBy(0, from.y - event.clientY);
    from = { x: event.clientX, y: event.clientY };
  });
  for (const end of ["pointerup", "pointercancel"]) {
    pane.addEventListener(end, () => {
      from = null;
      pane.classList.remove("panning");
    });
  }
}

/** Coming from a hit, the first marked word is on the screen. Going back, nothing moves. */
function showFirstMark() {
  const entry = performance.getEntriesByType("navigation")[0];
  if (entry instanceof PerformanceNavigationTiming && entry.type !== "navigate") return;
  const mark = document.querySelector(".marks .mark")?.getBoundingClientRect();
  if (mark && mark.bottom > innerHeight - 80) scrollBy(0, mark.top - innerHeight / 3);
}

function sayWhenMissing() {
  const missing = /** @type {HTMLElement | null} */ (document.querySelector("[data-image-missing]"));
  // An empty sheet would look like a blank page.
  const tell = () => {
    if (missing) missing.hidden = false;
    if (sheet) sheet.hidden = true;
    if (tools) tools.hidden = true;
  };
  image?.addEventListener("error", tell);
  if (image?.complete && image.naturalWidth === 0) tell();
}

if (pane && sheet && tools) {
  tools.hidden = false;
  tools.querySelector("[data-zoom-in]")?.addEventListener("click", () => step(1));
  tools.querySelector("[data-zoom-out]")?.addEventListener("click", () => step(-1));
  tools.querySelector("[data-zoom-fit]")?.addEventListener("click", () => setZoom(zoom() === "page" ? "100" : "page"));
  addEventListener("hashchange", show);
  addEventListener("resize", show);
  // In a page wider than its place the arrows scroll it; j and k still turn pages.
  pane.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow") && overflows()) event.stopPropagation();
  });
  pan();
  show();
  showFirstMark();
  sayWhenMissing();
}
