// The files that are sent into a case file: a row for each, three on their way at a time.

import { chosen, unpacked } from "./upload-dropped.js";
import { beginsWith, Sending } from "./upload-sending.js";
import { filled, Pace, percent, sized } from "./upload-words.js";

const atOnce = 3;
const busy = ["checking", "sending", "held", "cut"];

/**
 * @typedef {object} Item
 * @property {File} file
 * @property {string} path
 * @property {"waiting" | "checking" | "cancelled" | import("./upload-sending.js").State} state
 * @property {number} sent  Bytes.
 * @property {string} told  By the server.
 * @property {HTMLElement} row
 * @property {Sending | null} sending
 */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-upload]"));
if (form) begin(form);

/** @param {HTMLFormElement} form */
function begin(form) {
  const words = form.dataset;
  const zone = /** @type {HTMLElement} */ (form.querySelector("[data-drop-zone]"));
  const token = /** @type {HTMLInputElement} */ (form.querySelector("[name=csrfmiddlewaretoken]")).value;
  const said = /** @type {HTMLElement} */ (form.querySelector("[data-upload-said]"));
  const sum = /** @type {HTMLElement} */ (form.querySelector("[data-upload-sum]"));
  const pace = new Pace();
  /** @type {Item[]} */
  const items = [];
  /** @type {(() => void)[]} */
  let waiters = [];

  form.classList.add("by-script");
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const kind of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.toggle("over", kind === "dragover");
    });
  }
  zone.addEventListener("drop", (event) => void unpacked(event.dataTransfer).then(add));
  // A file dropped beside the zone must not replace the page.
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
  window.addEventListener("beforeunload", (event) => {
    if (items.some(({ state }) => state === "waiting" || busy.includes(state))) event.preventDefault();
  });
  for (const row of form.querySelectorAll("[data-unfinished]")) {
    row.querySelector("button")?.addEventListener("click", () => void discard(/** @type {HTMLElement} */ (row)));
  }
  for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[type=file]"))) {
    if (field.id === "folder" && !("webkitdirectory" in field)) field.closest("label")?.remove();
    field.addEventListener("change", () => take(field));
    if (field.files?.length) take(field); // chosen on a slow line, before this script was there
  }

  /** @param {HTMLInputElement} field  In which files have been chosen. */
  function take(field) {
    add(chosen(field.files));
    field.value = "";
  }

  /** @param {import("./upload-dropped.js").Found[]} found */
  function add(found) {
    for (const { file, path } of found) {
      const item = { file, path, state: "waiting", sent: 0, told: "", sending: null, row: listed(form, path) };
      items.push(/** @type {Item} */ (item));
      item.row.querySelector("[data-cancel]")?.addEventListener("click", () => cancel(item));
      item.row.querySelector("[data-again]")?.addEventListener("click", () => again(item));
      if (file.size > Number(words.maxMb) * 1_000_000) turn(item, "refused", words.textTooLarge);
      else turn(item, "waiting");
    }
    next();
  }

  function next() {
    for (const item of items) {
      if (items.filter(({ state }) => busy.includes(state)).length >= atOnce) return;
      if (item.state === "waiting") void send(item);
    }
  }

  /** @param {Item} item */
  async function send(item) {
    item.sending = new Sending(item.file, item.path, {
      endpoint: words.endpoint ?? "",
      token,
      words,
      turn: () => (settledBefore(item) ? null : otherTurns(item)),
      tell: (state, told) => turn(item, state, told),
      progress: (sent) => {
        item.sent = sent;
        show(item);
      },
    });
    turn(item, "checking");
    const address = await unfinished(item);
    if (item.state === "checking") item.sending.start(address);
  }

  /** @param {Item} item */
  function settledBefore(item) {
    const before = items.slice(0, items.indexOf(item));
    return before.every(({ state }) => state !== "waiting" && !busy.includes(state));
  }

  /** @param {Item} item */
  async function otherTurns(item) {
    while (!settledBefore(item)) await new Promise((resolve) => waiters.push(() => resolve(null)));
  }

  /**
   * The address of an upload of which the file is the rest; its row goes.
   * @param {Item} item
   * @returns {Promise<string | undefined>}
   */
  async function unfinished({ file, path }) {
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-unfinished]"))) {
      const name = row.dataset.name ?? "";
      const same = name === path.split("/").join(" › ") || name.split(" › ").at(-1) === file.name;
      if (!same || Number(row.dataset.size) !== file.size || row.dataset.taken) continue;
      if (!(await beginsWith(row.dataset.url ?? "", file))) continue;
      row.dataset.taken = "yes";
      gone(row);
      return row.dataset.url;
    }
    return undefined;
  }

  /** @param {HTMLElement} row  Of a file that arrived in part. */
  async function discard(row) {
    const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token };
    const answer = await fetch(row.dataset.url ?? "", { method: "DELETE", headers }).catch(() => null);
    if (answer?.ok || answer?.status === 404) gone(row);
    else said.textContent = words.textServer ?? "";
  }

  /** @param {HTMLElement} row */
  function gone(row) {
    row.remove();
    if (!form.querySelector("[data-unfinished]")) form.querySelector("[data-unfinished-all]")?.remove();
  }

  /** @param {Item} item */
  function cancel(item) {
    const { sending } = item;
    turn(item, "cancelled");
    void sending?.cancel();
    next();
  }

  /** @param {Item} item */
  function again(item) {
    turn(item, "sending");
    item.sending?.goOn();
  }

  /**
   * @param {Item} item
   * @param {Item["state"]} state
   * @param {string} [told]
   */
  function turn(item, state, told = "") {
    if (item.state === "cancelled") return;
    item.state = state;
    item.told = told;
    if (state === "refused" || state === "stopped") said.textContent = `${item.path}: ${told}`;
    if (state === "received") {
      item.sent = item.file.size;
      document.dispatchEvent(new CustomEvent("greffe:volume-received"));
    }
    show(item);
    if (busy.includes(state)) return;
    const woken = waiters;
    waiters = [];
    for (const wake of woken) wake();
    next();
    const left = items.some(({ state }) => state === "waiting" || busy.includes(state));
    if (!left) said.textContent = filled(words.textFinished, counts());
  }

  function counts() {
    const received = items.filter(({ state }) => state === "received").length;
    return { received, total: items.filter(({ state }) => state !== "cancelled").length };
  }

  /** @param {Item} item */
  function show({ state, sent, told, file, row }) {
    row.dataset.state = state;
    const bar = /** @type {HTMLProgressElement} */ (row.querySelector("progress"));
    bar.value = file.size ? sent / file.size : 0;
    const values = { sent: sized(sent), size: sized(file.size), percent: percent(sent, file.size) };
    const sentence = {
      waiting: words.textWaiting,
      checking: words.textChecking,
      sending: sent < file.size ? words.textSending : words.textStoring,
      held: words.textHeld,
      cut: words.textCut,
      cancelled: words.textCancelled,
    }[/** @type {string} */ (state)];
    /** @type {HTMLElement} */ (row.querySelector(".sent-state")).textContent = told || filled(sentence, values);
    const ends = !(state === "waiting" || busy.includes(state) || state === "stopped");
    /** @type {HTMLElement} */ (row.querySelector("[data-cancel]")).hidden = ends;
    /** @type {HTMLElement} */ (row.querySelector("[data-again]")).hidden = !["cut", "stopped"].includes(state);
    showSum();
  }

  function showSum() {
    const counted = items.filter(({ state }) => state !== "cancelled" && state !== "refused");
    const sent = counted.reduce((all, item) => all + item.sent, 0);
    const size = counted.reduce((all, item) => all + item.file.size, 0);
    pace.note(sent, performance.now());
    const seconds = pace.seconds(size - sent);
    const minutes = Math.ceil(seconds / 60);
    const left = sent === size || seconds === Infinity ? "" : minutes > 1 ? words.textMinutes : words.textMinute;
    const values = { ...counts(), sent: sized(sent), size: sized(size), minutes };
    const told = size ? words.textSum : words.textFinished; // nothing is on its way
    sum.textContent = [filled(told, values), filled(left, values)].filter(Boolean).join(" · ");
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} path
 * @returns {HTMLElement}
 */
function listed(form, path) {
  const list = /** @type {HTMLElement} */ (form.querySelector("[data-sent-files]"));
  const pattern = /** @type {HTMLTemplateElement} */ (form.querySelector("[data-sent-file]"));
  const row = /** @type {HTMLElement} */ (pattern.content.firstElementChild?.cloneNode(true));
  const parts = path.split("/");
  /** @type {HTMLElement} */ (row.querySelector(".sent-folder")).textContent = parts
    .slice(0, -1)
    .map((part) => `${part} › `)
    .join("");
  /** @type {HTMLElement} */ (row.querySelector(".sent-file")).textContent = parts.at(-1) ?? "";
  row.querySelector("progress")?.setAttribute("aria-label", path);
  for (const button of row.querySelectorAll("button")) button.setAttribute("aria-label", `${button.textContent} ${path}`);
  list.append(row);
  list.hidden = false;
  return row;
}
