// Says what happened, on screen and to screen readers. Anything may dispatch "announce" with a text as its detail.
const toast = document.querySelector(".toast");
const SHOWN_MS = 4000;
let timer;

document.addEventListener("announce", ({ detail }) => {
  clearTimeout(timer);
  // The same text twice must be read twice, so the region is emptied first.
  toast.textContent = "";
  requestAnimationFrame(() => {
    toast.textContent = detail;
    toast.classList.add("shown");
  });
  timer = setTimeout(() => {
    toast.classList.remove("shown");
    toast.textContent = "";
  }, SHOWN_MS);
});
