#!/usr/bin/env bash
# @summary Puts a backup in the place of a PostgreSQL database and proves that every table is as it was.
# @param DATABASE_URL Address of the database: postgres://user:password@host:port/database.
# @param BACKUP Folder that postgres-backup.sh made.
# @param CONTAINER Container of the server, whose programs have its version; empty takes those of this machine. (default: )
# @needs awk diff sha256sum
# @exit 3 The database could not be restored.
# @exit 4 The backup is incomplete, damaged or of another database; nothing was changed.
# @exit 5 The database was restored and differs from the backup.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

where=()
address=''
admin=''
database=''
work=''

# Ends the run with a message that says what is wrong, the value and the fix.
fail() {
  local -r code="$1" title="$2"
  local message="$3"
  if [[ "${GITHUB_ACTIONS:-}" == 'true' ]]; then
    message="${message//'%'/%25}"
    message="${message//$'\n'/%0A}"
    message="${message//$'\r'/%0D}"
    printf '::error title=%s::%s\n' "${title}" "${message}" >&2
  else
    printf '%s: %s\n' "${title}" "${message}" >&2
  fi
  exit "${code}"
}

require_tools() {
  local tool
  for tool in "$@"; do
    if ! type -P "${tool}" > /dev/null; then
      fail 69 'Missing program' "${tool} is not on PATH. Install it, or add its folder to PATH."
    fi
  done
}

require_parameters() {
  local name
  for name in "$@"; do
    if [[ -z "${!name:-}" ]]; then
      fail 64 'Missing parameter' "${name} is empty. Set the environment variable ${name}."
    fi
  done
}

add_summary() {
  if [[ -n "${GITHUB_STEP_SUMMARY:-}" ]]; then
    printf '%s\n' "$1" >> "${GITHUB_STEP_SUMMARY}"
  fi
}

# A folder for passing files; the runner's own one is emptied after each job.
make_work_folder() {
  mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/projen-delivery.XXXXXX"
}

clean_up() {
  rm -rf "${work}"
}

# Prints a part of an address without its percent-encoding.
decoded() {
  local -r text="${1//\\/\\\\}"
  printf '%b' "${text//'%'/\\x}"
}

# Sets address, without the password, which no list of processes shall tell, and database.
read_address() {
  local -r url="$1"
  local -r form='^(postgres(ql)?://)(([^:@/?]*)(:([^@/?]*))?@)?([^/?@]*)/([^/?]+)([?].*)?$'
  if [[ ! "${url}" =~ ${form} ]]; then
    fail 64 'Not an address' 'DATABASE_URL is not of the form postgres://user:password@host:port/database.'
  fi
  local -r scheme="${BASH_REMATCH[1]}" user="${BASH_REMATCH[4]}" password="${BASH_REMATCH[6]}"
  local -r name="${BASH_REMATCH[8]}" rest="${BASH_REMATCH[9]}"
  local host="${BASH_REMATCH[7]}"
  if [[ -n "${CONTAINER:-}" ]]; then
    # In its own container the server has its own port, wherever the job reaches it.
    host='localhost:5432'
  fi
  if [[ -n "${password}" ]]; then
    PGPASSWORD="$(decoded "${password}")"
    export PGPASSWORD
  fi
  database="$(decoded "${name}")"
  address="${scheme}${user:+${user}@}${host}/${name}${rest}"
}

# Sets where to what runs a program of PostgreSQL: beside the server, or nothing for this machine.
choose_place() {
  export PGCONNECT_TIMEOUT=20
  where=()
  if [[ -n "${CONTAINER:-}" ]]; then
    where=(docker exec --interactive --env PGPASSWORD --env PGCONNECT_TIMEOUT "${CONTAINER}")
  fi
}

# Prints the queries for one row a table and sequence: name, number of rows, checksum of columns and rows.
checksum_queries() {
  cat << 'SQL'
begin isolation level repeatable read read only;
set local search_path = pg_catalog;
set local timezone = 'UTC';
set local datestyle = 'ISO';
set local intervalstyle = 'iso_8601';
set local row_security = off;
select case when relkind = 'S'
  then format('select %L, $$-$$, md5(last_value || $$ $$ || is_called) from %I.%I', name, schema, relname)
  else format('select %L, count(*), md5(%L || coalesce(string_agg(hash, $$$$ order by hash), $$$$))
    from (select md5((each.*)::text) collate "C" as hash from only %I.%I as each) as hashes', name, columns, schema, relname) end
from (
  select relkind, relname, nspname as schema, format('%I.%I', nspname, relname) as name, (
    select coalesce(string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' order by attnum), '')
    from pg_attribute where attrelid = pg_class.oid and attnum > 0 and not attisdropped) as columns
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where relkind in ('r', 'S') and relpersistence <> 't' and nspname <> 'information_schema' and nspname !~ '^pg_'
    and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
) as relations order by name \gexec
commit;
SQL
}

# Writes a checksum of every table and sequence, all from one view of the data.
write_checksums() {
  local -r file="$1"
  local status=0
  checksum_queries > "${work}/queries.sql"
  "${where[@]}" psql --no-psqlrc --no-password --quiet --tuples-only --no-align --field-separator=$'	'     --set=ON_ERROR_STOP=1 --dbname="${address}" < "${work}/queries.sql" > "${file}" || status=$?
  if (( status != 0 )); then
    fail 3 'No checksums' "psql ended with ${status} when it read ${database}; its messages are above."
  fi
}

check_backup() {
  local -r backup="$1"
  local named status=0
  if [[ ! -f "${backup}/SHA256SUMS" ]]; then
    fail 4 'Incomplete backup' "${backup} has no SHA256SUMS, which is written last. Make the backup again."
  fi
  (cd "${backup}" && sha256sum --check --strict --quiet SHA256SUMS >&2) || status=$?
  if (( status != 0 )); then
    fail 4 'Damaged backup' "Files of ${backup} are not what they were when the backup was made; see above."
  fi
  "${where[@]}" pg_restore --list < "${backup}/database.dump" > "${work}/list" || status=$?
  if (( status != 0 )); then
    fail 4 'Unreadable backup' "pg_restore ended with ${status} when it listed the backup; its messages are above."
  fi
  named="$(awk 'sub(/^; *dbname: /, "") { print; exit }' "${work}/list")"
  if [[ "${named}" != "${database}" ]]; then
    fail 4 'Other database' "${backup} is of the database ${named}, and DATABASE_URL names ${database}."
  fi
}

# Sets admin to another database of the server: nobody can drop the one they are in.
choose_admin() {
  local -r other="$1"
  local -r form='^([^:]+://[^/]*)/[^?]+(.*)$'
  if [[ "${address}" =~ ${form} ]]; then
    admin="${BASH_REMATCH[1]}/${other}${BASH_REMATCH[2]}"
  fi
}

# Runs a statement in another database of the server, with the variable "name"; prints what it gives.
administer() {
  printf '%s\n' "$1" | "${where[@]}" psql --no-psqlrc --no-password --quiet --tuples-only --no-align \
    --set=ON_ERROR_STOP=1 --set="name=${database}" --dbname="${admin}"
}

# Objects that a migration added would stay behind if the backup were put over them.
replace_database() {
  local -r backup="$1"
  local allowed status=0
  allowed="$(administer 'select rolsuper or rolcreatedb from pg_roles where rolname = current_user;')"
  if [[ "${allowed}" != 't' ]]; then
    fail 3 'Not allowed' "The user of DATABASE_URL may not create ${database} anew. Give the role CREATEDB."
  fi
  administer 'drop database if exists :"name" with (force);'
  "${where[@]}" pg_restore --create --exit-on-error --no-password --dbname="${admin}" \
    < "${backup}/database.dump" || status=$?
  if (( status != 0 )); then
    fail 3 'Restore failed' "pg_restore ended with ${status}; its messages are above. The backup is still ${backup}."
  fi
}

compare() {
  local -r backup="$1"
  write_checksums "${work}/checksums.tsv"
  if ! diff --unified=0 --label backup --label restored "${backup}/checksums.tsv" "${work}/checksums.tsv" >&2; then
    fail 5 'Data differs' "${database} is not what it was; the tables are above, with rows and checksums."
  fi
}

main() {
  local -a programs=(psql pg_restore)
  if [[ -n "${CONTAINER:-}" ]]; then
    programs=(docker)
  fi
  require_tools awk diff sha256sum "${programs[@]}"
  require_parameters DATABASE_URL BACKUP
  local -r backup="${BACKUP:?}"
  local relations
  read_address "${DATABASE_URL:?}"
  choose_place
  if [[ "${database}" == 'postgres' ]]; then
    choose_admin template1
  else
    choose_admin postgres
  fi
  work="$(make_work_folder)"
  trap clean_up EXIT
  check_backup "${backup}"
  replace_database "${backup}"
  compare "${backup}"
  relations="$(awk -F '\t' '$2 != "-" { tables++; rows += $2 } END { printf "%d tables, %d rows", tables, rows }' "${backup}/checksums.tsv")"
  add_summary "Restored **${database}**: ${relations}, equal to the backup."
}

main "$@"
