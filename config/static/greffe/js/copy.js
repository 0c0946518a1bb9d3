// Copies the reference of the page; text selected on the page is quoted before it.

const button = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-copy]"));
const citation = document.querySelector("[data-citation]")?.textContent?.trim() ?? "";
const said = document.querySelector("[data-copy-said]");

/** @returns {string}  What is selected in the text of the page. */
function selectedText() {
  const selection = getSelection();
  const text = document.querySelector("[data-page-text]");
  if (!selection || !text || !selection.anchorNode || !text.contains(selection.anchorNode)) return "";
  return selection.toString().replace(/\s+/g, " ").trim();
}

async function copy() {
  if (!button || !said) return;
  const text = selectedText();
  const pattern = button.dataset.quotation ?? "";
  const words = text
    ? pattern.replace(/\{(text|citation)\}/g, (_, name) => (name === "text" ? text : citation))
    : citation;
  try {
    await navigator.clipboard.writeText(words);
    said.textContent = button.dataset.textCopied ?? "";
  } catch {
    said.textContent = button.dataset.textFailed ?? "";
  }
}

if (button) {
  button.hidden = false;
  button.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", copy);
}
