// In which reviews a theme is present: the rule of the tables, over any reviews and roles.

/** All that is chosen: the reviews and roles of a view. */
function everything(view) {
  return { view, reviews: ALL, roles: DATA.views[view] };
}

/** By review of those chosen: how many passages carry the theme, by role and in all. */
function marksOf(theme, chosen) {
  const found = new Map();
  const wanted = new Set(chosen.reviews);
  const tally = DATA.tally[theme];
  for (let at = 0; at < tally.length; at += 4) {
    const [review, role, number, highest] = tally.slice(at, at + 4);
    if (!wanted.has(review) || !chosen.roles.includes(role)) continue;
    const here = found.get(review) || { number: 0, highest: 0, roles: new Map() };
    here.number += number;
    here.highest = Math.max(here.highest, highest);
    here.roles.set(role, number);
    found.set(review, here);
  }
  return found;
}

/** Enough passages carry it, or one carries it surely. */
function isPresent(marks, review, chosen) {
  const size = chosen.roles.reduce((sum, role) => sum + DATA.reviews[review].sizes[role], 0);
  const enough = Math.max(DATA.rule.support, Math.ceil(DATA.rule.share * size));
  return marks.number >= enough || marks.highest >= DATA.rule.strength;
}

/** The marks of a theme and the reviews in which it is present. */
function presence(theme, chosen) {
  const marks = marksOf(theme, chosen);
  const present = new Set();
  for (const [review, here] of marks) if (isPresent(here, review, chosen)) present.add(review);
  return { marks, present };
}

/** The reviews of those chosen that a column is about, and the role if it is about one. */
function ofColumn(by, column, chosen) {
  if (column === "reviews") {
    const dated = by === "year" ? chosen.reviews.filter((r) => DATA.reviews[r].year) : chosen.reviews;
    return { reviews: dated };
  }
  if (by === "review") return { reviews: chosen.reviews.filter((r) => r === Number(column)), one: true };
  if (by === "role") return { reviews: chosen.reviews, role: DATA.roles.indexOf(column) };
  return { reviews: chosen.reviews.filter((r) => String(DATA.reviews[r][by]) === column) };
}

/** A share as a percentage that never says none or all where it is neither; ties go to even. */
function percent(number, of) {
  const exact = (number / of) * 100;
  let whole = Math.floor(exact);
  const rest = exact - whole;
  if (rest > 0.5 || (rest === 0.5 && whole % 2 === 1)) whole += 1;
  if (whole === 0 && number > 0) return "under 1%";
  return whole === 100 && number < of ? "over 99%" : `${whole}%`;
}

function reviewsInWords(number, of) {
  return of >= 10 ? `${number} of ${of} (${percent(number, of)})` : `${number} of ${of}`;
}
