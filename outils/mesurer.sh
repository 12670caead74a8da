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

# Pages over HTTP, on a demonstration base made for this run.
exiger python3 "Installez Python 3."
donnees="$(mktemp -d)"
adresse="127.0.0.1:${CARBET_PORT_MESURE:-18341}"
"$cible/release/carbet" demo --adresse "$adresse" --donnees "$donnees" --demandes "${CARBET_DEMANDES_MESURE:-8300}" >/dev/null 2>&1 &
serveur=$!
trap 'kill "$serveur" 2>/dev/null || true; rm -rf "$donnees"' EXIT
pret=""
for _ in $(seq 1 900); do
  if (exec 3<>"/dev/tcp/${adresse%:*}/${adresse#*:}") 2>/dev/null; then pret=oui && break; fi
  kill -0 "$serveur" 2>/dev/null || echouer "la démonstration ne s'ouvre pas sur $adresse."
  sleep 1
done
[ -n "$pret" ] || echouer "la démonstration ne s'est pas ouverte en quinze minutes."
dire "Pages de ${CARBET_DEMANDES_MESURE:-8300} demandes, compte de l'agglomération, droits vérifiés et lectures tracées :"
python3 outils/bench/pages.py "$adresse"
