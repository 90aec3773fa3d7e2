#!/usr/bin/env bash
# Installs what a continuous-integration machine lacks, from its own package archive, without starting any service.
# Usage: apt-install.sh NAME=PACKAGE[,PACKAGE…] …
# NAME is a command, or a shared library when it has ".so" in it; its packages are installed when the machine has it
# not. With nothing to install it does nothing, and needs neither root nor apt.
set -euo pipefail

here() {
  case $1 in
    *.so*) /sbin/ldconfig -p | grep -qF "$1" ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

packages=()
for wanted in "$@"; do
  here "${wanted%%=*}" && continue
  IFS=, read -r -a needed <<<"${wanted#*=}"
  packages+=("${needed[@]}")
done
[ ${#packages[@]} -gt 0 ] || exit 0

# Debian starts a daemon as soon as its package is there. This file is how one asks it not to (invoke-rc.d(8));
# the engine of the tests runs from a temporary folder instead, and ends with them.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
fi

echo "Installing ${packages[*]} …" >&2
export DEBIAN_FRONTEND=noninteractive
{
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${packages[@]}"
} >&2
