// How sizes and times are said, in the language of the page.

const language = document.documentElement.lang || "en";
const units = ["byte", "kilobyte", "megabyte", "gigabyte"];

/**
 * A size such as "45.2 MB", counted as in the rest of the page. The number of digits stays the
 * same all along, so that lines stand still.
 * @param {number} bytes
 * @returns {string}
 */
export function sized(bytes) {
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const digits = power < 2 ? 0 : 1;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[power],
    unitDisplay: power ? "short" : "long",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(bytes / 1024 ** power);
}

/**
 * @param {number} part
 * @param {number} whole
 * @returns {string}
 */
export function percent(part, whole) {
  const share = whole ? Math.floor((100 * part) / whole) / 100 : 0;
  return new Intl.NumberFormat(language, { style: "percent" }).format(share);
}

/**
 * Puts values into a sentence such as "{received} of {total} files received."
 * @param {string | undefined} sentence
 * @param {Record<string, string | number>} values
 */
export function filled(sentence, values) {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** How long something will still take, from how fast it has gone in the last seconds. */
export class Pace {
  /** @type {{at: number, bytes: number}[]} */
  marks = [];

  /**
   * @param {number} bytes  Sent so far.
   * @param {number} at  Milliseconds.
   */
  note(bytes, at) {
    const last = this.marks.at(-1);
    if (last && bytes < last.bytes) this.marks = []; // some were sent in vain
    if (!last || at - last.at > 500) this.marks.push({ at, bytes });
    while (this.marks.length > 2 && at - this.marks[0].at > 15000) this.marks.shift();
  }

  /**
   * Seconds; Infinity while it cannot be told.
   * @param {number} left  Bytes.
   */
  seconds(left) {
    const first = this.marks[0];
    const last = this.marks.at(-1);
    if (!first || !last || last.at - first.at < 2000 || last.bytes === first.bytes) return Infinity;
    return (left * (last.at - first.at)) / 1000 / (last.bytes - first.bytes);
  }
}
