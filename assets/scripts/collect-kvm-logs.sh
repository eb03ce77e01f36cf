#!/usr/bin/env bash
# @summary Gathers the logs of libvirt, QEMU and KVM after a failure, and never fails itself.
# @param DESTINATION Folder for the logs. (default: test-results/kvm)
# @param LIBVIRT_URI Connection to ask for its domains. (default: qemu:///system)
# @needs sudo virsh
set -euo pipefail
shopt -s inherit_errexit

warn() {
  if [[ "${GITHUB_ACTIONS:-}" == 'true' ]]; then
    printf '::warning title=Incomplete logs::%s\n' "$1" >&2
  else
    printf 'Incomplete logs: %s\n' "$1" >&2
  fi
}

# Keeps the output of a command; what it cannot tell is said and passed over.
keep() {
  local -r file="$1"
  shift
  if ! "$@" > "${file}" 2>&1; then
    warn "\"$*\" failed; ${file} says why."
  fi
}

keep_domains() {
  local -r destination="$1" uri="$2"
  local domain
  local -a domains=()
  keep "${destination}/domains.txt" sudo virsh --connect "${uri}" list --all
  mapfile -t domains < <(sudo virsh --connect "${uri}" list --all --name 2> /dev/null || true)
  for domain in "${domains[@]}"; do
    if [[ -n "${domain}" ]]; then
      keep "${destination}/domain-${domain//[^A-Za-z0-9._-]/_}.xml" \
        sudo virsh --connect "${uri}" dumpxml "${domain}"
    fi
  done
}

keep_kernel_lines() {
  local -r destination="$1"
  keep "${destination}/dmesg.txt" sudo dmesg
  grep -i 'kvm' "${destination}/dmesg.txt" > "${destination}/dmesg-kvm.txt" || true
  rm -f "${destination}/dmesg.txt"
}

# Logs of QEMU belong to its own user; copied by root and then handed to the current user.
keep_logs() {
  local -r destination="$1"
  local folder user
  for folder in /var/log/libvirt /var/log/swtpm; do
    if sudo test -d "${folder}"; then
      sudo cp -R "${folder}" "${destination}/" || warn "${folder} could not be copied."
    fi
  done
  user="$(id -u)"
  sudo chown -R "${user}" "${destination}" || warn "${destination} could not be handed over."
  chmod -R u+rwX "${destination}" || warn "${destination} could not be made readable."
}

main() {
  local -r destination="${DESTINATION:-test-results/kvm}" uri="${LIBVIRT_URI:-qemu:///system}"
  if ! mkdir -p "${destination}"; then
    warn "${destination} could not be created; nothing is kept."
    return
  fi
  keep_domains "${destination}" "${uri}"
  keep_kernel_lines "${destination}"
  keep "${destination}/journal.txt" sudo journalctl --unit libvirtd --unit virtqemud --no-pager --lines 500
  keep_logs "${destination}"
}

main "$@"
