#!/usr/bin/env bash
# make assets: build front/dist (embedded in the binary) when its sources changed.
set -euo pipefail
. "$(dirname "$0")/commun.sh"

[ -f front/package.json ] || echouer "le dossier front/ manque : le dépôt est incomplet. Reprenez une copie entière du projet."
exiger_node

marque=front/dist/.carbet-sources
sources="$(empreinte front)"
if [ -f "$marque" ] && [ "$(cat "$marque")" = "$sources" ]; then
  exit 0
fi
installer_npm front
dire "→ construction des feuilles de style et des scripts"
journal="$(mktemp)"
trap 'rm -f "$journal"' EXIT
if ! (cd front && npm run --silent build) >"$journal" 2>&1; then
  cat "$journal" >&2
  echouer "front/dist n'a pas pu être construit (voir ci-dessus)."
fi
printf '%s' "$sources" >"$marque"
