/** One press, one sending: the second press of a form being sent is ignored. */
export function guardForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method.toLowerCase() !== "post" || event.defaultPrevented) return;
    if (form.dataset["envoye"]) {
      event.preventDefault();
      return;
    }
    form.dataset["envoye"] = "oui";
    event.submitter?.setAttribute("data-envoi", "");
    // A download keeps the page: open the form again after a while.
    window.setTimeout(() => {
      delete form.dataset["envoye"];
      event.submitter?.removeAttribute("data-envoi");
    }, 8000);
  });
  // Coming back with the browser's arrow shows the page as it was left: open its forms again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-envoye]")) delete form.dataset["envoye"];
    for (const button of document.querySelectorAll("[data-envoi]")) button.removeAttribute("data-envoi");
  });
}
