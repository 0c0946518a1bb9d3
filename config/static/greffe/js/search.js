// Among the hits: j and k move, o opens (Enter does so by itself). The hit one was at is kept with
// the entry of the history, so that Back comes back to it.

import { isForScreen } from "./keys-off.js";

const links = () => /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("[data-hit]")]);

/** @param {HTMLElement} link */
function goTo(link) {
  link.focus({ preventScroll: true });
  link.closest("li")?.scrollIntoView({ block: "nearest" });
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (!isForScreen(event) || !["j", "k", "o"].includes(event.key)) return;
  const hits = links();
  const here = hits.findIndex((hit) => hit.closest("li")?.contains(document.activeElement));
  if (event.key === "o") {
    if (here >= 0) hits[here].click();
    return;
  }
  if (hits.length === 0) return;
  event.preventDefault();
  const step = event.key === "j" ? 1 : -1;
  goTo(hits[here < 0 ? 0 : Math.min(Math.max(here + step, 0), hits.length - 1)]);
}

/** @param {FocusEvent} event */
function onFocus(event) {
  const link = event.target instanceof Element && event.target.closest("li.hit")?.querySelector("[data-hit]");
  if (!(link instanceof HTMLAnchorElement) || history.state?.hit === link.pathname) return;
  history.replaceState({ ...history.state, hit: link.pathname }, "");
}

function comeBack() {
  const hit = history.state?.hit;
  const link = hit && links().find((one) => one.pathname === hit);
  if (!link || link === document.activeElement) return;
  link.focus({ preventScroll: true });
  const place = link.closest("li")?.getBoundingClientRect();
  if (place && (place.bottom < 0 || place.top > innerHeight)) goTo(link);
}

/** A strip that cannot be drawn leaves its place to the words. */
function onMissing(/** @type {Event} */ event) {
  if (event.target instanceof HTMLImageElement) event.target.closest("[data-strip]")?.remove();
}

document.addEventListener("keydown", onKey);
document.addEventListener("focusin", onFocus);
document.addEventListener("error", onMissing, true);
// After the browser has scrolled to where one was.
addEventListener("pageshow", () => requestAnimationFrame(comeBack));
