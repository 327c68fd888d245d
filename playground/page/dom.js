// Builds elements. Text only ever becomes text nodes, never markup.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const initials = (name) =>
  Array.from(name.trim() || "?")[0].toUpperCase();

// A stable hue per name, as one of eight classes in the style sheet.
export function tint(seed) {
  let sum = 0;
  for (const letter of String(seed)) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return `tint-${sum % 8}`;
}

export const fullName = (user) =>
  [user?.first_name, user?.last_name].filter(Boolean).join(" ") || user?.title || "?";
