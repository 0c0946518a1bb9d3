// Among the hits: j and k move, o opens (Enter does so by itself).

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  if (target instanceof Element && target.closest("input, textarea, select, dialog")) return;
  const hits = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-hit]")]);
  const here = hits.findIndex((hit) => hit === document.activeElement);
  if (event.key === "o") {
    if (here >= 0) hits[here].click();
    return;
  }
  if ((event.key !== "j" && event.key !== "k") || hits.length === 0) return;
  event.preventDefault();
  const step = event.key === "j" ? 1 : -1;
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), hits.length - 1);
  hits[next].focus({ preventScroll: true });
  hits[next].closest("li")?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", onKey);
