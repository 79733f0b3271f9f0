"use strict";
(() => {
  const people = [...document.querySelectorAll("section")];
  const chooser = document.querySelector("select");
  let current = 0;
  const show = (number) => {
    current = Math.max(0, Math.min(people.length - 1, number));
    people.forEach((section, i) => section.classList.toggle("shown", i === current));
    chooser.selectedIndex = current;
    document.querySelector("#place").textContent = `${current + 1} / ${people.length}`;
    window.scrollTo(0, 0);
  };
  const light = (row, on) => {
    const box = document.getElementById(row.dataset.for);
    row.classList.toggle("lit", on);
    if (!box) return;
    box.classList.toggle("lit", on);
    if (on) box.scrollIntoView({ block: "center", behavior: "smooth" });
  };
  document.querySelectorAll(".page i").forEach((box) => {
    const [left, top, right, bottom] = box.dataset.box.split(",").map(Number);
    Object.assign(box.style, { left: `${left * 100}%`, top: `${top * 100}%`, width: `${(right - left) * 100}%`, height: `${(bottom - top) * 100}%` });
  });
  const unlight = () => document.querySelectorAll("tr.lit").forEach((row) => light(row, false));
  document.querySelectorAll("tr[data-for]").forEach((row) => {
    row.addEventListener("click", () => { const on = !row.classList.contains("lit"); unlight(); light(row, on); });
  });
  document.querySelectorAll(".page").forEach((page) => {
    page.addEventListener("click", () => page.closest("figure").classList.toggle("large"));
  });
  document.querySelector("#previous").addEventListener("click", () => show(current - 1));
  document.querySelector("#next").addEventListener("click", () => show(current + 1));
  chooser.addEventListener("change", () => show(chooser.selectedIndex));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target === chooser) return;
    const step = { ArrowRight: 1, j: 1, n: 1, ArrowLeft: -1, k: -1, p: -1 }[event.key];
    if (step) { show(current + step); event.preventDefault(); }
    if (event.key === "Home") show(0);
    if (event.key === "End") show(people.length - 1);
    if (event.key === "Escape") { unlight(); document.querySelectorAll("figure.large").forEach((f) => f.classList.remove("large")); }
  });
  show(0);
})();
