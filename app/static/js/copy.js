// Copies an answer's link, plain text or Markdown, and says so. Lists leave out long texts; the article's page has them.
const data = document.getElementById("answers");
const answers = data ? JSON.parse(data.textContent) : [];
const SAID = { link: "링크를 복사했어요", text: "텍스트를 복사했어요", markdown: "마크다운을 복사했어요" };

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const form = button.dataset.copy;
  const answer = answers[Number(button.dataset.answer)];
  try {
    answer[form] ??= (await whole(button))[form];
  } catch {
    announce("복사할 내용을 가져오지 못했어요. 잠시 뒤에 다시 눌러 주세요.");
    return;
  }
  if (await write(answer[form])) {
    announce(`${SAID[form]}: ${form === "link" ? readable(answer.link) : answer.title}`);
  } else {
    offer(answer[form]);
  }
});

function announce(detail) {
  document.dispatchEvent(new CustomEvent("announce", { detail }));
}

async function whole(button) {
  const response = await fetch(button.closest("[data-card]").querySelector("[data-result]").href);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return JSON.parse(page.getElementById("answers").textContent)[0];
}

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

function readable(link) {
  try {
    return decodeURI(link);
  } catch {
    return link; // Its bytes are no UTF-8.
  }
}
