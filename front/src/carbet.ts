// Small comforts. Every page works without them.
import "htmx.org";
import { watchCopies } from "./copier";
import { watchDepots } from "./depot";
import { keepDrafts } from "./brouillon";
import { guardForms } from "./envoi";
import { watchKeys } from "./clavier";

document.documentElement.classList.add("avec-script");
watchKeys();
watchCopies();
guardForms();
keepDrafts();
watchDepots();
