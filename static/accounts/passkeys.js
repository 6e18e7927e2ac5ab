// allauth's scripts do the work; this says in words when it fails, or cannot work here at all.
(() => {
  const numeric = /^[\d.]+$|:/.test(location.hostname.replace(/[[\]]/g, ""));
  const possible = "PublicKeyCredential" in window && !numeric;
  const show = (name) => { for (const place of document.querySelectorAll(`[data-passkey-${name}]`)) place.hidden = false; };

  for (const button of document.querySelectorAll("[data-passkey]")) button.disabled = !possible;
  if (!possible) show("unsupported");
  document.addEventListener("allauth.error", (event) => { event.preventDefault(); show("error"); });
})();
