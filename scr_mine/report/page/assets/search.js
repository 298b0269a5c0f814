// Finding passages by words, theme, role and review, and reviews by name.
let lowered = null;

function searchable() {
  lowered = lowered || DATA.passages.map((_, n) => `${DATA.quotes ? textOf(n) : ""} ${citationOf(n)}`.toLowerCase());
  return lowered;
}

function found(words, theme, role, review) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const texts = wanted.length ? searchable() : [];
  return DATA.passages.flatMap(([where, who, ...marks], n) =>
    (theme < 0 || marks.some((mark) => mark[0] === theme)) && (role < 0 || who === role) &&
    (review === "" || where === Number(review)) && wanted.every((word) => texts[n].includes(word)) ? [n] : []);
}

function runSearch() {
  const value = (name) => document.getElementById(`search-${name}`).value;
  const theme = value("theme") === "" ? -1 : THEME.get(value("theme"));
  const numbers = found(value("words"), theme, DATA.roles.indexOf(value("role")), value("review"));
  const reviews = new Set(numbers.map((n) => DATA.passages[n][0])).size;
  document.getElementById("search-state").textContent = numbers.length
    ? `${counted(numbers.length, "passage")} in ${counted(reviews, "review")}.`
    : "No passage here has all of that; take fewer words.";
  listPassages(document.getElementById("search-list"), numbers, theme < 0 ? [] : [theme]);
}

function findReviews(words) {
  const rows = [...document.querySelectorAll("#all-reviews-table tbody tr")];
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of rows) row.hidden = !wanted.every((word) => row.textContent.toLowerCase().includes(word));
  const left = rows.filter((row) => !row.hidden).length;
  document.getElementById("find-review-state").textContent =
    wanted.length ? (left ? `${left} of ${counted(rows.length, "review")}` : "No review here has all of that.") : "";
}

function startSearch() {
  const form = document.querySelector("form.search");
  if (form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      runSearch();
    });
    form.addEventListener("change", (event) => { if (event.target.matches("select")) runSearch(); });
  }
  document.getElementById("find-review").addEventListener("input", (event) => findReviews(event.target.value));
}
