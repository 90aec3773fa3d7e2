#!/usr/bin/env bash
# Installs what a continuous-integration machine lacks, from its own package archive, without starting any service.
# Usage: apt-install.sh COMMAND=PACKAGE[,PACKAGE…] …    Packages are installed for each COMMAND that is not on PATH.
# Does nothing, and needs neither root nor apt, when every command is there.
set -euo pipefail

packages=()
for wanted in "$@"; do
  command -v "${wanted%%=*}" >/dev/null || IFS=, read -r -a needed <<<"${wanted#*=}"
  packages+=(${needed[@]+"${needed[@]}"})
  needed=()
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
