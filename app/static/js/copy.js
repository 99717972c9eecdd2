// Copies an answer's link, plain text or Markdown, and says so.
const data = document.getElementById("answers");
const answers = data ? JSON.parse(data.textContent) : [];
const SAID = { link: "링크를 복사했어요", text: "텍스트를 복사했어요", markdown: "마크다운을 복사했어요" };

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const form = button.dataset.copy;
  const answer = answers[Number(button.dataset.answer)];
  if (await write(answer[form])) {
    const named = form === "link" ? answer.link : answer.title;
    document.dispatchEvent(new CustomEvent("announce", { detail: `${SAID[form]}: ${readable(named)}` }));
  } else {
    offer(answer[form]);
  }
});

async function write(text) {
  // Browsers offer navigator.clipboard on secure origins only, and may refuse even there.
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return writeBySelection(text);
    }
  }
  return writeBySelection(text);
}

function writeBySelection(text) {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus({ preventScroll: true });
  return done;
}

// The last resort: the text, selected, for the reader to copy.
function offer(text) {
  const dialog = document.getElementById("copy-by-hand");
  const area = dialog.querySelector("textarea");
  area.value = text;
  dialog.showModal();
  area.focus();
  area.select();
}

function readable(text) {
  try {
    return decodeURI(text);
  } catch {
    return text; // Not percent-encoded, such as a title with a % in it.
  }
}
