#!/usr/bin/env bash
# make demo: build the front and the binary, then open the demonstration.
set -euo pipefail
. "$(dirname "$0")/commun.sh"

exiger_rust
exiger_node
command -v cc >/dev/null 2>&1 || echouer "aucun compilateur C (SQLite en a besoin). Sous Debian : apt-get install build-essential."

bash outils/construire_front.sh
dire "→ construction de Carbet (la première fois : une dizaine de minutes)"
cargo build --locked --profile demo --package carbet-cli --bin carbet
dire "→ démonstration ; Ctrl+C pour arrêter"
# DEMO_OPTIONS is a list of words on purpose.
# shellcheck disable=SC2086
exec "$cible/demo/carbet" demo ${DEMO_OPTIONS:-}
