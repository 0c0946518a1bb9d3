// Text that is selected on the page can be looked for elsewhere: a link below it.

const fewestWords = 4;
const mostWords = 60;
const mostCharacters = 600;
// A finger takes the selection away before it reaches the link.
const lingersMs = 400;

const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("[data-elsewhere]"));
const said = link?.textContent ?? "";
let hiding = 0;

/** @returns {Range | null}  What is selected, if all of it is text of the page. */
function selected() {
  const selection = getSelection();
  const text = document.querySelector("[data-page-text]");
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  return text?.contains(range.commonAncestorContainer) ? range : null;
}

/**
 * The words as they stand on the page, with the ends of its lines: there a word may be broken.
 * @param {Range} range
 */
function wordsOf(range) {
  const words = range.toString().replace(/[^\S\n]+/g, " ").replace(/ ?\n\s*/g, "\n").trim();
  return { words, count: words.split(/\s+/).length };
}

/** @param {Range} range */
function place(range) {
  const lines = range.getClientRects();
  const last = lines[lines.length - 1] ?? range.getBoundingClientRect();
  if (!link) return;
  link.hidden = false;
  const text = range.commonAncestorContainer.parentElement?.closest(".text-pane");
  const edge = text?.getBoundingClientRect().left ?? 0;
  const left = Math.min(Math.max(last.right - link.offsetWidth, edge), innerWidth - link.offsetWidth - 12);
  const top = Math.min(last.bottom, innerHeight - link.offsetHeight - 64);
  link.style.setProperty("--elsewhere-left", `${left}px`);
  link.style.setProperty("--elsewhere-top", `${top}px`);
}

function offer() {
  if (!link) return;
  const range = selected();
  const { words, count } = range ? wordsOf(range) : { words: "", count: 0 };
  if (!range || count < fewestWords) {
    hiding ||= setTimeout(() => (link.hidden = true), lingersMs);
    return;
  }
  clearTimeout(hiding);
  hiding = 0;
  const isLong = count > mostWords || words.length > mostCharacters;
  link.textContent = isLong ? (link.dataset.textLong ?? "") : said;
  if (isLong) link.removeAttribute("href");
  else link.href = `${link.dataset.places}?${new URLSearchParams({ sentence: words })}`;
  place(range);
}

if (link) {
  document.addEventListener("selectionchange", offer);
  for (const moved of ["scroll", "resize"]) addEventListener(moved, offer, { capture: true, passive: true });
  link.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
}
