// Keeps the posts fresh: asks for the page's own feed, which the server holds until
// something happens. The server has escaped what people wrote.
"use strict";

const feed = document.getElementById("feed");
const fresh = document.getElementById("fresh");
const policy = window.trustedTypes
  ? window.trustedTypes.createPolicy("echo", { createHTML: (s) => s })
  : { createHTML: (s) => s };
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
let held = null;

function show() {
  if (held === null) return;
  const inside = feed.contains(document.activeElement) ? document.activeElement : null;
  const key = inside && (inside.id || inside.getAttribute("href"));
  feed.innerHTML = policy.createHTML(held);
  held = null;
  fresh.hidden = true;
  if (!inside) return;
  const again = key && [...feed.querySelectorAll("a")].find((a) => a.getAttribute("href") === key);
  (again || feed).focus({ preventScroll: true });
}

async function follow() {
  let at = feed.dataset.at;
  for (;;) {
    try {
      const url = new URL(location.href);
      url.hash = "";
      url.searchParams.set("live", at);
      const res = await fetch(url, { headers: { Accept: "text/html" } });
      if (res.status === 200) {
        at = res.headers.get("Echo-At");
        held = await res.text();
        // Whoever reads further down is not moved about.
        if (window.scrollY < 400) show();
        else fresh.hidden = false;
      } else if (res.status !== 204) {
        await pause(5000);
      }
      await pause(document.hidden ? 5000 : 700);
    } catch {
      await pause(5000);
    }
  }
}

fresh.addEventListener("click", () => {
  window.scrollTo({ top: 0 });
  show();
  feed.focus({ preventScroll: true });
});

const text = document.getElementById("text");
const left = document.getElementById("left");
if (text && left) {
  const max = Number(left.dataset.max);
  const parts = window.Intl && Intl.Segmenter ? new Intl.Segmenter() : null;
  const count = () => {
    const n = parts ? [...parts.segment(text.value)].length : [...text.value].length;
    left.textContent = max - n < 0 ? `${n - max} too many` : `${max - n} left`;
    left.classList.toggle("over", n > max);
  };
  text.addEventListener("input", count);
  if (text.value) count();
}

follow();
