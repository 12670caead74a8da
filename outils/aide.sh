#!/usr/bin/env bash
# make aide: what a newcomer can type.
set -euo pipefail
cat <<'FIN'
Carbet – registre et attribution du logement social d'une intercommunalité

  make demo     construit Carbet et ouvre une démonstration (données fictives) sur http://127.0.0.1:8080
                (réglages : DEMO_OPTIONS="--adresse 127.0.0.1:9000 --demandes 2000")
  make test     vérifie tout : mise en forme, analyse, tests sur SQLite et PostgreSQL, parcours dans un navigateur
  make bench    mesure les durées sur cette machine
  make assets   construit les feuilles de style et les scripts de front/ s'ils ont changé

Première visite : README.md. Contribuer : CONTRIBUTING.md.
FIN
