// Runs before the first paint, so that no page flashes in the wrong colours.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => { try { return localStorage.getItem("theme") || "auto"; } catch { return "auto"; } };
  const apply = () => {
    const choice = stored();
    root.dataset.bsTheme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
    root.dataset.themeChoice = choice;
  };
  window.portalTheme = {
    choose(choice) {
      try { localStorage.setItem("theme", choice); } catch { /* private mode: the choice lasts for this page */ }
      apply();
      if (stored() !== choice && choice !== "auto") root.dataset.bsTheme = choice;
    },
  };
  root.classList.add("js");
  dark.addEventListener("change", apply);
  addEventListener("storage", apply);
  apply();
})();
