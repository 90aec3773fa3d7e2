#!/usr/bin/env bash
# Makes a Docker image of a mongod of this machine and prints its name, for engines that can pull none. The image holds
# the program, the libraries that it is linked to, and nothing else; its entry point takes mongod's own arguments.
# Usage: mongo-image.sh MONGOD    (DOCKER_HOST names the engine, as ever)
set -euo pipefail

mongod=${1:?usage: mongo-image.sh MONGOD}
image="keybox-test-mongod:$("$mongod" --version | sed -n 's/^db version v//p')"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

mkdir -p "$root"/{bin,etc,tmp,data/db}
chmod 1777 "$root/tmp"
cp "$mongod" "$root/bin/mongod"
printf 'root:x:0:0:root:/:/bin/false\n' >"$root/etc/passwd"
# Every path that ldd prints: the loader by itself, the libraries behind an arrow.
ldd "$mongod" | grep -o '/[^ ]*' | sort -u | while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done

tar -C "$root" -c . | docker import --change 'ENTRYPOINT ["/bin/mongod"]' - "$image" >/dev/null
echo "$image"
