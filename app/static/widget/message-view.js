// One message as it is shown: bubble, sources, rating, quick replies, and the form where a person is called.
import { createContactForm } from "./contact-form.js";
import { h, icon } from "./dom.js";
import { blocks } from "./text.js";

const CONTACT = "contact";
const HANDOVER = "handover";

/** A message of the visitor's. `update` takes one that is said or, with `isUnsent`, on its way. */
export function createOwn({ strings, conversation }) {
  const bubble = h("div", { class: "bubble" });
  const state = h("div", { class: "state" });
  const element = h("div", { class: "turn own" }, who(strings.you), bubble, state);
  let shown = "";

  function update({ id, text, isUnsent, fault, isStuck }) {
    if (bubble.textContent !== text) bubble.textContent = text;
    element.classList.toggle("unsent", Boolean(isUnsent));
    const now = !isUnsent ? "" : fault ? `fault ${fault}` : isStuck ? "stuck" : "sending";
    if (now === shown) return;
    shown = now;
    if (fault && isUnsent) {
      const act = (label, method) => h("button", { type: "button", class: "link", click: () => conversation[method](id) }, label);
      state.replaceChildren(h("span", { class: "fault", role: "alert" }, `${strings.failed} ${fault}`), act(strings.again, "again"), act(strings.discard, "discard"));
    } else {
      state.replaceChildren(now && (now === "stuck" ? strings.offline : strings.sending));
    }
  }
  return { element, update };
}

/** What the assistant or an agent says. `update` takes the message with `isLast`. */
export function createTheirs(context, message) {
  const { strings } = context;
  const reply = message.reply;
  const element = h("div", { class: `turn ${message.author}` },
    who(message.author === "agent" ? strings.agent : strings.assistant, message.author === "agent"),
    h("div", { class: "bubble" }, ...blocks(message.text)));
  const parts = [];
  if (reply?.outcome === "answered") {
    element.append(sources(context, reply.reply.sources));
    parts.push(rating(context, message));
  }
  if (reply?.outcome === "handover" && reply.reason !== "waiting") parts.push(contact(context, message));
  const choices = (reply?.reply.quick_replies ?? []).filter(({ value }) => value !== CONTACT || reply.outcome !== "handover");
  if (choices.length) parts.push(quickReplies(context, choices));
  element.append(...parts.map((part) => part.element));
  return { element, update: (given) => parts.forEach((part) => part.update(given)) };
}

export function createGreeting({ strings, conversation, greeting, popular }) {
  const list = h("div", { class: "starters", role: "group", "aria-label": strings.popular });
  const element = h("div", { class: "turn assistant" }, who(strings.assistant), h("div", { class: "bubble" }, ...blocks(greeting)), list);
  popular.then((articles) => {
    if (!articles.length) return;
    const ask = ({ id, title }) => h("button", { type: "button", class: "starter", click: () => conversation.say(title, `article:${id}`) }, h("span", {}, title), icon("next"));
    list.append(h("p", { class: "label" }, strings.popular), ...articles.map(ask));
  });
  return { element, update: ({ isLast }) => (list.hidden = !isLast) };
}

function who(name, isShown = false) {
  return h("span", { class: isShown ? "who" : "visually-hidden" }, `${name} `);
}

function sources({ strings, openArticle }, articles) {
  const card = (source) => h("button", { type: "button", class: "card", click: (event) => openArticle(source, event.currentTarget) },
    icon("page"),
    h("span", { class: "card-text" }, h("span", { class: "card-title" }, source.title), h("span", { class: "card-trail" }, source.breadcrumb.slice(-2).join(" › "))),
    icon("next"));
  return h("div", { class: "cards", role: "group", "aria-label": strings.sources }, ...articles.map(card));
}

function quickReplies({ strings, conversation, focusComposer }, choices) {
  const press = ({ label, value }) => () => {
    conversation.say(label, value);
    focusComposer();
  };
  const chip = (choice) => h("button", { type: "button", class: "chip", click: press(choice) }, choice.label);
  const element = h("div", { class: "chips", role: "group", "aria-label": strings.replies }, ...choices.map(chip));
  return { element, update: ({ isLast }) => (element.hidden = !isLast) };
}

function rating({ strings, conversation, focusComposer }, { id }) {
  const label = h("span", {}, strings.helpful);
  const vote = (helpful) => h("button", { type: "button", class: "vote", click: () => rate(helpful) }, icon(helpful ? "up" : "down"), helpful ? strings.yes : strings.no);
  const element = h("div", { class: "rating", role: "group", "aria-label": strings.helpful }, label, vote(true), vote(false));

  async function rate(helpful) {
    try {
      await conversation.rate(id, helpful);
      focusComposer();
    } catch {
      label.textContent = strings.notNow;
    }
  }

  function update({ isEarlier }) {
    const rated = conversation.hasRated(id);
    if (isEarlier) element.remove();
    else if (rated !== undefined && !element.classList.contains("rated")) {
      element.classList.add("rated");
      const ask = h("button", { type: "button", class: "chip", click: () => conversation.say(strings.person, HANDOVER) }, strings.person);
      element.replaceChildren(h("span", {}, rated ? strings.ratedYes : strings.ratedNo), ...(rated ? [] : [ask]));
    }
  }
  return { element, update };
}

// Where nobody is there the form comes at once, otherwise for who would rather not wait.
function contact({ strings, conversation }, { id, reply }) {
  const form = createContactForm(strings, (values) => conversation.leaveContact(id, values));
  const open = h("button", { type: "button", class: "chip" }, strings.leaveContact);
  const done = h("p", { class: "done", tabindex: "-1" }, strings.contacted);
  const isClosed = reply.reply.quick_replies.some(({ value }) => value === CONTACT);
  const element = h("div", { class: "contact-place" }, isClosed ? form.element : open);
  open.addEventListener("click", () => {
    open.replaceWith(form.element);
    form.focus();
  });

  function update({ isEarlier, isLast }) {
    if (conversation.contacted === id) {
      if (done.isConnected) return;
      const hadFocus = element.contains(element.getRootNode().activeElement);
      element.replaceChildren(done);
      if (hadFocus) done.focus();
    } else if (isEarlier || (conversation.contacted && !form.element.isConnected)) {
      element.replaceChildren();
    } else if (open.isConnected) {
      open.hidden = !isLast;
    }
  }
  return { element, update };
}
