"use strict";
/* What the reviewer says: kept while the page is worked in, saved as one file.
   The browser keeps it encrypted; the key stands in this page alone, so that nothing can be read out of the browser.
   A page made anew finds what was said in the former one, but of nobody whose papers have changed since. */
const answers = (() => {
  const { all, byId, sections, say } = album;
  const about = document.body.dataset;
  const store = `hui-reg-${about.store}`;
  const people = sections.filter((section) => section.dataset.row);
  let state = { by: "", rows: {}, files: {} };
  let lost = false; // nothing can be kept here: leaving the page is asked about
  let unsaved = false;

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const letters = (array) => btoa(Array.from(array, (byte) => String.fromCharCode(byte)).join(""));
  const cipher = () => crypto.subtle.importKey("raw", bytes(about.key), "AES-GCM", false, ["encrypt", "decrypt"]);
  const sealed = async () => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(state));
    const secret = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await cipher(), plain);
    return `${letters(iv)}.${letters(new Uint8Array(secret))}`;
  };
  const opened = async (text) => {
    const [iv, secret] = text.split(".").map(bytes);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await cipher(), secret);
    return JSON.parse(new TextDecoder().decode(plain));
  };
  let writing = Promise.resolve();
  const keep = () => {
    unsaved = true;
    writing = writing.then(async () => { if (unsaved) localStorage.setItem(store, await sealed()); }).catch(() => { lost = true; });
  };
  const restore = async () => {
    try {
      const kept = localStorage.getItem(store);
      if (kept) { state = await opened(kept); unsaved = true; }
    } catch { lost = true; }
    const stale = people.filter((section) => row(section).version && row(section).version !== section.dataset.version);
    stale.forEach((section) => delete state.rows[section.dataset.kept]);
    if (stale.length) say(`${stale.length} 人的材料或意见在您填写之后有变化，先前填的没有带过来，请重新看`);
    byId("by").value = state.by;
    sections.forEach(render);
  };

  const row = (section) => state.rows[section.dataset.kept] || {};
  const choice = (section) => row(section).choice || section.dataset.choice || "";
  const remark = (section) => row(section).remark ?? section.dataset.remark ?? "";
  const corrected = (section) => row(section).values || {};
  const name = (value) => `${value.dataset.field}|${value.dataset.paper}`;
  const change = (section, what) => {
    state.rows[section.dataset.kept] = { ...row(section), ...what, version: section.dataset.version };
    keep();
    render(section);
  };
  /* Whether a reason is missing: against what was proposed one must be given. */
  const lacks = (section) => {
    const made = choice(section), free = (section.dataset.free || "").split(" ");
    const reasons = remark(section) || Object.keys(corrected(section)).length;
    return Boolean(made && made !== "withdrawn" && !free.includes(made) && !reasons);
  };
  const isOpen = (section) => (section.dataset.row ? !choice(section) : state.files[section.dataset.kept] === undefined);

  const render = (section) => {
    const made = section.dataset.row ? choice(section) : state.files[section.dataset.kept];
    all(".verdict button", section).forEach((button) =>
      button.classList.toggle("made", made !== undefined && made === (button.dataset.choice ?? button.dataset.to)));
    const field = section.querySelector(".remark");
    if (field) {
      if (field !== document.activeElement) field.value = remark(section);
      field.classList.toggle("lacking", lacks(section));
      field.placeholder = lacks(section) ? "与建议不同，请写理由（B）" : "备注（B）";
      all(".value", section).forEach((value) => {
        const told = corrected(section)[name(value)];
        value.classList.toggle("corrected", told !== undefined);
        value.querySelector("ins")?.remove();
        if (told === undefined) return;
        const fresh = document.createElement("ins");
        fresh.textContent = told;
        value.querySelector("b").after(fresh);
      });
    }
    const option = byId("chooser").options[sections.indexOf(section)];
    option.textContent = `${isOpen(section) ? "" : "√ "}${option.textContent.replace(/^√ (?!建议)/, "")}`;
    const open = people.filter(isOpen).length;
    byId("done").value = people.length - open;
    byId("open").textContent = open ? `还有 ${open} 人未定` : "全部已定";
  };

  const decide = (section, made) => {
    change(section, { choice: made });
    say("");
  };
  const clear = (section) => {
    delete state.rows[section.dataset.kept];
    keep();
    render(section);
  };
  const own = (section, to) => {
    if (state.files[section.dataset.kept] === to) delete state.files[section.dataset.kept];
    else state.files[section.dataset.kept] = to;
    keep();
    render(section);
  };
  const correct = (value, told) => {
    const section = value.closest("section"), values = { ...corrected(section) };
    delete values[name(value)];
    if (told && told !== value.dataset.value) values[name(value)] = told;
    change(section, { values });
  };

  const answer = (section) => ({
    place: Number(section.dataset.place), key: section.dataset.row, version: section.dataset.version,
    seal: section.dataset.seal, choice: choice(section) || null, remark: remark(section), seen: true,
    corrections: Object.entries(corrected(section)).map(([of, value]) => {
      const [field, paper, kind, page] = of.split("|");
      return { field, paper, kind, page: Number(page), value };
    }),
  });
  const said = (section) => {
    const { choice: made, remark: why, values } = row(section);
    return made || why || Object.keys(values || {}).length;
  };
  const save = () => {
    const lacking = people.find(lacks);
    if (lacking) { album.show(sections.indexOf(lacking)); return say("这个人的意见与建议不同，请先写备注（按 B），再保存"); }
    if (!state.by) { byId("by").focus(); return say("请填写审核人姓名，再按 Enter 保存"); }
    const rows = people.filter(said).map(answer);
    const rowOf = (kept) => people.find((section) => section.dataset.kept === kept)?.dataset.row || "";
    const files = sections.filter((section) => section.dataset.file && state.files[section.dataset.kept] !== undefined)
      .map((section) => ({ file: section.dataset.file, to: rowOf(state.files[section.dataset.kept]) }));
    if (!rows.length && !files.length) return say("还没有填写任何意见");
    const saved = { kind: "hui-reg-answers", format: 1, export: about.export, by: state.by, saved: new Date().toISOString(), rows, files };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(saved, null, 1)], { type: "application/json" }));
    link.download = about.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    unsaved = false;
    writing = writing.then(() => localStorage.removeItem(store)).catch(() => {});
    const open = people.filter(isOpen).length;
    say(`已保存 ${rows.length} 人的意见：下载文件夹里的“${about.file}”，请交回导入。${open ? `还有 ${open} 人未定，可以接着填，再保存一次。` : ""}`);
  };

  const signed = (by) => { state.by = by.trim(); keep(); };
  window.addEventListener("beforeunload", (event) => { if (unsaved && lost) event.preventDefault(); });
  return { restore, decide, clear, own, correct, remark: (section, text) => change(section, { remark: text.trim() }), isOpen, lacks, save, signed };
})();
