// How to reach a visitor whom nobody can answer now. What is wrong is said at the field.
import { freeId, h } from "./dom.js";

export function createContactForm(strings, send) {
  const fields = {
    name: field("name", "input", { autocomplete: "name", maxlength: "50" }),
    contact: field("contact", "input", { autocomplete: "email", maxlength: "200", placeholder: strings.contactHint }),
    message: field("message", "textarea", { rows: "3", maxlength: "2000" }),
    consent: field("consent", "input", { type: "checkbox" }),
  };
  const fault = h("p", { class: "fault", role: "alert" });
  const submit = h("button", { class: "button strong" }, strings.send);
  const rows = Object.values(fields).map(({ row }) => row);
  const element = h("form", { class: "contact", novalidate: true, "aria-label": strings.leaveContact, submit: onSubmit }, h("h3", {}, strings.leaveContact), rows, fault, submit);

  function field(name, tag, properties) {
    const [id, faultId] = [freeId(), freeId()];
    const input = h(tag, { id, required: true, "aria-describedby": faultId, input: () => say(""), ...properties });
    const wrong = h("span", { class: "fault", id: faultId });
    const label = h("label", { for: id }, strings.form[name]);
    const say = (text) => {
      wrong.textContent = text;
      input.setAttribute("aria-invalid", String(text !== ""));
    };
    const isBox = properties.type === "checkbox";
    const row = h("div", { class: isBox ? "row check" : "row" }, label, input, wrong);
    return { row, input, say, value: () => (isBox ? input.checked : input.value.trim()) };
  }

  function complain(name, text) {
    fields[name].say(text);
    fields[name].input.focus();
  }

  async function onSubmit(event) {
    event.preventDefault();
    const values = {};
    for (const name of Object.keys(fields).reverse()) {
      values[name] = fields[name].value();
      if (!values[name]) complain(name, strings.needed[name]);
    }
    if (submit.ariaBusy || !Object.values(values).every(Boolean)) return;
    submit.ariaBusy = "true";
    fault.textContent = "";
    await send(values).catch(({ parameter, message }) => {
      if (parameter in fields) complain(parameter, message);
      else fault.textContent = strings.notNow;
    });
    submit.ariaBusy = null;
  }

  return { element, focus: () => fields.name.input.focus() };
}
