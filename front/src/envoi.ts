/**
 * One press, one sending: the second press of a form being sent is ignored. Before a form leaves the page, the server is
 * asked whether it is there: when it is not, the page stays as it was typed, says so, and sends the same form (hence the
 * same idempotence key) when the network is back.
 */
export function guardForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method.toLowerCase() !== "post" || event.defaultPrevented) return;
    if (form.dataset["envoye"]) {
      event.preventDefault();
      return;
    }
    const submitter = event.submitter;
    if (!form.dataset["joint"]) {
      event.preventDefault();
      if (!form.dataset["attend"]) void reach(form, submitter);
      return;
    }
    delete form.dataset["joint"];
    form.dataset["envoye"] = "oui";
    submitter?.setAttribute("data-envoi", "");
    // A download keeps the page: open the form again after a while.
    window.setTimeout(() => {
      delete form.dataset["envoye"];
      submitter?.removeAttribute("data-envoi");
    }, 8000);
  });
  // Coming back with the browser's arrow shows the page as it was left: open its forms again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-envoye]")) delete form.dataset["envoye"];
    for (const button of document.querySelectorAll("[data-envoi]")) button.removeAttribute("data-envoi");
  });
}

/** How long an answer is waited for, and how often the network is tried again. */
const PATIENCE = 10_000;
const ENTRE_DEUX = 5_000;

/** Any answer will do: the server is there, and it will say itself what is wrong. */
async function isThere(): Promise<boolean> {
  try {
    await fetch("/sante", { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
    return true;
  } catch {
    return false;
  }
}

async function reach(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  form.dataset["attend"] = "oui";
  submitter?.setAttribute("data-envoi", "");
  const there = await isThere();
  delete form.dataset["attend"];
  submitter?.removeAttribute("data-envoi");
  if (there) leave(form, submitter);
  else tell(form, submitter);
}

function leave(form: HTMLFormElement, submitter: HTMLElement | null): void {
  form.dataset["joint"] = "oui";
  form.requestSubmit(submitter);
  // Refused by the browser (a field to mend): the next press starts again.
  delete form.dataset["joint"];
}

/** Says that the connection is lost, tries again by itself, and lets the person try or give up. */
function tell(form: HTMLFormElement, submitter: HTMLElement | null): void {
  form.querySelector("[data-hors-ligne]")?.remove();
  const box = document.createElement("div");
  box.className = "alerte ton-attention hors-ligne";
  box.dataset["horsLigne"] = "";
  box.setAttribute("role", "alert");
  const words = document.createElement("div");
  const title = document.createElement("strong");
  title.textContent = "Connexion perdue, rien n’est perdu.";
  const text = document.createElement("p");
  text.textContent = "Ce que vous avez saisi reste sur cette page : ne la fermez pas. L’envoi reprendra seul au retour du réseau, une seule fois.";
  const keys = document.createElement("div");
  keys.className = "rangee";
  const retry = button("Réessayer", "bouton bouton-second bouton-petit");
  const stop = button("Ne plus envoyer", "bouton bouton-discret bouton-petit");
  keys.append(retry, stop);
  words.append(title, text, keys);
  box.append(words);
  form.append(box);
  let trying = false;
  const end = (): void => {
    window.clearInterval(clock);
    window.removeEventListener("online", attempt);
    box.remove();
  };
  const attempt = async (): Promise<void> => {
    if (trying) return;
    trying = true;
    const there = await isThere();
    trying = false;
    if (!box.isConnected || !there) return;
    end();
    leave(form, submitter);
  };
  const clock = window.setInterval(() => void attempt(), ENTRE_DEUX);
  window.addEventListener("online", attempt);
  retry.addEventListener("click", () => void attempt());
  stop.addEventListener("click", () => {
    end();
    submitter?.focus();
  });
}

function button(label: string, classes: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = classes;
  made.textContent = label;
  return made;
}
