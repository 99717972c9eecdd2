// The box that messages are written in. An input method may be composing a syllable in it at any time: while it does,
// its keys are left alone, and its text is only read and emptied once the syllable has ended.
import { freeId, h, icon } from "./dom.js";

const MOST = 2000;
const NEAR = 200;

export function createComposer(strings, onSend) {
  const countId = freeId();
  const box = h("textarea", {
    rows: "1",
    maxlength: MOST,
    placeholder: strings.placeholder,
    "aria-label": strings.message,
    "aria-describedby": countId,
    enterkeyhint: "send",
    autocomplete: "off",
  });
  const count = h("span", { class: "count", id: countId, "aria-live": "polite" });
  const button = h("button", { type: "submit", class: "send", "aria-label": strings.send }, icon("send"));
  const form = h("form", { class: "composer" }, h("div", { class: "field" }, box, button), count);
  let isComposing = false;

  box.addEventListener("compositionstart", () => (isComposing = true));
  box.addEventListener("compositionend", () => (isComposing = false));
  box.addEventListener("input", fit);
  box.addEventListener("keydown", (event) => {
    // 229 is what Safari says of the Enter that ended a syllable.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });

  function send() {
    if (isComposing) box.blur(); // ends the syllable, which then is in the box
    const text = box.value.trim();
    if (text) {
      box.value = "";
      fit();
      onSend(text);
    }
    box.focus();
  }

  function fit() {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
    const left = MOST - box.value.length;
    count.textContent = left <= NEAR ? strings.left(left) : "";
    form.classList.toggle("filled", box.value.trim() !== "");
  }

  return { element: form, focus: () => box.focus() };
}
