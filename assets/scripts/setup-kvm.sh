#!/usr/bin/env bash
# @summary Installs KVM and libvirt and proves that the current user can use both.
# @param PACKAGES Further apt packages to install, separated by spaces. (default: )
# @param COMMANDS Commands that must exist afterwards, separated by spaces. (default: )
# @param LIBVIRT Whether libvirt is set up as well: true or false. (default: true)
# @param LIBVIRT_URI Connection that must answer. (default: qemu:///system)
# @param DEVICE Device of KVM, another one only to rehearse. (default: /dev/kvm)
# @output kvm The word true once KVM is usable.
# @output qemu-version Version of QEMU.
# @output libvirt-version Version of libvirt; empty without libvirt.
# @needs apt-get awk sudo uname
# @exit 65 The machine is not an x86_64 machine.
# @exit 66 KVM is not usable by the current user.
# @exit 67 libvirt does not answer the current user.
# @exit 68 A package cannot be installed, or a command is missing afterwards.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

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

# Waits for other users of apt, and takes an index that cannot be had as the failure it is.
install_packages() {
  local -r -a apt=(sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120
    -o Acquire::Retries=3 -o APT::Update::Error-Mode=any)
  local attempt
  for attempt in 1 2 3; do
    if "${apt[@]}" update >&2 && "${apt[@]}" install --yes --no-install-recommends "$@" >&2; then
      return
    fi
    printf 'Attempt %d of 3 to install packages failed.\n' "${attempt}" >&2
    sleep $(( attempt * 5 ))
  done
  fail 68 'Packages not installed' "apt-get could not install: $*. Its messages are above."
}

# static_node sets the mode before the module is loaded; settle waits out the race with udev.
open_device() {
  local -r rule='KERNEL=="kvm", GROUP="kvm", MODE="0666", OPTIONS+="static_node=kvm"'
  printf '%s\n' "${rule}" | sudo tee /etc/udev/rules.d/99-kvm4all.rules > /dev/null
  sudo udevadm control --reload-rules
  sudo udevadm trigger --name-match=kvm
  sudo udevadm settle --timeout=30
}

# Opening the device is the proof: a mode alone can be overruled by the container around.
prove_device() {
  local -r device="$1"
  local user facts
  user="$(id -un)"
  if [[ ! -c "${device}" ]]; then
    fail 66 'No KVM' "${device} is no character device. Use a runner with hardware virtualization, such as ubuntu-24.04."
  fi
  if ! { true <> "${device}"; } 2> /dev/null; then
    facts="$(ls -l "${device}")"
    fail 66 'KVM not usable' "${user} cannot read and write it: ${facts}. Check the udev rule 99-kvm4all.rules."
  fi
}

# The socket of the running daemon: one for all drivers, or the one of QEMU alone.
find_socket() {
  local socket
  for socket in /run/libvirt/libvirt-sock /run/libvirt/virtqemud-sock; do
    if sudo test -S "${socket}"; then
      printf '%s' "${socket}"
      return
    fi
  done
}

# Puts lines between two marks into a file of root's and says whether that changed the file.
# A line of others that sets the same is kept as a comment, because libvirt takes the first of two.
set_block() {
  local -r file="$1" lines="$2" rival="$3"
  local -r first='# setup-kvm: begin' last='# setup-kvm: end'
  local before after
  before="$(sudo cat "${file}" 2> /dev/null || true)"
  after="$(awk -v first="${first}" -v last="${last}" -v rival="${rival}" '
    $0 == first { inside = 1 }
    !inside { print (rival != "" && $0 ~ rival ? "# setup-kvm: " : "") $0 }
    $0 == last { inside = 0 }' <<< "${before}")"
  after="${after:+${after}$'\n'}${first}"$'\n'"${lines}"$'\n'"${last}"
  if [[ "${after}" == "${before}" ]]; then
    printf 'kept'
  else
    sudo mkdir -p "${file%/*}"
    printf '%s\n' "${after}" | sudo tee "${file}" > /dev/null
    printf 'changed'
  fi
}

# A backup reads the disks through a socket that QEMU makes in /var/tmp. Only the owner of a socket
# may connect to it, so QEMU runs as the user who makes backups, and AppArmor has to let QEMU make
# the socket and its scratch file. AppArmor reads its rule anew whenever a guest starts. Root may
# connect to any socket: for root QEMU stays as it is. Prints whether the daemon has to read anew.
run_qemu_as() {
  local -r user="$1"
  local id
  id="$(id -u)"
  if (( id == 0 )); then
    printf 'kept'
    return
  fi
  if sudo test -f /etc/apparmor.d/abstractions/libvirt-qemu; then
    set_block /etc/apparmor.d/local/abstractions/libvirt-qemu \
      $'/var/tmp/virtnbdbackup.* rw,\n/var/tmp/backup.* rw,' '' > /dev/null
  fi
  set_block /etc/libvirt/qemu.conf "user = \"${user}\""$'\ngroup = "kvm"' '^[ \t]*(user|group)[ \t]*='
}

# Newer systems may split the daemon; virtqemud then is the one for QEMU and reads the same file.
find_unit() {
  if sudo systemctl cat libvirtd.service > /dev/null 2>&1; then
    printf 'libvirtd'
  else
    printf 'virtqemud'
  fi
}

wait_for_libvirt() {
  local -r uri="$1"
  local attempt
  for (( attempt = 1; attempt <= 30; attempt += 1 )); do
    if sudo virsh --connect "${uri}" version > /dev/null 2>&1; then
      return
    fi
    sleep 1
  done
  report_libvirt "the daemon did not answer ${uri} within 30 attempts"
}

report_libvirt() {
  sudo journalctl --unit libvirtd --unit virtqemud --no-pager --lines 50 >&2 || true
  fail 67 'libvirt not usable' "$1. The journal is above."
}

# Group membership does not reach the later steps of a job, so the socket is granted to the
# user; membership is still set, because polkit looks it up afresh where it guards the socket.
start_libvirt() {
  local -r uri="$1"
  local user unit configuration verb=start socket
  user="$(id -un)"
  unit="$(find_unit)"
  configuration="$(run_qemu_as "${user}")"
  if [[ "${configuration}" == 'changed' ]]; then
    verb=restart
  fi
  sudo systemctl "${verb}" "${unit}"
  wait_for_libvirt "${uri}"
  socket="$(find_socket)"
  if [[ -z "${socket}" ]]; then
    report_libvirt "${unit} has no socket in /run/libvirt"
  fi
  sudo usermod --append --groups libvirt,kvm "${user}"
  sudo setfacl --modify "user:${user}:rw" "${socket}"
  if ! virsh --connect "${uri}" version > /dev/null; then
    report_libvirt "virsh --connect ${uri} version fails for ${user}"
  fi
}

require_commands() {
  local name
  for name in "$@"; do
    if ! type -P "${name}" > /dev/null; then
      fail 68 'Missing command' "${name} is not there after the installation. Name its package in PACKAGES."
    fi
  done
}

publish_versions() {
  local -r libvirt="$1" uri="$2"
  local qemu api=''
  qemu="$(qemu-system-x86_64 --version | awk 'NR == 1 { print $4 }')"
  if [[ "${libvirt}" == 'true' ]]; then
    api="$(virsh --connect "${uri}" version | awk '/^Using library:/ { print $4 }')"
  fi
  set_output kvm true
  set_output qemu-version "${qemu}"
  set_output libvirt-version "${api}"
  add_summary "KVM is usable: QEMU ${qemu}${api:+, libvirt ${api}}."
}

main() {
  local -r libvirt="${LIBVIRT:-true}" uri="${LIBVIRT_URI:-qemu:///system}"
  local -a packages commands
  local machine
  require_tools apt-get awk sudo uname
  if [[ ! "${libvirt}" =~ ^(true|false)$ ]]; then
    fail 64 'Not a yes or no' "LIBVIRT is ${libvirt}. Use true or false."
  fi
  machine="$(uname -m)"
  if [[ "${machine}" != 'x86_64' ]]; then
    fail 65 'No x86_64 machine' "This machine is ${machine}; hosted runners offer KVM on x86_64 only. Use ubuntu-24.04."
  fi
  read -r -a packages <<< "${PACKAGES:-}"
  read -r -a commands <<< "${COMMANDS:-}"
  packages+=(qemu-system-x86 qemu-utils udev)
  if [[ "${libvirt}" == 'true' ]]; then
    packages+=(libvirt-daemon-system libvirt-clients acl)
  fi
  install_packages "${packages[@]}"
  open_device
  prove_device "${DEVICE:-/dev/kvm}"
  if [[ "${libvirt}" == 'true' ]]; then
    start_libvirt "${uri}"
  fi
  require_commands qemu-img qemu-system-x86_64 "${commands[@]}"
  publish_versions "${libvirt}" "${uri}"
}

main "$@"
