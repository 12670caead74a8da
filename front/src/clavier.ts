/** `/` goes to the search field, Escape closes an open menu. */
export function watchKeys(): void {
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    const typing = target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const field = document.querySelector<HTMLInputElement>("[data-recherche]");
      if (field) {
        event.preventDefault();
        field.focus();
        field.select();
      }
    }
    if (event.key === "Escape") {
      for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.moi[open]")) {
        menu.open = false;
        menu.querySelector("summary")?.focus();
      }
    }
  });
}
