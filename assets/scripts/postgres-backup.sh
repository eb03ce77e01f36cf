#!/usr/bin/env bash
# @summary Backs up a PostgreSQL database with a checksum of every table, and proves that the backup can be read.
# @param DATABASE_URL Address of the database: postgres://user:password@host:port/database.
# @param DESTINATION Folder for the backup; created, and empty before. (default: backup)
# @param CONTAINER Container of the server, whose programs have its version; empty takes those of this machine. (default: )
# @output backup Path of the folder.
# @output tables How many tables it holds.
# @output rows How many rows they have.
# @needs awk cmp sha256sum
# @exit 3 The backup could not be made, or cannot be read.
# @exit 4 There is no row to back up.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

where=()
address=''
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

# A line break in a value would let it write further outputs, so it is refused.
set_output() {
  local -r name="$1" value="$2"
  if [[ "${value}" == *[$'\n\r']* ]]; then
    fail 1 'Bad output' "The value of ${name} has a line break in it."
  elif [[ -n "${GITHUB_OUTPUT:-}" ]]; then
    printf '%s=%s\n' "${name}" "${value}" >> "${GITHUB_OUTPUT}"
  else
    printf '%s=%s\n' "${name}" "${value}"
  fi
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

prepare_destination() {
  local -r destination="$1"
  local contents
  mkdir -p "${destination}"
  contents="$(ls -A "${destination}")"
  if [[ -n "${contents}" ]]; then
    fail 64 'Destination not empty' "${destination} already holds: ${contents//$'\n'/, }. Remove it, or choose another DESTINATION."
  fi
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

write_dump() {
  local -r file="$1"
  local status=0
  "${where[@]}" pg_dump --format=custom --no-password --lock-wait-timeout=60000 --dbname="${address}" \
    < /dev/null > "${file}" || status=$?
  if (( status != 0 )); then
    fail 3 'Backup failed' "pg_dump ended with ${status}; its messages are above."
  fi
  "${where[@]}" pg_restore --list < "${file}" > "${work}/list" || status=$?
  if (( status != 0 )); then
    fail 3 'Unreadable backup' "pg_restore ended with ${status} when it listed the backup; its messages are above."
  fi
}

# A backup of nothing proves nothing, and the restore of it would prove as little.
check_content() {
  local -r tables="$1" rows="$2"
  if (( rows == 0 )); then
    fail 4 'Nothing to back up' "${database} has ${tables} tables and no row. Bring data into it before the backup."
  fi
}

make_backup() {
  local -r destination="$1"
  write_dump "${destination}/database.dump"
  write_checksums "${destination}/checksums.tsv"
  if ! cmp "${work}/checksums.tsv" "${destination}/checksums.tsv"; then
    fail 3 'Data in motion' "${database} changed while it was backed up. Stop what writes to it."
  fi
  # Written last: a folder without it is no backup.
  (cd "${destination}" && sha256sum -- checksums.tsv database.dump > SHA256SUMS)
}

main() {
  local -a programs=(psql pg_dump pg_restore)
  if [[ -n "${CONTAINER:-}" ]]; then
    programs=(docker)
  fi
  require_tools awk cmp sha256sum "${programs[@]}"
  require_parameters DATABASE_URL
  local -r destination="${DESTINATION:-backup}"
  local totals tables rows
  read_address "${DATABASE_URL:?}"
  choose_place
  prepare_destination "${destination}"
  work="$(make_work_folder)"
  trap clean_up EXIT
  write_checksums "${work}/checksums.tsv"
  totals="$(awk -F '\t' '$2 != "-" { tables++; rows += $2 } END { printf "%d %d", tables, rows }' "${work}/checksums.tsv")"
  read -r tables rows <<< "${totals}"
  check_content "${tables}" "${rows}"
  make_backup "${destination}"
  set_output backup "${destination}"
  set_output tables "${tables}"
  set_output rows "${rows}"
  add_summary "Backed up **${database}**: ${tables} tables, ${rows} rows."
}

main "$@"
