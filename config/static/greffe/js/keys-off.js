// Whether the keys of a screen are to answer: each person may switch them off.

const switchedOff = "greffe-keys-off";

/** @returns {boolean} */
export function keysAreOff() {
  try {
    return localStorage.getItem(switchedOff) === "yes";
  } catch {
    return false; // storage is refused: the keys stay on
  }
}

/**
 * False where that cannot be kept.
 * @param {boolean} off
 * @returns {boolean}
 */
export function switchKeys(off) {
  try {
    localStorage.setItem(switchedOff, off ? "yes" : "no");
    return true;
  } catch {
    return false;
  }
}

/**
 * True where letters are text.
 * @param {EventTarget | null} target
 * @returns {boolean}
 */
export function takesText(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit)$/.test(target.type);
}

/**
 * True where a key is for the screen, and not for a field, a dialog or the browser.
 * @param {KeyboardEvent} event
 * @returns {boolean}
 */
export function isForScreen(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  return !takesText(event.target) && !document.querySelector("dialog[open]") && !keysAreOff();
}
