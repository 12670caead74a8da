/**
 * `<form data-brouillon="cle">`: what is typed stays in this tab until the form is received, so that a
 * lost connection does not lose the text. Passwords, hidden fields and files are never kept, and signing out forgets all.
 */
export function keepDrafts(): void {
  // A sending that led somewhere was received, or refused with its text written again by the server: its draft is over.
  // A reload or a step back means that the answer never came: the draft is needed.
  const sent = sessionStorage.getItem(SENT);
  const [navigation] = performance.getEntriesByType("navigation");
  if (sent && navigation instanceof PerformanceNavigationTiming && navigation.type === "navigate") {
    sessionStorage.removeItem(sent);
    sessionStorage.removeItem(SENT);
  }
  for (const form of document.querySelectorAll<HTMLFormElement>('form[action="/deconnexion"]')) form.addEventListener("submit", () => forget("carbet:"));
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-oublier]")) link.addEventListener("click", () => forget(`carbet:${location.pathname}:`));
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-brouillon]")) {
    const key = `carbet:${location.pathname}:${form.dataset["brouillon"]}`;
    restore(form, key);
    form.addEventListener("input", () => save(form, key));
    // The first event only asks whether the server is there (see envoi.ts): nothing left yet.
    form.addEventListener("submit", () => {
      if (form.dataset["joint"]) sessionStorage.setItem(SENT, key);
    });
  }
}

const SENT = "carbet:envoi";

/** A desk is shared: nothing of one person stays for the next. */
function forget(prefix: string): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function fields(form: HTMLFormElement): Field[] {
  return Array.from(form.elements).filter((element): element is Field => {
    if (element instanceof HTMLInputElement) return !["hidden", "password", "file", "submit"].includes(element.type);
    return element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement;
  });
}

function save(form: HTMLFormElement, key: string): void {
  const values = fields(form).map((field) =>
    field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type) ? [field.name, field.value, field.checked] : [field.name, field.value],
  );
  try {
    sessionStorage.setItem(key, JSON.stringify(values));
  } catch {
    // Storage refused or full: the form still works.
  }
}

function restore(form: HTMLFormElement, key: string): void {
  const stored = sessionStorage.getItem(key);
  if (!stored) return;
  const values = JSON.parse(stored) as [string, string, boolean?][];
  const all = fields(form);
  if (values.length !== all.length) return;
  form.closest("details")?.setAttribute("open", "");
  values.forEach(([name, value, checked], index) => {
    const field = all[index];
    if (!field || field.name !== name) return;
    if (checked !== undefined && field instanceof HTMLInputElement) {
      if (field.value === value) field.checked = checked;
    } else field.value = value;
  });
}
