// allauth's scripts do the work; this says in words when it fails, and takes away what cannot work here.
(() => {
  const numeric = /^[\d.]+$|:/.test(location.hostname.replace(/[[\]]/g, ""));
  const possible = "PublicKeyCredential" in window && !numeric;
  const all = (name) => document.querySelectorAll(`[data-passkey${name}]`);

  for (const button of all("")) button.disabled = !possible;
  for (const part of all("-part")) part.hidden = !possible;
  for (const note of all("-unsupported")) note.hidden = possible;
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const place of all("-error")) place.hidden = false;
  });
})();
