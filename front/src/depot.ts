/** `<div data-depot>` around a file field: drop a file on it; the form is sent with its progress. */
export function watchDepots(): void {
  for (const zone of document.querySelectorAll<HTMLElement>("[data-depot]")) {
    const field = zone.querySelector<HTMLInputElement>("input[type=file]");
    const form = zone.closest("form");
    if (!field || !form) continue;
    for (const name of ["dragenter", "dragover"]) {
      zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.classList.add("survol");
      });
    }
    for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("survol"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer?.files.length) {
        field.files = event.dataTransfer.files;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
    const bar = form.querySelector<HTMLProgressElement>("progress[data-progres]");
    const said = form.querySelector<HTMLElement>("[data-etat]");
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented || !field.files?.length || !bar) return;
      event.preventDefault();
      send(form, bar, said);
    });
  }
}

function send(form: HTMLFormElement, bar: HTMLProgressElement, said: HTMLElement | null): void {
  const say = (text: string): void => {
    if (said) said.textContent = text;
  };
  if (form.dataset["envoye"]) return;
  form.dataset["envoye"] = "oui";
  const request = new XMLHttpRequest();
  bar.hidden = false;
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.max = event.total;
    bar.value = event.loaded;
    say(`Envoi du fichier : ${Math.floor((100 * event.loaded) / event.total)} %`);
  });
  request.addEventListener("load", () => {
    if (request.responseURL && request.responseURL !== form.action && request.status < 400) {
      say("Fichier reçu, lecture en cours.");
      location.assign(request.responseURL);
      return;
    }
    // Refused: the answer is the page with its explanation.
    document.documentElement.innerHTML = new DOMParser().parseFromString(request.responseText, "text/html").documentElement.innerHTML;
    watchDepots();
  });
  request.addEventListener("error", () => {
    bar.hidden = true;
    delete form.dataset["envoye"];
    say("La connexion s’est interrompue pendant l’envoi. Rien n’a été importé : vérifiez le réseau, puis envoyez de nouveau le fichier.");
  });
  request.send(new FormData(form));
}
