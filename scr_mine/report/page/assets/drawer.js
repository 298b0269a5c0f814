// The drawer: what stands behind a figure, and the way back to it.
const drawer = document.getElementById("drawer");
let opener = null;

function openDrawer(from, { title, passages, total, themes }) {
  opener = from;
  document.getElementById("drawer-title").textContent = title;
  document.getElementById("drawer-about").textContent = aboutPassages(passages, total);
  listPassages(document.getElementById("drawer-list"), passages, themes);
  drawer.showModal();
  drawer.scrollTop = 0;
  document.getElementById("drawer-title").focus();
}

function aboutPassages(passages, total) {
  const reviews = new Set(passages.map((n) => DATA.passages[n][0])).size;
  if (total > passages.length) {
    return `${passages.length} of ${counted(total, "passage")} are on this page, the strongest first. ` +
      "The rest is in themes.xlsx; `scr-mine passages` prints it.";
  }
  return `${counted(passages.length, "passage")} in ${counted(reviews, "review")}.`;
}

/** All passages of one review that figures here are made of. */
function ofReview(review) {
  const passages = DATA.passages.flatMap((passage, n) => (passage[0] === review ? [n] : []));
  return { title: DATA.reviews[review].name, passages, total: passages.length, themes: [] };
}

function startDrawer() {
  document.getElementById("drawer-close").addEventListener("click", () => drawer.close());
  drawer.addEventListener("close", () => {
    if (opener) opener.focus();
    opener = null;
    document.getElementById("drawer-list").replaceChildren();
  });
  drawer.addEventListener("click", (event) => {
    if (event.target === drawer) drawer.close();
  });
}
