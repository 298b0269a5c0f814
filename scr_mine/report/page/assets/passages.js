// Passages as they are shown in the drawer and among the results of a search.
const AT_ONCE = 50;

/** One passage; the evidence of these themes is highlighted. */
function shownPassage(number, themes) {
  const [, role, ...marks] = DATA.passages[number];
  const item = element("li");
  item.dataset.passage = number;
  const about = element("p");
  about.append(element("cite", citationOf(number)), " ", element("span", DATA.roleNames[role], "role"));
  const said = marks.map(([theme, value]) => `${DATA.themeNames[theme]} ${value.toFixed(2)}`);
  about.append(" ", element("small", said.join("; ") || "no theme"));
  const quote = element("blockquote");
  quote.dir = "auto";
  quote.append(...highlighted(textOf(number), marks, themes));
  const copy = element("button", DATA.quotes ? "Copy with citation" : "Copy citation");
  copy.type = "button";
  copy.dataset.copy = number;
  item.append(about, quote, copy);
  return item;
}

/** The text in pieces; what moved the marks of these themes is marked. */
function highlighted(text, marks, themes) {
  const ends = new Set();
  const inside = new Set();
  const wanted = themes.length ? themes : marks.map((mark) => mark[0]);
  const spans = marks.filter((mark) => wanted.includes(mark[0])).flatMap((mark) => pairs(mark.slice(2)));
  for (const [from, to] of spans) ends.add(from).add(to);
  const cuts = [0, ...[...ends].sort((a, b) => a - b), text.length];
  for (const [from, to] of spans) {
    for (const cut of cuts) if (cut >= from && cut < to) inside.add(cut);
  }
  return cuts.slice(0, -1).map((from, place) => {
    const piece = text.slice(from, cuts[place + 1]);
    return inside.has(from) ? element("mark", piece) : piece;
  });
}

function pairs(flat) {
  const made = [];
  for (let at = 0; at < flat.length; at += 2) made.push([flat[at], flat[at + 1]]);
  return made;
}

/** Put the first passages into an element, with a button for the next ones. */
function listPassages(into, numbers, themes) {
  const list = element("ul", "", "found");
  const more = element("button");
  more.type = "button";
  let shown = 0;
  const next = () => {
    const first = list.children.length;
    list.append(...numbers.slice(shown, shown + AT_ONCE).map((n) => shownPassage(n, themes)));
    shown = Math.min(shown + AT_ONCE, numbers.length);
    more.hidden = shown >= numbers.length;
    more.textContent = `Show more (${numbers.length - shown} are left)`;
    return list.children[first];
  };
  more.addEventListener("click", () => {
    const first = next().querySelector("button");
    if (more.hidden) first.focus();
    say(`${shown} of ${numbers.length} are shown.`);
  });
  next();
  into.replaceChildren(list, more);
}

/** Copy a passage with where it stands. */
async function copyPassage(button) {
  const number = Number(button.dataset.copy);
  const cited = citationOf(number);
  const text = DATA.quotes ? `“${textOf(number)}” (${cited})` : cited;
  const done = (await copied(text)) ? "Copied." : "This browser does not allow copying; select the text instead.";
  say(done);
  const before = button.textContent;
  button.textContent = done;
  setTimeout(() => { button.textContent = before; }, 2000);
}

/** Some browsers give no clipboard to a page opened from a file. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = element("textarea", "", "unseen");
    area.value = text;
    (document.querySelector("dialog[open]") || document.body).append(area);
    const before = document.activeElement;
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    before.focus();
    return done;
  }
}
