/**
 * Keys of the pages: `/` goes to the search field, `l` to the first line of the list, the arrows walk the lines, Enter
 * opens one (it is a link), `?` tells the keys, Escape closes. None works while one types, and whoever is hindered by
 * keys of one letter (voice input, for instance) turns them off: the choice stays in this browser.
 */
export function watchKeys(): void {
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    const typing = target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
    if (event.key === "Escape") closeMenus();
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (walk(target, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
      return;
    }
    if (!areKeysOn()) return;
    const done = event.key === "/" ? focusSearch() : event.key === "l" ? focusLine(0) : event.key === "?" ? showKeys() : false;
    if (done) event.preventDefault();
  });
  for (const opener of document.querySelectorAll<HTMLButtonElement>("button[data-touches]")) opener.addEventListener("click", showKeys);
}

const CHOICE = "carbet-touches";
const KEYS: [string, string][] = [
  ["/", "aller à la recherche"],
  ["l", "aller à la première ligne de la liste"],
  ["↓ ↑", "passer d’une ligne à l’autre, une fois dans la liste"],
  ["Entrée", "ouvrir la ligne"],
  ["Échap", "fermer un menu ou cette fenêtre"],
  ["?", "afficher ces raccourcis"],
];

function areKeysOn(): boolean {
  try {
    return localStorage.getItem(CHOICE) !== "non";
  } catch {
    return true;
  }
}

function closeMenus(): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.moi[open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"], [data-recherche]');
  field?.focus();
  field?.select();
  return field !== null;
}

function lines(): HTMLAnchorElement[] {
  return Array.from(document.querySelectorAll<HTMLAnchorElement>("main a.lien-ligne"));
}

function focusLine(place: number): boolean {
  const line = lines()[place];
  line?.focus();
  return line !== undefined;
}

/** From a line to its neighbour; elsewhere the arrows keep scrolling the page. */
function walk(target: EventTarget | null, step: number): boolean {
  const place = target instanceof HTMLAnchorElement ? lines().indexOf(target) : -1;
  return place >= 0 && place + step >= 0 && focusLine(place + step);
}

function showKeys(): boolean {
  const box = document.createElement("dialog");
  box.className = "touches";
  box.setAttribute("aria-labelledby", "touches-titre");
  const title = document.createElement("h2");
  title.id = "touches-titre";
  title.textContent = "Raccourcis clavier";
  const list = document.createElement("dl");
  for (const [key, words] of KEYS) {
    const name = document.createElement("dt");
    const cap = document.createElement("kbd");
    cap.textContent = key;
    name.append(cap);
    const does = document.createElement("dd");
    does.textContent = words;
    list.append(name, does);
  }
  const label = document.createElement("label");
  const check = document.createElement("input");
  check.type = "checkbox";
  check.checked = areKeysOn();
  check.addEventListener("change", () => {
    try {
      localStorage.setItem(CHOICE, check.checked ? "oui" : "non");
    } catch {
      // Storage refused: the keys stay on.
    }
  });
  label.append(check, " Raccourcis d’une seule touche");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "bouton bouton-second";
  close.textContent = "Fermer";
  close.addEventListener("click", () => box.close());
  box.addEventListener("close", () => box.remove());
  box.append(title, list, label, close);
  document.body.append(box);
  box.showModal();
  return true;
}
