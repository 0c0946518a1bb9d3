// Sends one file by the tus protocol, and goes on by itself after a cut.
// The library (tus-js-client) is loaded before; nothing is kept in the browser.

/* global tus */

const pieceSize = 8 * 1024 * 1024; // a proxy that gathers a piece first loses no more than that
const retryDelays = [0, 1000, 3000, 5000, 10000, 20000];
const againAfterMs = 30000; // once those have been used up

/**
 * What a sending tells of itself. `stopped` waits for the person; `cut` does not.
 * @typedef {"sending" | "held" | "cut" | "stopped" | "received" | "refused"} State
 * @typedef {object} Orders
 * @property {string} endpoint
 * @property {string} token  Of the form.
 * @property {Record<string, string | undefined>} words
 * @property {() => Promise<void> | null} turn  Resolves once the files before this one are
 *   settled, so that volumes keep the order of the files; null where they are.
 * @property {(state: State, message: string) => void} tell
 * @property {(sent: number) => void} progress  Bytes that are on their way or there.
 */

export class Sending {
  /**
   * @param {File} file
   * @param {string} path
   * @param {Orders} orders
   */
  constructor(file, path, orders) {
    this.file = file;
    this.orders = orders;
    this.ended = false;
    this.lost = false; // the connection, just now
    /** @type {number | undefined} */
    this.timer = undefined;
    this.upload = new tus.Upload(file, {
      endpoint: orders.endpoint,
      chunkSize: pieceSize,
      retryDelays,
      storeFingerprintForResuming: false,
      // A header can only be so long; the end of a path says more than its beginning.
      metadata: { filename: file.name, relativePath: path.slice(-700) },
      headers: { "X-CSRFToken": orders.token, Accept: "application/json" },
      onBeforeRequest: (request) => this.prepare(request),
      onAfterResponse: (request, response) => {
        // The library would take any answer but 200 for the news that the upload has gone.
        if (request.getMethod() === "HEAD" && response.getStatus() >= 500) throw new Error("away");
      },
      onShouldRetry: (error) => this.mayRetry(error),
      onProgress: (sent) => {
        if (this.lost) orders.tell("sending", "");
        this.lost = false;
        orders.progress(sent);
      },
      onSuccess: () => void this.ask(),
      onError: (error) => this.fail(error),
    });
    this.goOn = () => {
      clearTimeout(this.timer);
      window.removeEventListener("online", this.goOn);
      if (this.ended) return;
      void this.upload.abort(); // what it may be waiting for
      this.upload.start();
    };
  }

  /** @param {any} error */
  mayRetry(error) {
    if (!mayPass(error) || signedOut(error)) return false;
    if (!this.lost && ![408, 409, 423, 460].includes(error.originalResponse?.getStatus())) {
      this.lost = true;
      this.orders.tell("cut", "");
    }
    return true;
  }

  /** @param {string} [address]  Of an upload of which this file is the rest. */
  start(address) {
    if (address) this.upload.options.uploadUrl = new URL(address, location.href).href;
    this.orders.tell("sending", "");
    this.upload.start();
  }

  /** Stops, and lets the server forget what has arrived. */
  async cancel() {
    this.ended = true;
    clearTimeout(this.timer);
    window.removeEventListener("online", this.goOn);
    await this.upload.abort(true).catch(() => undefined); // else it is forgotten after a week
  }

  /** @param {any} request */
  async prepare(request) {
    if (request.getMethod() !== "PATCH") return;
    const start = Number(request.getHeader("Upload-Offset"));
    const end = Math.min(start + pieceSize, this.file.size);
    if (end === this.file.size) {
      const turn = this.orders.turn();
      if (turn) {
        this.orders.tell("held", "");
        await turn;
        if (this.ended) throw new Error("cancelled");
        this.orders.tell("sending", "");
      }
    }
    if (!globalThis.crypto?.subtle) return; // without HTTPS, and not on this machine
    request.setHeader("Upload-Checksum", `sha256 ${inBase64(await digest(this.file.slice(start, end)))}`);
  }

  /** @param {any} error */
  fail(error) {
    if (this.ended) return;
    const { words, tell } = this.orders;
    const status = error.originalResponse?.getStatus() ?? 0;
    const told = message(error.originalResponse?.getBody());
    if (signedOut(error) || status === 401 || status === 403) tell("stopped", words.textSignedOut ?? "");
    else if (mayPass(error)) {
      this.lost = true;
      tell("cut", "");
      this.timer = setTimeout(this.goOn, againAfterMs);
      window.addEventListener("online", this.goOn);
    } else if (!error.originalResponse) tell("stopped", words.textUnreadable ?? "");
    else if (status === 404) tell("stopped", words.textGone ?? "");
    else if (status === 507 || status === 429) tell("stopped", told || words.textServer || "");
    else tell("refused", told || words.textRefused || "");
  }

  /** Everything has arrived: what became of it? */
  async ask() {
    const { words, tell } = this.orders;
    try {
      const answer = await fetch(this.upload.url ?? "", { headers: { Accept: "application/json" } });
      if (answer.redirected) return tell("stopped", words.textSignedOut ?? "");
      if (answer.status === 404) return tell("stopped", words.textGone ?? "");
      const outcome = await answer.json();
      if (outcome.state === "received" || outcome.state === "refused") return tell(outcome.state, outcome.message);
      if (answer.status === 507) return tell("stopped", outcome.message);
    } catch {
      // The connection, or a page of some proxy instead of an answer.
    }
    tell("cut", "");
    this.timer = setTimeout(() => void (this.ended || this.ask()), 5000);
  }
}

/**
 * Whether a file begins with the bytes that have arrived of an upload.
 * @param {string} address
 * @param {File} file
 * @returns {Promise<boolean>}
 */
export async function beginsWith(address, file) {
  if (!globalThis.crypto?.subtle) return false;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    const { state, offset, block, blocks } = await answer.json();
    if (state !== "arriving" || offset > file.size) return false;
    for (const [place, sum] of blocks.entries()) {
      const part = file.slice(place * block, Math.min((place + 1) * block, offset));
      const bytes = [...new Uint8Array(await digest(part))];
      if (bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("") !== sum) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether it is worth trying again without asking anybody.
 * @param {any} error
 */
function mayPass(error) {
  // The file itself: it was changed, moved or taken away since it was chosen.
  if (["NotReadableError", "NotFoundError"].includes(error.causingError?.name)) return false;
  if (!error.originalRequest) return false;
  const status = error.originalResponse?.getStatus() ?? 0;
  return status === 0 || [408, 409, 423, 460].includes(status) || (status >= 500 && status !== 507);
}

/** @param {any} error  The answer of another address: that of the sign-in. */
function signedOut(error) {
  const request = error.originalRequest?.getUnderlyingObject();
  const answered = request?.responseURL;
  return Boolean(answered) && new URL(answered).pathname.includes("/login/");
}

/** @param {string | undefined} body */
function message(body) {
  try {
    return String(JSON.parse(body ?? "").message ?? "");
  } catch {
    return "";
  }
}

/** @param {Blob} part */
async function digest(part) {
  return crypto.subtle.digest("SHA-256", await part.arrayBuffer());
}

/** @param {ArrayBuffer} bytes */
function inBase64(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}
