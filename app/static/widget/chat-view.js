// The conversation on the screen. Messages are added, never drawn anew: a screen reader hears each once.
import { freeId, h, icon } from "./dom.js";
import { createGreeting, createOwn, createTheirs } from "./message-view.js";

const LONGEST = 2000;
const NEAR = 200;

export function createChatView({ strings, conversation, greeting, popular, openArticle }) {
  const list = h("div", { class: "log", role: "log", "aria-label": strings.log, tabindex: "0" });
  const state = h("p", { class: "connection", role: "status" });
  const typing = h("div", { class: "turn typing", "aria-hidden": "true" }, h("div", { class: "bubble" }, h("i"), h("i"), h("i")));
  const composer = createComposer(strings, (text) => conversation.say(text));
  const context = { strings, conversation, greeting, popular, openArticle, focus: composer.focus };
  const shown = new Map();

  function items() {
    const { earlier, messages, unsent, isConnected } = conversation;
    return [
      { key: "greeting", author: "greeting" },
      ...earlier.map((message) => ({ ...message, isEarlier: true })),
      ...messages,
      ...unsent.map((message) => ({ ...message, key: message.id, author: "visitor", isUnsent: true, isConnected })),
    ];
  }

  function create(item) {
    if (item.author === "greeting") return createGreeting(context);
    if (item.author === "visitor") return createOwn(context);
    if (item.author) return createTheirs(context, item);
    return { element: h("p", { class: "note" }, strings.renewed), update() {} };
  }

  function render() {
    const wanted = items();
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, { element }] of shown) {
      if (!keys.has(key)) {
        element.remove();
        shown.delete(key);
      }
    }
    let newest;
    wanted.forEach((item, place) => {
      if (!shown.has(item.key)) shown.set(item.key, (newest = create(item)));
      const { element, update } = shown.get(item.key);
      update({ ...item, isLast: place === wanted.length - 1 });
      const there = list.children[place];
      if (element !== there) list.insertBefore(element, there);
    });
    const { isConnected, isTyping, status, unsent } = conversation;
    const isAnswering = status !== "waiting" && status !== "agent" && unsent.some(({ fault }) => !fault);
    if (isConnected && (isTyping || isAnswering)) list.append(typing);
    else typing.remove();
    const told = !isConnected ? strings.disconnected : isTyping ? strings.typing : isAnswering ? strings.looking : (strings.status[status] ?? "");
    if (state.textContent !== told) state.textContent = told;
    state.classList.toggle("lost", !isConnected);
    state.classList.toggle("quiet", isConnected && isAnswering);
    if (newest) scrollTo(newest.element);
    else if (typing.isConnected) scrollTo(typing);
  }

  // The beginning of a long message stays in view.
  function scrollTo(turn) {
    list.scrollTop = turn.classList.contains("own") ? list.scrollHeight : turn.offsetTop - list.offsetTop - 12;
  }

  conversation.addEventListener("change", render);
  render();
  return { element: h("div", { class: "chat" }, list, state, composer.element), focus: composer.focus, toEnd: () => (list.scrollTop = list.scrollHeight) };
}

// Keys of an input method are left alone; the box is read and emptied once its syllable has ended.
function createComposer(strings, onSend) {
  const id = freeId();
  const box = h("textarea", { rows: "1", maxlength: LONGEST, placeholder: strings.placeholder, "aria-label": strings.message, "aria-describedby": id, enterkeyhint: "send", input: fit, keydown: onKey });
  const count = h("span", { class: "count", id, "aria-live": "polite" });
  const send = h("button", { class: "send", "aria-label": strings.send }, icon("send"));
  const element = h("form", { class: "composer", submit }, h("div", { class: "field" }, box, send), count);
  let isComposing = false;
  box.addEventListener("compositionstart", () => (isComposing = true));
  box.addEventListener("compositionend", () => (isComposing = false));

  function onKey(event) {
    // 229 is what Safari says of the Enter that ends a syllable.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submit(event);
  }

  function submit(event) {
    event.preventDefault();
    if (isComposing) box.blur(); // ends the syllable
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
    box.style.height = `${box.scrollHeight}px`;
    const left = LONGEST - box.value.length;
    count.textContent = left <= NEAR ? strings.left(left) : "";
    element.classList.toggle("filled", box.value.trim() !== "");
  }

  return { element, focus: () => box.focus() };
}
