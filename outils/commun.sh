# Shared by the scripts of this folder: where the project is, how to speak, what to look for.
# To be sourced, after `set -euo pipefail`.

racine="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$racine"
cible="${CARGO_TARGET_DIR:-$racine/target}"

dire() { printf '%s\n' "$*"; }
echouer() {
  printf 'Échec : %s\n' "$*" >&2
  exit 1
}

# exiger COMMANDE « ce qu'il faut faire »: stop with a clear sentence when a command is missing.
exiger() {
  command -v "$1" >/dev/null 2>&1 || echouer "la commande « $1 » est introuvable. $2"
}

exiger_rust() {
  exiger cargo "Installez Rust (https://www.rust-lang.org/fr/tools/install), puis ouvrez un nouveau terminal."
  local voulue trouvee
  voulue="$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)"
  trouvee="$(cargo --version | awk '{ print $2 }')"
  if [ "$(printf '%s\n%s\n' "$voulue" "$trouvee" | sort -V | head -n 1)" != "$voulue" ]; then
    echouer "Rust $trouvee est trop ancien, Carbet demande au moins $voulue. Lancez « rustup update stable »."
  fi
}

# exiger_node [VERSION]: the pages build from Node 18 on (that of Debian 12); the browser tests ask for 20.
exiger_node() {
  local voulue="${1:-18}"
  exiger node "Installez Node.js $voulue ou plus récent (sous Debian : apt-get install nodejs npm)."
  exiger npm "Installez npm (sous Debian : apt-get install npm)."
  local majeure
  majeure="$(node -p 'process.versions.node.split(".")[0]')"
  if [ "$majeure" -lt "$voulue" ]; then
    echouer "Node.js $(node -v) est trop ancien, il faut ici la version $voulue ou plus récente (https://nodejs.org/fr/download)."
  fi
}

# empreinte FICHIER…: one digest for the content of files and folders, to know whether something changed.
empreinte() {
  find "$@" -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -print0 2>/dev/null |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1
}

# installer_npm DOSSIER: `npm ci`, only when the lock file changed since the last time.
installer_npm() {
  local dossier="$1" marque="$1/node_modules/.carbet-verrou" verrou
  verrou="$(sha256sum <"$dossier/package-lock.json" | cut -d ' ' -f 1)"
  if [ ! -f "$marque" ] || [ "$(cat "$marque")" != "$verrou" ]; then
    dire "→ installation des outils de $dossier (npm ci)"
    (cd "$dossier" && npm ci --no-audit --no-fund --loglevel=error)
    printf '%s' "$verrou" >"$marque"
  fi
}
