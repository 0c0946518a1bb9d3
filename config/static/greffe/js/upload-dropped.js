// What was dropped or chosen: files, and the files of folders with the way that leads to them.

/** @typedef {{file: File, path: string}} Found  `path`: "folder/file.pdf", or the bare name. */

const inOrder = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;

// Systems put these into folders; nobody means to send them.
const litter = /^(\..*|Thumbs\.db|desktop\.ini|~\$.*)$/i;

/**
 * The files that a person chose; those of a folder in the order of their names.
 * @param {FileList | null} files
 * @returns {Found[]}
 */
export function chosen(files) {
  const found = [...(files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  if (!found.some(({ path }) => path.includes("/"))) return found;
  const kept = found.filter(({ path }) => !path.split("/").some((part) => litter.test(part)));
  return kept.sort((one, other) => inOrder(one.path, other.path));
}

/**
 * The files that were dropped, with those of the folders among them. To be called in the event
 * itself: what is in it is gone after the first wait.
 * @param {DataTransfer | null} dropped
 * @returns {Promise<Found[]>}
 */
export async function unpacked(dropped) {
  const entries = [...(dropped?.items ?? [])].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) return chosen(dropped?.files ?? null);
  const found = [];
  for (const entry of entries) if (entry) found.push(...(await inside(entry, "")));
  return found;
}

/**
 * @param {FileSystemEntry} entry
 * @param {string} above  The way to it, with a slash at its end.
 * @returns {Promise<Found[]>}
 */
async function inside(entry, above) {
  const path = above + entry.name;
  if (above && litter.test(entry.name)) return [];
  if (entry.isFile) {
    const file = await new Promise((resolve) =>
      /** @type {FileSystemFileEntry} */ (entry).file(resolve, () => resolve(null)),
    );
    return file ? [{ file, path }] : [];
  }
  const found = [];
  const entries = await allEntries(/** @type {FileSystemDirectoryEntry} */ (entry));
  for (const one of entries.sort((a, b) => inOrder(a.name, b.name))) {
    found.push(...(await inside(one, `${path}/`)));
  }
  return found;
}

/**
 * Browsers give a hundred at a time.
 * @param {FileSystemDirectoryEntry} folder
 * @returns {Promise<FileSystemEntry[]>}
 */
async function allEntries(folder) {
  const reader = folder.createReader();
  const entries = [];
  for (;;) {
    const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (!some.length) return entries;
    entries.push(...some);
  }
}
