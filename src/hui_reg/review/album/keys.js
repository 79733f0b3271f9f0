"use strict";
/* Keys and clicks. */
(() => {
  const { all, byId, sections, here, say, show } = album;
  const DIGITS = /^\d$/, WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

  const wrong = (field, text) => {
    if (field === "id_number") {
      const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(text[place]), 0);
      if (!/^\d{17}[\dX]$/.test(text) || "10X98765432"[sum % 11] !== text[17]) return "这不是有效的证件号码：18 位，校验位须相符";
    }
    const isDate = field.endsWith("_date") || field.startsWith("id_valid");
    if (isDate && text !== "长期" && !/^\d{4}-\d\d(-\d\d)?$/.test(text)) return "日期请写成 2019-07-01（不知道日的写 2019-07）";
    return "";
  };
  const tidy = (field, text) => {
    const plain = text.normalize("NFKC").trim();
    if (field === "id_number") return plain.replace(/\s/g, "").toUpperCase();
    const date = /^(\d{4})[年./-](\d{1,2})(?:[月./-](\d{1,2}))?[月日]?$/.exec(plain);
    const isDate = field.endsWith("_date") || field.startsWith("id_valid");
    return isDate && date ? date.slice(1).filter(Boolean).map((part) => part.padStart(2, "0")).join("-") : text.trim();
  };

  /* The right value typed in place of what was read; ↓ and ↑ go through what the other papers say. */
  const edit = (value = album.picked()) => {
    if (!value || value.querySelector("input")) return;
    album.pick(value);
    if (!value.dataset.paper) { say("汇总表的内容不在这里更正；请更正材料上的同一项，或请单位改汇总表"); return; }
    const { field } = value.dataset;
    const words = all(".value", value.closest("td")).flatMap((one) => [one.dataset.value, ...(one.dataset.others || "").split("\n")]);
    const others = [...new Set(words)].filter((word) => word && word !== value.dataset.value);
    const input = document.createElement("input");
    let turn = -1, ended = false;
    input.value = value.querySelector("ins")?.textContent || value.dataset.value || "";
    input.maxLength = 200;
    const end = (take) => {
      if (ended) return;
      const text = tidy(field, input.value), fault = take && text && text !== value.dataset.value ? wrong(field, text) : "";
      if (fault) { say(fault); input.focus(); return; }
      ended = true;
      input.remove();
      say("");
      if (take) answers.correct(value, text);
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing) return;
      if (event.key === "Enter") { event.preventDefault(); end(true); }
      if (event.key === "Escape") end(false);
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by && others.length) {
        event.preventDefault();
        turn = (turn + by + others.length) % others.length;
        input.value = others[turn];
      }
    });
    input.addEventListener("blur", () => { if (input.isConnected) end(!wrong(field, tidy(field, input.value))); });
    value.querySelector("b").after(input);
    input.focus();
  };

  const nextOpen = () => {
    const order = [...sections.keys()].map((step) => (album.place() + 1 + step) % sections.length);
    const found = order.find((place) => place !== album.place() && answers.isOpen(sections[place]));
    if (found !== undefined) return show(found);
    say(answers.isOpen(here()) ? "其余的都定了，只剩这一个" : "全部已定，按 S 保存意见");
  };
  const press = (key) => {
    const button = all(".verdict button", here()).find((one) => one.querySelector("kbd").textContent === key);
    if (button) button.click();
    else if (key === "0" && here().dataset.row) answers.clear(here());
  };
  const write = () => here().querySelector(".remark")?.focus();

  const commands = {
    ArrowRight: () => show(album.place() + 1), ArrowLeft: () => show(album.place() - 1),
    j: () => show(album.place() + 1), k: () => show(album.place() - 1),
    Home: () => show(0), End: () => show(sections.length - 1), Enter: nextOpen,
    ArrowDown: () => album.step(1), ArrowUp: () => album.step(-1), d: album.ask, e: () => edit(), b: write,
    z: () => album.zoom(), " ": () => album.zoom(), "+": () => album.scale(1.4), "=": () => album.scale(1.4), "-": () => album.scale(1 / 1.4),
    "[": () => album.turn(-1), "]": () => album.turn(1), s: answers.save,
    l: () => here().querySelector(".records a")?.click(), "?": () => byId("keys").showModal(),
    Escape: () => { album.shrink(); album.unpick(); say(""); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || byId("keys").open) return;
    if (event.target.matches("input, select")) return;
    if (event.repeat && !event.key.startsWith("Arrow")) return; // a key held down decides nothing twice
    const command = DIGITS.test(event.key) ? () => press(event.key) : commands[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!command || !here()) return;
    event.preventDefault();
    command();
  });

  sections.forEach((section) => {
    section.addEventListener("click", (event) => {
      const button = event.target.closest(".verdict button"), value = event.target.closest(".value"), page = event.target.closest(".page");
      if (button) {
        if (section.dataset.row) answers.decide(section, button.dataset.choice);
        else answers.own(section, button.dataset.to);
        button.blur();
        if (section.dataset.row && answers.lacks(section)) write();
      } else if (value && event.target.tagName !== "INPUT") album.pick(value);
      else if (page) { album.at(page.closest("figure")); album.zoom(page.closest("figure")); }
    });
    section.addEventListener("dblclick", (event) => edit(event.target.closest(".value")));
    const remark = section.querySelector(".remark");
    if (!remark) return;
    remark.addEventListener("input", () => answers.remark(section, remark.value));
    remark.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (!event.isComposing && (event.key === "Enter" || event.key === "Escape")) remark.blur();
    });
  });
  byId("by").addEventListener("input", () => answers.signed(byId("by").value));
  byId("by").addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing || event.key !== "Enter") return;
    byId("by").blur();
    answers.save();
  });
  byId("chooser").addEventListener("change", () => { show(byId("chooser").selectedIndex); byId("chooser").blur(); });
  byId("previous").addEventListener("click", () => show(album.place() - 1));
  byId("next").addEventListener("click", () => show(album.place() + 1));
  byId("save").addEventListener("click", answers.save);
  byId("help").addEventListener("click", () => byId("keys").showModal());
  byId("keys").querySelector("button").addEventListener("click", () => byId("keys").close());
  all("header button").forEach((button) => button.addEventListener("click", () => button.blur()));
  window.addEventListener("hashchange", album.showNamed);
  answers.restore().then(() => { album.showNamed(); document.body.classList.add("ready"); });
})();
