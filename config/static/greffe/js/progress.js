// Keeps the numbers of a case file true while its pages are read.
// The region is replaced only when it changed; focus and scroll stay where they were.

const everyMs = 2000;
const slowestMs = 60000;

const section = /** @type {HTMLElement | null} */ (document.querySelector("[data-progress-url]"));
const fragment = section?.querySelector("[data-progress]");
const trouble = /** @type {HTMLElement | null} */ (section?.querySelector("[data-progress-trouble]"));
const said = section?.querySelector("[data-progress-said]");

let failures = 0;
/** @type {number | undefined} */
let timer;
let asking = false;

/** @returns {boolean} */
const busy = () => fragment?.querySelector("[data-busy]")?.getAttribute("data-busy") === "yes";

/** @param {string} words  Shown until the server answers again; empty takes it away. */
function tell(words) {
  if (!trouble || trouble.textContent === words) return;
  trouble.textContent = words;
  trouble.hidden = words === "";
}

/** @param {string} html  The token of a form differs in each answer and changes nothing to see. */
const comparable = (html) => html.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");

/** @param {string} html */
function replace(html) {
  if (!fragment) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  if (comparable(fresh.innerHTML) === comparable(fragment.innerHTML)) return;
  const focused = fragment.contains(document.activeElement) ? document.activeElement?.id : "";
  fragment.replaceChildren(fresh.content);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** Asks once; plans the next question. */
async function ask() {
  if (!section || !fragment || asking) return;
  asking = true;
  const wasBusy = busy();
  try {
    const answer = await fetch(section.dataset.progressUrl ?? "", { headers: { "X-Requested-With": "fetch" } });
    const html = await answer.text();
    if (answer.redirected || answer.status === 401 || answer.status === 403) {
      tell(section.dataset.textSignedOut ?? "");
      return;
    }
    if (!answer.ok || !html.includes("data-busy")) throw new Error(String(answer.status));
    failures = 0;
    tell("");
    replace(html);
    if (wasBusy && !busy() && said) said.textContent = section.dataset.textDone ?? "";
  } catch {
    failures += 1;
    if (failures > 2) tell(section.dataset.textAway ?? "");
  } finally {
    asking = false;
  }
  plan();
}

function plan() {
  clearTimeout(timer);
  if (document.hidden || !(busy() || failures)) return;
  timer = setTimeout(ask, Math.min(everyMs * 2 ** failures, slowestMs));
}

document.addEventListener("visibilitychange", plan);
document.addEventListener("greffe:volume-received", ask);
plan();
