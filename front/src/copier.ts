/** `<button data-copier="texte">`: copies, and says so in the button. */
export function watchCopies(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-copier]") : null;
    if (!button) return;
    const label = button.querySelector("[data-libelle]") ?? button;
    const before = button.dataset["avant"] ?? label.textContent ?? "";
    button.dataset["avant"] = before;
    navigator.clipboard
      .writeText(button.dataset["copier"] ?? "")
      .then(() => "Copié")
      .catch(() => "Copie refusée par le navigateur")
      .then((said) => {
        label.textContent = said;
        window.setTimeout(() => (label.textContent = before), 2000);
      });
  });
}
