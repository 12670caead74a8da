#!/usr/bin/env bash
# make bench: honest timings on this machine; the optimised build, three runs, the shortest kept.
set -euo pipefail
. "$(dirname "$0")/commun.sh"

exiger_rust
bash outils/construire_front.sh
dire "→ construction optimisée"
cargo build --locked --release --package carbet-cli --bin carbet --quiet

# mesurer « nom » commande…
mesurer() {
  local nom="$1" tour depart duree meilleure=""
  shift
  for tour in 1 2 3; do
    depart="$(date +%s%N)"
    "$@" >/dev/null || echouer "« $nom » n'a pas abouti au tour $tour."
    duree=$((($(date +%s%N) - depart) / 1000000))
    if [ -z "$meilleure" ] || [ "$duree" -lt "$meilleure" ]; then meilleure="$duree"; fi
  done
  printf '%-50s %6d ms\n' "$nom" "$meilleure"
}

dire "Machine : $(nproc) cœurs. Meilleure de trois mesures."
mesurer "carbet cas (tous les cas juridiques du dépôt)" "$cible/release/carbet" cas crates/droit/cas/*.toml
dire "La notation du registre entier se mesure avec « carbet noter », qui écrit ses durées dans durees.json."
