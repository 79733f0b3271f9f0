"use strict";
/* What is shown: one section at a time, where each value stands on its paper, and its crop beside it. */
const album = (() => {
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const byId = (id) => document.getElementById(id);
  const sections = all("section");
  let current = 0;

  const here = () => sections[current];
  const say = (text) => {
    const said = byId("said");
    said.textContent = text;
    said.hidden = !text;
  };

  /* The picture on which a mark stands, once it can be drawn from. */
  const drawable = async (mark) => {
    const picture = mark.parentElement.querySelector("img");
    await picture.decode();
    return picture;
  };
  const crop = async (value) => {
    const mark = byId(value.dataset.mark);
    if (!mark || !mark.dataset.box) return;
    const picture = await drawable(mark);
    const [left, top, right, bottom] = mark.dataset.box.split(",").map(Number);
    const room = 0.25 * (bottom - top) * picture.naturalHeight, wide = 3 * room;
    const x = Math.max(0, left * picture.naturalWidth - wide), y = Math.max(0, top * picture.naturalHeight - room);
    const width = Math.min(picture.naturalWidth, right * picture.naturalWidth + wide) - x;
    const height = Math.min(picture.naturalHeight, bottom * picture.naturalHeight + room) - y;
    if (width < 1 || height < 1) return;
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    canvas.getContext("2d").drawImage(picture, x, y, width, height, 0, 0, width, height);
    value.prepend(canvas);
  };
  /* Done when a person is first shown, and for the next one in advance. */
  const prepare = (section) => {
    if (!section || section.dataset.prepared) return;
    section.dataset.prepared = "yes";
    all("img", section).forEach((picture) => { picture.src = picture.dataset.src; });
    all(".page i", section).forEach((mark) => {
      const [left, top, right, bottom] = mark.dataset.box.split(",").map((edge) => Number(edge) * 100);
      Object.assign(mark.style, { left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%` });
    });
    all(".value[data-mark]", section).forEach((value) => crop(value).catch(() => {}));
  };

  const values = () => all(".value", here());
  const picked = () => here().querySelector(".value.picked");
  const unpick = () => all(".picked, .lit").forEach((one) => one.classList.remove("picked", "lit"));
  const pick = (value) => {
    unpick();
    if (!value) return;
    value.classList.add("picked");
    value.scrollIntoView({ block: "nearest" });
    const mark = byId(value.dataset.mark);
    if (!mark) return;
    mark.classList.add("lit");
    mark.scrollIntoView({ block: "center", inline: "center" });
  };
  const step = (by) => {
    const found = values();
    if (found.length) pick(found[Math.max(0, Math.min(found.length - 1, found.indexOf(picked()) + by))]);
  };
  /* What wants a look: in a row that asks, the values that are unsure or differ, else its first. */
  const asking = () => all("tr.asks", here()).flatMap((row) => {
    const found = all(".value.weak, .value.differs", row);
    return found.length ? found : all(".value", row).slice(0, 1);
  });
  const ask = () => {
    const found = asking();
    pick(found[(found.indexOf(picked()) + 1) % found.length]);
  };

  const figures = () => all("figure", here());
  const figure = () => here().querySelector("figure.at") || picked() && byId(picked().dataset.mark)?.closest("figure") || figures()[0];
  const at = (one) => {
    all("figure.at").forEach((other) => other.classList.remove("at"));
    if (one) one.classList.add("at");
    if (one) one.scrollIntoView({ block: "nearest" });
  };
  const turn = (by) => {
    const found = figures();
    at(found[Math.max(0, Math.min(found.length - 1, found.indexOf(figure()) + by))]);
  };
  const zoom = (one = figure()) => {
    if (!one) return;
    one.classList.toggle("large");
    one.style.removeProperty("--zoom");
    (one.querySelector(".lit") || one).scrollIntoView({ block: "center", inline: "center" });
  };
  const scale = (factor) => {
    const one = figure();
    if (!one) return;
    one.classList.add("large");
    const now = Number(one.style.getPropertyValue("--zoom")) || 1;
    one.style.setProperty("--zoom", Math.max(1, Math.min(6, now * factor)).toFixed(2));
    (one.querySelector(".lit") || one).scrollIntoView({ block: "center", inline: "center" });
  };
  const shrink = () => all("figure.large").forEach((one) => { one.classList.remove("large"); one.style.removeProperty("--zoom"); });

  const show = (number) => {
    if (!sections.length) return;
    current = Math.max(0, Math.min(sections.length - 1, number));
    sections.forEach((section, place) => section.classList.toggle("shown", place === current));
    byId("chooser").selectedIndex = current;
    byId("place").textContent = `${current + 1} / ${sections.length}`;
    unpick();
    at(null);
    prepare(here());
    setTimeout(() => prepare(sections[current + 1]), 60);
    if (here().querySelector("h2 .mark.review, h2 .mark.correct") && !here().querySelector("figure.apart")) pick(asking()[0]);
    here().querySelector(".papers").scrollTop = picked() ? here().querySelector(".papers").scrollTop : 0;
  };
  window.addEventListener("beforeprint", () => sections.forEach(prepare));
  const showNamed = () => {
    const found = sections.findIndex((section) => section.id && `#${section.id}` === location.hash);
    show(found < 0 ? current : found);
  };

  return { all, byId, sections, here, say, show, showNamed, values, picked, pick, unpick, step, ask, turn, at, zoom, scale, shrink,
    place: () => current };
})();
