// Asks before a page is left on which something was typed and not saved.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-typed]"));
const field = form?.querySelector("textarea");
// Told that somebody was first, the text in the field is one's own and not saved yet.
const answered = document.querySelector("[role=alert]") !== null;
let saving = false;

form?.addEventListener("submit", () => {
  saving = true;
});

addEventListener("beforeunload", (event) => {
  if (saving || !field || (field.value === field.defaultValue && !answered)) return;
  event.preventDefault();
});
