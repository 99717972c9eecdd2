// Keys for people who answer all day. They press the page's own buttons and links.
const KEYS = {
  "/": search,
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  c: () => copy("link"),
  t: () => copy("text"),
  m: () => copy("markdown"),
  "?": () => open("keys"),
};
// The same keys while the keyboard types Hangul.
const HANGUL = { ㅊ: "c", ㅅ: "t", ㅡ: "m" };
const STORED = "single-keys";
// Speech input types letters that were not meant as keys. Source: WCAG 2.2, 2.1.4 Character Key Shortcuts.
const switched = document.querySelector("[data-single-keys]");

switched.checked = !turnedOff();
switched.addEventListener("change", () => {
  try {
    localStorage.setItem(STORED, switched.checked ? "on" : "off");
  } catch {
    // Storage may be blocked: not remembered, but it holds on this page.
  }
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key.length === 1 && !switched.checked) return;
  const act = KEYS[HANGUL[event.key] ?? (event.key.length === 1 ? event.key.toLowerCase() : event.key)];
  if (act?.()) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) open(opener.dataset.open);
});

function turnedOff() {
  try {
    return localStorage.getItem(STORED) === "off";
  } catch {
    return false;
  }
}

function isTyping(element) {
  return element.closest("input, textarea, select, [contenteditable]") !== null;
}

function search() {
  const input = document.getElementById("q");
  input?.focus();
  input?.select();
  return input !== null;
}

function open(id) {
  document.getElementById(id).showModal();
  return true;
}

function move(step) {
  const links = [...document.querySelectorAll("[data-result]")];
  if (links.length === 0) return false;
  const card = document.activeElement.closest("[data-card]");
  const current = links.findIndex((link) => card?.contains(link));
  const next = current < 0 ? (step > 0 ? 0 : links.length - 1) : current + step;
  if (next < 0 || next >= links.length) return false;
  links[next].focus({ preventScroll: true });
  links[next].closest("[data-card]").scrollIntoView({ block: "nearest" });
  return true;
}

function copy(form) {
  const card = document.activeElement.closest("[data-card]") ?? document.querySelector("[data-card]");
  const button = card?.querySelector(`[data-copy="${form}"]`);
  button?.click();
  return Boolean(button);
}
