// Sentences come from the page in the client's language, with places to fill: "{marked} of {all}".

export function fill(words, values) {
  return (words ?? "").replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}
