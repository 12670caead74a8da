# A private PostgreSQL cluster for the time of a script: own folder, own port, own password, no durability.
# To be sourced after commun.sh. `demarrer_postgres` exports CARBET_TEST_POSTGRES; `arreter_postgres` removes everything.

pg_dossier=""
pg_outils=""
pg_comme=()

trouver_postgres() {
  local candidat
  if command -v initdb >/dev/null 2>&1; then
    dirname "$(readlink -f "$(command -v initdb)")"
    return 0
  fi
  candidat="$(find /usr/lib/postgresql -maxdepth 3 -name initdb -path '*/bin/*' 2>/dev/null | sort -V | tail -n 1)"
  [ -n "$candidat" ] && dirname "$candidat"
}

# PostgreSQL refuses to run as root: lend it to an account without rights.
choisir_compte_postgres() {
  local compte
  pg_comme=()
  [ "$(id -u)" -eq 0 ] || return 0
  for compte in postgres nobody; do
    if id "$compte" >/dev/null 2>&1; then
      chown "$compte" "$pg_dossier"
      pg_comme=(runuser -u "$compte" --)
      return 0
    fi
  done
  echouer "PostgreSQL ne démarre pas sous le compte root et aucun compte « postgres » ou « nobody » n'existe."
}

port_libre() {
  node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}

demarrer_postgres() {
  local port secret
  pg_outils="$(trouver_postgres || true)"
  [ -n "$pg_outils" ] || echouer "PostgreSQL est introuvable (initdb). Sous Debian : apt-get install postgresql."
  pg_dossier="$(mktemp -d /tmp/carbet-pg.XXXXXX)"
  choisir_compte_postgres
  port="$(port_libre)"
  secret="$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
  (umask 077 && printf '%s\n' "$secret" >"$pg_dossier/secret")
  [ ${#pg_comme[@]} -eq 0 ] || chown --reference="$pg_dossier" "$pg_dossier/secret"
  cd "$pg_dossier"
  if ! "${pg_comme[@]}" "$pg_outils/initdb" --pgdata="$pg_dossier/base" --username=carbet --pwfile="$pg_dossier/secret" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync >"$pg_dossier/initdb.log" 2>&1; then
    cat "$pg_dossier/initdb.log" >&2
    echouer "la base PostgreSQL d'essai n'a pas pu être créée (voir ci-dessus)."
  fi
  if ! "${pg_comme[@]}" "$pg_outils/pg_ctl" --pgdata="$pg_dossier/base" --log="$pg_dossier/base.log" --wait --silent start \
    --options="-c listen_addresses=127.0.0.1 -p $port -c unix_socket_directories=$pg_dossier -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200" \
    >"$pg_dossier/pg_ctl.log" 2>&1; then
    cat "$pg_dossier/pg_ctl.log" "$pg_dossier/base.log" >&2 || true
    echouer "la base PostgreSQL d'essai n'a pas démarré (voir ci-dessus)."
  fi
  cd "$racine"
  export CARBET_TEST_POSTGRES="postgres://carbet:$secret@127.0.0.1:$port/postgres"
}

arreter_postgres() {
  [ -n "$pg_dossier" ] || return 0
  cd /tmp
  if [ -d "$pg_dossier/base" ]; then
    "${pg_comme[@]}" "$pg_outils/pg_ctl" --pgdata="$pg_dossier/base" --mode=immediate --silent stop >/dev/null 2>&1 || true
  fi
  rm -rf "$pg_dossier"
  pg_dossier=""
}
