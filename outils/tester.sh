#!/usr/bin/env bash
# make test: everything that keeps Carbet true, on both database engines and in a real browser. Nothing is skipped silently.
set -euo pipefail
. "$(dirname "$0")/commun.sh"
. "$(dirname "$0")/postgres_prive.sh"

debut=$SECONDS
echecs=()
trap arreter_postgres EXIT
trap 'exit 130' INT TERM

# A package is missing when the command it brings is missing.
paquets_manquants() {
  local manquants=()
  command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || manquants+=(chromium)
  [ -n "$(trouver_postgres || true)" ] || manquants+=(postgresql)
  command -v pdftotext >/dev/null 2>&1 || manquants+=(poppler-utils)
  command -v xmllint >/dev/null 2>&1 || manquants+=(libxml2-utils)
  echo "${manquants[*]:-}"
}

installer_paquets() {
  local manquants avec=()
  manquants="$(paquets_manquants)"
  [ -n "$manquants" ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    avec=(sudo -n)
    sudo -n true >/dev/null 2>&1 || echouer "il manque des logiciels pour les tests. Sous Debian : sudo apt-get install $manquants"
  fi
  command -v apt-get >/dev/null 2>&1 || echouer "il manque des logiciels pour les tests : $manquants. Installez-les, puis relancez « make test »."
  dire "→ installation de : $manquants"
  # shellcheck disable=SC2086
  if ! { "${avec[@]}" apt-get update -qq && "${avec[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $manquants; } >"$journaux/apt.log" 2>&1; then
    tail -n 20 "$journaux/apt.log" >&2
    echouer "l'installation de « $manquants » a échoué (voir ci-dessus)."
  fi
}

# etape « nom » commande…: run, keep going on failure, remember it, print the time.
etape() {
  local nom="$1" depart=$SECONDS
  shift
  dire "→ $nom"
  if "$@"; then
    dire "  fait en $((SECONDS - depart)) s"
  else
    dire "  ÉCHEC après $((SECONDS - depart)) s"
    echecs+=("$nom")
  fi
}

parcours() {
  installer_npm e2e
  CARBET_BINAIRE="$cible/debug/carbet" npm --prefix e2e --silent test
}

journaux="$cible/carbet-journaux"
mkdir -p "$journaux"

exiger_rust
exiger_node 20
installer_paquets

if [ -d "$racine/../shared/data" ]; then
  CARBET_DONNEES_EXTERNES="$(cd "$racine/../shared/data" && pwd)"
  export CARBET_DONNEES_EXTERNES
elif [ -n "${CARBET_DONNEES_EXTERNES:-}" ]; then
  dire "Données externes : $CARBET_DONNEES_EXTERNES"
else
  dire "Note : aucun dossier ../shared/data ; les vérifications sur des données externes (exemples publics du SNE, RPLS) ne sont pas faites."
fi

bash outils/construire_front.sh
dire "→ démarrage d'un PostgreSQL privé"
demarrer_postgres

etape "mise en forme (cargo fmt)" cargo fmt --all --check
etape "analyse (cargo clippy)" cargo clippy --locked --workspace --all-targets --quiet -- -D warnings
etape "tests (cargo test, SQLite et PostgreSQL)" cargo test --locked --workspace --no-fail-fast
etape "programme pour le navigateur (cargo build)" cargo build --locked --package carbet-cli --bin carbet --quiet
etape "parcours dans un navigateur (e2e)" parcours

dire ""
if [ ${#echecs[@]} -gt 0 ]; then
  dire "Durée totale : $((SECONDS - debut)) s. En échec :"
  printf '  - %s\n' "${echecs[@]}"
  exit 1
fi
dire "Tout est juste. Durée totale : $((SECONDS - debut)) s."
