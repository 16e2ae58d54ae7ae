// Answers that were sent and have not arrived rest on the device, encrypted, in IndexedDB: a browser
// that is killed must not lose them. The key comes with the form's page, is held in memory alone,
// and is otherwise known to the server only, so that nobody can read here what rests here.

const NAME = "outcomes-resting";
const STORE = "sealed";
const DAY = 24 * 3600 * 1000;
const bytes = new TextEncoder();

// The key of a form out of its page, for encrypting only; null where this browser cannot.
export async function keyOf(form) {
  const { restingKey } = form.dataset;
  delete form.dataset.restingKey;
  if (!restingKey || !globalThis.crypto?.subtle || !globalThis.indexedDB) return null;
  const raw = Uint8Array.from(atob(restingKey), (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
}

// Lay the form's body down in place of what rested of it before.
export async function rest(key, uuid, body) {
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const manner = { name: "AES-GCM", iv: nonce, additionalData: bytes.encode(uuid) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(manner, key, bytes.encode(body)));
  const database = await open();
  await done(database, "readwrite", (store) => store.put({ uuid, nonce, sealed, at: Date.now() }));
  database.close();
}

// What rests here from the last day; what is older goes, and with the last of it the database.
export async function resting() {
  if (!(await isThere())) return [];
  const database = await open();
  const all = await done(database, "readonly", (store) => store.getAll());
  database.close();
  const fresh = all.filter(({ at }) => Math.abs(Date.now() - at) < DAY);
  const stale = all.filter((each) => !fresh.includes(each)).map(({ uuid }) => uuid);
  if (stale.length || !all.length) await forget(...stale);
  return fresh;
}

export async function forget(...uuids) {
  if (!(await isThere())) return;
  const database = await open();
  const left = await done(database, "readwrite", (store) => {
    uuids.forEach((uuid) => store.delete(uuid));
    return store.count();
  });
  database.close();
  if (left === 0) indexedDB.deleteDatabase(NAME);
}

// Older browsers do not list their databases; there it is opened to see.
async function isThere() {
  if (!globalThis.indexedDB) return false;
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some(({ name }) => name === NAME);
}

function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "uuid" });
  return answered(request);
}

// On the disk before it is said to be done: a tablet may lose its power too.
function done(database, mode, ask) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const request = ask(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
}
