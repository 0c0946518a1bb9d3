// What narrows a search: facets and histograms are fetched once the hits are there, and put into
// places kept for them. On a narrow screen they are in a sheet from below. Without this script
// the link that opens it leads to a page of them.

const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("[data-narrow]"));
const along = document.querySelector("[data-along]");
const facets = document.querySelector("[data-facets]");
const facetsPlace = document.querySelector("[data-facets-place]");
const sheet = document.querySelector("[data-sheet-below]");
const held = document.querySelector("[data-sheet-holds]");
const said = /** @type {HTMLElement | null} */ (document.querySelector("[data-counting]"));
const wide = matchMedia("(width >= 60rem)");

/** @param {string} words */
function say(words) {
  if (said) said.textContent = words;
}

/** @param {string} html */
function put(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const drawn = fresh.content.querySelector("[data-part=along]");
  const more = fresh.content.querySelector("[data-part=facets]");
  if (!drawn || !more) throw new Error("not what was asked for");
  along?.replaceChildren(drawn);
  facets?.append(more);
  for (const bars of document.querySelectorAll("[data-bars]")) oneStop(bars);
  document.body.dataset.counted = "yes";
  arrange();
}

/** On a wide screen the parts are at their places, on a narrow one in the sheet. */
function arrange() {
  if (!along || !facets || !facetsPlace || !held) return;
  const drawn = document.querySelector("[data-part=along]");
  if (wide.matches) {
    if (sheet instanceof HTMLDialogElement && sheet.open) sheet.close();
    if (drawn) along.replaceChildren(drawn);
    facetsPlace.append(facets);
  } else {
    held.append(facets, ...(drawn ? [drawn] : []));
  }
}

/**
 * The bars are one stop of the Tab key; the arrows go from one to the next.
 * @param {Element} bars
 */
function oneStop(bars) {
  const stops = /** @type {SVGAElement[]} */ ([...bars.querySelectorAll("a")]);
  const first = stops.find((stop) => stop.getAttribute("aria-current")) ?? stops[0];
  for (const stop of stops) stop.setAttribute("tabindex", stop === first ? "0" : "-1");
  bars.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent) || !/^Arrow(Left|Right)$/.test(event.key)) return;
    const here = stops.findIndex((stop) => stop === document.activeElement);
    const next = stops[here + (event.key === "ArrowRight" ? 1 : -1)];
    if (here < 0 || !next) return;
    event.preventDefault();
    for (const stop of stops) stop.setAttribute("tabindex", stop === next ? "0" : "-1");
    next.focus();
  });
}

/** @param {HTMLAnchorElement} asked */
async function fetchParts(asked) {
  // Words only where it takes long enough to wonder.
  const slow = setTimeout(() => say(said?.dataset.textWait ?? ""), 700);
  try {
    const answer = await fetch(asked.href, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    put(await answer.text());
  } catch {
    say(said?.dataset.textAway ?? "");
  } finally {
    clearTimeout(slow);
  }
}

if (link && sheet instanceof HTMLDialogElement) {
  arrange();
  wide.addEventListener("change", arrange);
  fetchParts(link);
  link.addEventListener("click", (event) => {
    if (document.body.dataset.counted !== "yes" || wide.matches) return;
    event.preventDefault();
    sheet.showModal();
  });
}
