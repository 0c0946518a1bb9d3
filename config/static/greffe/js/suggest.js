// Suggestions below a search box: an ARIA combobox. It offers, and leaves typing and Enter alone:
// nothing is chosen until an arrow key or a finger has chosen it. Without script there is none.

const waitFor = 150; // milliseconds after the last key
const shortest = 2;

/** @typedef {{ kind: string, text: string, query: string, url: string }} Suggestion */

/** @param {HTMLInputElement} input */
function attach(input) {
  const form = input.form;
  const source = input.dataset.suggest;
  if (!form || !source) return;
  /** @type {Suggestion[]} */
  let offered = [];
  let active = -1;
  let timer = 0;
  /** @type {AbortController | null} */
  let asking = null;

  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel ?? "");
  form.append(list);
  input.type = "text"; // a field of type search must not be a combobox
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  /** What is offered stays as it is: an answer that comes now would replace it. */
  function stopAsking() {
    clearTimeout(timer);
    asking?.abort();
  }

  function close() {
    stopAsking();
    offered = [];
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  }

  /** @param {number} place  Of the option that Enter would take, -1 for none. */
  function mark(place) {
    active = place;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[place].id);
      list.children[place].scrollIntoView({ block: "nearest" });
    }
  }

  /** @param {Suggestion[]} found */
  function show(found) {
    offered = found;
    list.replaceChildren(
      ...found.map(({ kind, text }, at) => {
        const option = document.createElement("li");
        const words = document.createElement("span");
        const label = document.createElement("span");
        option.id = `${list.id}-${at}`;
        option.setAttribute("role", "option");
        words.className = "suggestion";
        words.textContent = text;
        label.className = "soft";
        label.textContent = kind;
        option.append(words, " ", label);
        return option;
      }),
    );
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    mark(-1);
  }

  async function ask() {
    const typed = input.value;
    asking?.abort();
    if (typed.trim().length < shortest) return close();
    asking = new AbortController();
    const asked = new URLSearchParams({ q: typed });
    for (const key of new FormData(/** @type {HTMLFormElement} */ (form)).getAll("casefile")) {
      asked.append("casefile", String(key));
    }
    try {
      const answer = await fetch(`${source}?${asked}`, { signal: asking.signal, redirect: "error" });
      if (!answer.ok) return close();
      const found = /** @type {Suggestion[]} */ ((await answer.json()).suggestions);
      if (input.value === typed && document.activeElement === input) show(found);
    } catch {
      // Asked for again, away, or signed out: one goes on typing.
    }
  }

  /** @param {number} place */
  function choose(place) {
    const { query, url } = offered[place];
    close();
    if (url) {
      location.assign(url);
      return;
    }
    input.value = query;
    input.focus();
    input.setSelectionRange(query.length, query.length);
  }

  input.addEventListener("input", (event) => {
    if (event instanceof InputEvent && event.isComposing) return;
    clearTimeout(timer);
    timer = window.setTimeout(ask, waitFor);
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (list.hidden) {
      if (event.key === "ArrowDown" && input.value.trim().length >= shortest) {
        event.preventDefault();
        ask();
      }
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") stopAsking();
    const many = offered.length;
    if (event.key === "ArrowDown") mark(active + 1 < many ? active + 1 : -1);
    else if (event.key === "ArrowUp") mark(active < 0 ? many - 1 : active - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) choose(active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the box keeps the focus
    stopAsking();
  });
  list.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    if (option) choose([...list.children].indexOf(option));
  });
}

for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[data-suggest]"))) {
  attach(input);
}
