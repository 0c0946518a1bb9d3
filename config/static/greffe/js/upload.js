// Sends PDFs one after the other, in the order given, and says how each one went.

/** @typedef {{name: string, state: string, message: string}} SentVolume */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-upload]"));
if (form) begin(form);

/** @param {HTMLFormElement} form */
function begin(form) {
  const zone = /** @type {HTMLElement} */ (form.querySelector("[data-drop-zone]"));
  const field = /** @type {HTMLInputElement} */ (form.querySelector("input[type=file]"));
  /** @type {{file: File, row: HTMLElement}[]} */
  const queue = [];
  const count = { total: 0, received: 0 };
  let sending = false;

  form.classList.add("by-script");
  field.addEventListener("change", () => {
    add([...(field.files ?? [])]);
    field.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const kind of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.toggle("over", kind === "dragover");
    });
  }
  zone.addEventListener("drop", (event) => add([...(event.dataTransfer?.files ?? [])]));
  // A file dropped beside the zone must not replace the page.
  for (const kind of ["dragover", "drop"]) {
    window.addEventListener(kind, (event) => event.preventDefault());
  }
  window.addEventListener("beforeunload", (event) => {
    if (sending) event.preventDefault();
  });

  /** @param {File[]} files */
  function add(files) {
    for (const file of files) {
      const row = listed(form, file.name);
      count.total += 1;
      say(row, form.dataset.textWaiting ?? "");
      queue.push({ file, row });
    }
    if (!sending) void sendAll();
  }

  async function sendAll() {
    sending = true;
    for (let next = queue.shift(); next; next = queue.shift()) {
      const refusal = refusedHere(form, next.file) || (await send(form, next.file, next.row));
      next.row.classList.toggle("refused", refusal !== "");
      if (refusal) say(next.row, refusal);
      else count.received += 1;
      document.dispatchEvent(new CustomEvent("greffe:volume-received"));
    }
    sending = false;
    const said = form.querySelector("[data-upload-said]");
    if (said) said.textContent = filled(form.dataset.textFinished, count);
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {HTMLElement}
 */
function listed(form, name) {
  const list = /** @type {HTMLElement} */ (form.querySelector("[data-sent-files]"));
  const pattern = /** @type {HTMLTemplateElement} */ (form.querySelector("[data-sent-file]"));
  const row = /** @type {HTMLElement} */ (pattern.content.firstElementChild?.cloneNode(true));
  /** @type {HTMLElement} */ (row.querySelector(".sent-name")).textContent = name;
  row.querySelector("progress")?.setAttribute("aria-label", name);
  list.append(row);
  list.hidden = false;
  return row;
}

/**
 * @param {HTMLElement} row
 * @param {string} words
 */
function say(row, words) {
  /** @type {HTMLElement} */ (row.querySelector(".sent-state")).textContent = words;
}

/**
 * Puts values into a sentence such as "{received} of {total} files received."
 * @param {string | undefined} sentence
 * @param {Record<string, string | number>} values
 */
function filled(sentence, values) {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * What can be said before a byte is sent; empty where nothing speaks against the file.
 * @param {HTMLFormElement} form
 * @param {File} file
 * @returns {string}
 */
function refusedHere(form, file) {
  const words = form.dataset;
  if (file.size > Number(words.maxMb) * 1_000_000) return words.textTooLarge ?? "";
  if (file.type !== "application/pdf" && !/\.pdf$/i.test(file.name)) return words.textNotPdf ?? "";
  return "";
}

/**
 * Resolves to why the file was refused, or to "" when it was received. Never rejects.
 * @param {HTMLFormElement} form
 * @param {File} file
 * @param {HTMLElement} row
 * @returns {Promise<string>}
 */
function send(form, file, row) {
  const words = form.dataset;
  const bar = /** @type {HTMLProgressElement} */ (row.querySelector("progress"));
  const body = new FormData();
  const token = form.querySelector("[name=csrfmiddlewaretoken]");
  if (token instanceof HTMLInputElement) body.append(token.name, token.value);
  body.append("files", file, file.name);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.floor((100 * event.loaded) / event.total);
      bar.value = percent;
      say(row, percent < 100 ? filled(words.textSending, { percent }) : (words.textChecking ?? ""));
    });
    request.addEventListener("load", () => resolve(read(form, request, row)));
    request.addEventListener("error", () => resolve(words.textNetwork ?? ""));
    request.addEventListener("abort", () => resolve(words.textNetwork ?? ""));
    request.send(body);
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {XMLHttpRequest} request
 * @param {HTMLElement} row
 * @returns {string}
 */
function read(form, request, row) {
  const words = form.dataset;
  /** @type {{volumes?: SentVolume[], error?: string} | null} */
  let answer = null;
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    // a page instead of an answer: the sign-in, or an error
  }
  if (request.status === 413) return answer?.volumes?.[0]?.message || answer?.error || words.textTooLarge || "";
  if (request.status >= 500) return words.textServer ?? "";
  if (!answer || request.status === 401 || request.status === 403) return words.textSignedOut ?? "";
  const volume = answer.volumes?.[0];
  if (request.status >= 400 || volume?.state === "refused") {
    return volume?.message || answer.error || words.textRefused || "";
  }
  say(row, volume?.message || words.textReceived || "");
  return "";
}
