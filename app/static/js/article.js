// On an article's page: counts one view a visit, and sends feedback without leaving the page.
const article = document.querySelector("[data-view]");

if (article) {
  whenShown(countView);
  document.addEventListener("submit", send);
}

// A page that is prefetched, prerendered or opened in the background has not been read yet.
function whenShown(act) {
  if (document.prerendering) {
    document.addEventListener("prerenderingchange", () => whenShown(act), { once: true });
  } else if (document.visibilityState === "visible") {
    act();
  } else {
    document.addEventListener("visibilitychange", () => whenShown(act), { once: true });
  }
}

function countView() {
  if (seenBefore(`viewed:${article.dataset.article}`)) return;
  fetch(article.dataset.view, { method: "POST", keepalive: true }).catch(() => {
    // One view less; nothing that the reader could do about it.
  });
}

function seenBefore(key) {
  try {
    const seen = sessionStorage.getItem(key) !== null;
    sessionStorage.setItem(key, "1");
    return seen;
  } catch {
    return false; // Storage may be blocked; each reading counts then.
  }
}

async function send(event) {
  const section = event.target.closest("[data-feedback]");
  if (!section) return;
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const buttons = form.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "feedback" } });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const replacement = page.querySelector("[data-feedback]");
    section.replaceWith(replacement);
    replacement.focus({ preventScroll: true });
  } catch {
    for (const button of buttons) button.disabled = false;
    const detail = "의견을 보내지 못했어요. 잠시 뒤에 다시 눌러 주세요.";
    document.dispatchEvent(new CustomEvent("announce", { detail }));
  }
}
