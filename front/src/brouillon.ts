/**
 * `<form data-brouillon="cle">`: what is typed stays in this tab until the form is received, so that a
 * lost connection does not lose the text. Passwords, hidden fields and files are never kept.
 */
export function keepDrafts(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-brouillon]")) {
    const key = `carbet:${location.pathname}:${form.dataset["brouillon"]}`;
    if (form.dataset["recu"] !== undefined) sessionStorage.removeItem(key);
    restore(form, key);
    form.addEventListener("input", () => save(form, key));
  }
  for (const received of document.querySelectorAll<HTMLElement>("[data-brouillons-recus]")) {
    if (received) for (const key of Object.keys(sessionStorage)) if (key.startsWith(`carbet:${location.pathname}:`)) sessionStorage.removeItem(key);
  }
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
  values.forEach(([name, value, checked], index) => {
    const field = all[index];
    if (!field || field.name !== name) return;
    if (checked !== undefined && field instanceof HTMLInputElement) {
      if (field.value === value) field.checked = checked;
    } else field.value = value;
  });
}
