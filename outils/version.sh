#!/usr/bin/env bash
# bash outils/version.sh X.Y.Z: prepares and tags a version. Nothing is pushed.
set -euo pipefail
. "$(dirname "$0")/commun.sh"
. "$(dirname "$0")/postgres_prive.sh"

version="${1:-}"
[[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || echouer "donnez le numéro de la version, par exemple : bash outils/version.sh 0.2.0"
exiger_rust
exiger git "Installez git."
exiger pg_dump "Installez le client de PostgreSQL."

[ -z "$(git status --porcelain)" ] || echouer "il reste des changements non enregistrés ; enregistrez-les d'abord."
git rev-parse -q --verify "refs/tags/v$version" >/dev/null && echouer "la version v$version existe déjà."
grep -q "^version = \"$version\"$" Cargo.toml || echouer "Cargo.toml ne dit pas version = \"$version\" (section workspace.package)."
grep -q "^## $version\( \|$\)" CHANGELOG.md || echouer "CHANGELOG.md n'a pas de chapitre « ## $version »."
if grep -q "^## $version (en préparation)" CHANGELOG.md; then
  echouer "CHANGELOG.md dit encore « en préparation » : mettez la date du jour."
fi

bases=crates/stockage/tests/versions
if [ ! -f "$bases/$version.db" ]; then
  dire "→ écriture de la base témoin de $version, sur les deux moteurs"
  trap arreter_postgres EXIT
  trap 'exit 130' INT TERM
  demarrer_postgres
  CARBET_ECRIRE_VERSION="$version" cargo test --quiet --locked --package carbet-stockage --test versions
  git add "$bases/$version.db" "$bases/$version.postgres.sql"
  git commit --quiet --message "stockage: Keep a base of version $version" --message "Later versions must still open it."
fi
git tag --annotate "v$version" --message "Carbet $version"
dire "Version v$version posée. Il reste à la publier : git push --follow-tags"
