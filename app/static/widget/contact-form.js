// How to reach a visitor whom nobody can answer now. What is wrong is said at the field.
import { freeId, h } from "./dom.js";

export function createContactForm(strings, send) {
  const name = field("input", strings.name, { name: "name", autocomplete: "name", maxlength: "50" });
  const contact = field("input", strings.contact, { name: "contact", autocomplete: "email", maxlength: "200" }, strings.contactHint);
  const message = field("textarea", strings.inquiry, { name: "message", rows: "3", maxlength: "2000" });
  const consent = checkbox(strings.consent);
  const fields = { name, contact, message, consent };
  const button = h("button", { type: "submit", class: "button strong" }, strings.submit);
  const fault = h("p", { class: "fault", role: "alert" });
  const form = h("form", { class: "contact", novalidate: true, "aria-label": strings.contactTitle },
    h("h3", {}, strings.contactTitle), ...Object.values(fields).map(({ element }) => element), fault, button);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    fault.textContent = "";
    const values = { name: name.input.value.trim(), contact: contact.input.value.trim(), message: message.input.value.trim(), consent: consent.input.checked };
    for (const [key, { say }] of Object.entries(fields)) say(values[key] ? "" : strings.needed[key]);
    const wrong = Object.entries(fields).find(([key]) => !values[key]);
    if (wrong) {
      wrong[1].input.focus();
      return;
    }
    button.setAttribute("aria-disabled", "true");
    button.textContent = strings.submitting;
    try {
      await send(values);
    } catch (error) {
      const at = fields[error.parameter];
      if (at) {
        at.say(error.detail);
        at.input.focus();
      } else {
        fault.textContent = strings.notNow;
      }
    }
    button.setAttribute("aria-disabled", "false");
    button.textContent = strings.submit;
  });
  return { element: form, focus: () => name.input.focus() };
}

function field(tag, label, properties, hint = "") {
  const [id, faultId, hintId] = [freeId(), freeId(), freeId()];
  const input = h(tag, { id, required: true, "aria-describedby": `${hint ? `${hintId} ` : ""}${faultId}`, ...properties });
  const fault = h("span", { class: "fault", id: faultId });
  const element = h("div", { class: "row" }, h("label", { for: id }, label), hint && h("span", { class: "hint", id: hintId }, hint), input, fault);
  return { element, input, say: saying(input, fault) };
}

function checkbox(label) {
  const faultId = freeId();
  const input = h("input", { type: "checkbox", required: true, "aria-describedby": faultId });
  const fault = h("span", { class: "fault", id: faultId });
  return { element: h("div", { class: "row" }, h("label", { class: "check" }, input, h("span", {}, label)), fault), input, say: saying(input, fault) };
}

function saying(input, fault) {
  const say = (text) => {
    fault.textContent = text;
    input.setAttribute("aria-invalid", String(text !== ""));
  };
  input.addEventListener("input", () => say(""));
  return say;
}
