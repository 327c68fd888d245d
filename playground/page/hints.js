// The ways past what is in the way: links to where people write, and what to do first.

const SEEN = "afterword-hints-seen";
const $ = (id) => document.getElementById(id);

export function drawSkips() {
  for (const link of document.querySelectorAll("[data-skip]")) {
    link.addEventListener("click", (event) => {
      const target = [...document.querySelectorAll(link.dataset.skip)].find((each) => each.offsetParent);
      if (!target) return; // then the link leads to its pane
      event.preventDefault();
      target.scrollIntoView({ block: "nearest" });
      target.focus();
    });
  }
}

export function drawHints() {
  $("hints").hidden = remembered();
  $("hints-close").addEventListener("click", () => {
    $("hints").hidden = true;
    remember();
    $("picker-open").focus(); // what comes next
  });
}

// A browser may keep nothing: then the hints come again.
function remembered() {
  try {
    return localStorage.getItem(SEEN) === "yes";
  } catch {
    return false;
  }
}

function remember() {
  try {
    localStorage.setItem(SEEN, "yes");
  } catch { /* as above */ }
}
