// One stop of Tab for a whole list: the arrows move within it.

const CONTROLS = "a[href], button:not(:disabled)";

// `keys` are the keys back and on; Home and End go to the ends.
export function rove(root, selector, [back, on]) {
  const items = () => [...root.querySelectorAll(selector)].filter((item) => !item.disabled);
  root.addEventListener("focusin", ({ target }) => {
    const item = target.closest(selector);
    if (item) settle(root, selector, item);
  });
  root.addEventListener("keydown", (event) => {
    const item = event.target.closest(selector);
    if (!item || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = items();
    const place = { [back]: all.indexOf(item) - 1, [on]: all.indexOf(item) + 1, Home: 0, End: all.length - 1 }[event.key];
    if (place === undefined) return;
    event.preventDefault();
    all[Math.max(0, Math.min(all.length - 1, place))]?.focus();
  });
}

// Within each item, left and right go to its buttons and links, and back to the item itself.
export function roveInside(root, selector) {
  root.addEventListener("keydown", (event) => {
    const item = event.target.closest(selector);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!item || !step) return;
    event.preventDefault();
    const places = [item, ...item.querySelectorAll(CONTROLS)];
    places[Math.max(0, Math.min(places.length - 1, places.indexOf(event.target) + step))].focus();
  });
}

// Let Tab stop at one item: the one given, else the one it stopped at, else the first.
export function settle(root, selector, item = null) {
  const all = [...root.querySelectorAll(selector)];
  const chosen = item ?? all.find((each) => each.tabIndex === 0) ?? all[0];
  for (const each of all) each.tabIndex = each === chosen ? 0 : -1;
}

// What is inside an item is reached by the arrows, not by Tab.
export function outOfTab(item) {
  for (const each of item.querySelectorAll("a, button")) each.tabIndex = -1;
}
