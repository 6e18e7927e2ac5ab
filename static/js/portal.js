// Everything here is a convenience: each page also works without it.
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => within.querySelectorAll(selector);

  function showTheme() {
    for (const button of all("[data-theme-choice]:not(html)")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === root.dataset.themeChoice));
    }
  }

  document.addEventListener("click", (event) => {
    const choice = event.target.closest("button[data-theme-choice]");
    if (choice) { window.portalTheme.choose(choice.dataset.themeChoice); showTheme(); }
    if (event.target.closest("[data-theme-toggle]")) {
      window.portalTheme.choose(root.dataset.bsTheme === "dark" ? "light" : "dark");
      showTheme();
    }
    const ticker = event.target.closest("[data-tick-all]");
    if (ticker) {
      const boxes = [...all(`input[type=checkbox][form="${ticker.dataset.tickAll}"]`)];
      const ticked = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = ticked;
    }
    event.target.closest("[data-dismiss]")?.parentElement.remove();
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = event.target.closest?.("details.menu[open]") || document.querySelector("details.menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
    }
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.getElementById("site-search");
      if (search) { event.preventDefault(); search.focus(); }
    }
  });

  // A double click sends a form once. The server would refuse the second one anyway.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("once" in form.dataset) || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    for (const button of all("button[type=submit]", form)) button.setAttribute("aria-disabled", "true");
  });
  addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of all("[aria-disabled]", form)) button.removeAttribute("aria-disabled");
    }
  });

  // A card of a board is dragged to another column; its form is what moves it, with or without a pointer.
  document.addEventListener("pointerdown", (event) => {
    const card = event.target.closest("[data-card]");
    if (card) card.draggable = !event.target.closest("a, select, button");
  });
  let dragged = null;
  document.addEventListener("dragstart", (event) => { dragged = event.target.closest?.("[data-card]"); });
  document.addEventListener("dragover", (event) => {
    if (dragged && event.target.closest("[data-stage]")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const column = event.target.closest("[data-stage]");
    const form = dragged?.querySelector("form");
    if (!column || !form) return;
    event.preventDefault();
    if (!column.contains(form)) { form.elements.stage.value = column.dataset.stage; form.requestSubmit(); }
    dragged = null;
  });

  const announce = (text) => {
    const place = document.getElementById("announcer");
    if (place) place.textContent = text;
  };
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const spoken = document.getElementById(event.detail.target.id)?.querySelector("[data-announce]");
    if (spoken) announce(spoken.textContent.trim());
  });
  // What HTMX could not fetch is said, once, until something works again.
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => {
      if (document.querySelector("#messages [data-trouble]")) return;
      document.getElementById("messages")?.append(document.getElementById("trouble").content.cloneNode(true));
    });
  }
  document.addEventListener("htmx:afterSwap", () => document.querySelector("#messages [data-trouble]")?.remove());

  showTheme();
  document.querySelector("[data-focus]")?.focus();
})();
