// The keys of a screen. Whatever carries `data-key="j ArrowRight"` answers to these keys:
// fields are focused, links and buttons are clicked. `?` opens the list of keys.

import { isForScreen, keysAreOff, switchKeys } from "./keys-off.js";

/**
 * @param {string} key
 * @returns {HTMLElement | undefined}
 */
function answering(key) {
  const all = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-key]"));
  return [...all].find((one) => one.dataset.key?.split(" ").includes(key) && !one.closest("[hidden]"));
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key === "Escape" && !event.isComposing && event.target instanceof HTMLInputElement && event.target.dataset.key) {
    // What a key has led to, Escape leads out of, and leaves what is written there.
    event.preventDefault();
    event.target.blur();
    return;
  }
  if (!isForScreen(event)) return;
  if (event.key.startsWith("Arrow") && event.target instanceof HTMLInputElement) return;
  const found = answering(event.key);
  if (!found) return;
  event.preventDefault();
  if (found instanceof HTMLInputElement) {
    found.focus();
    found.select();
  } else {
    found.click();
  }
}

/** @param {HTMLDialogElement} dialog */
function prepare(dialog) {
  for (const opener of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-opens='keys']"))) {
    opener.hidden = false;
    opener.addEventListener("click", () => dialog.showModal());
  }
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && !inside(dialog, event)) dialog.close();
  });
  const choice = dialog.querySelector("[data-keys-switch]");
  if (!(choice instanceof HTMLInputElement)) return;
  choice.checked = !keysAreOff();
  choice.addEventListener("change", () => {
    if (!switchKeys(!choice.checked)) choice.checked = true;
  });
}

/**
 * A click on the backdrop has the dialog itself as its target.
 * @param {HTMLElement} box
 * @param {MouseEvent} event
 */
function inside(box, event) {
  const edge = box.getBoundingClientRect();
  return event.clientX >= edge.left && event.clientX <= edge.right && event.clientY >= edge.top && event.clientY <= edge.bottom;
}

const dialog = document.getElementById("keys");
if (dialog instanceof HTMLDialogElement) {
  prepare(dialog);
  document.addEventListener("keydown", onKey);
}
