#!/usr/bin/env bash
# Runs a command as an ordinary user, whoever calls this:  scripts/as_ordinary_user.sh COMMAND...   (PYTHON: its Python)
# Root becomes the user that owns nothing. Where the Python or this checkout lies in a folder that only root may enter, that
# folder is covered in a mount namespace of the command's own, and what is needed is shown there. 77: it can't be done here.
set -euo pipefail

[ "$(id -u)" -eq 0 ] || exec "$@"
command -v setpriv >/dev/null || { echo "there is no setpriv here (util-linux)" >&2; exit 77; }
root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
python=${PYTHON:-python3}

as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --inh-caps=-all
  env HOME=/nonexistent PYTHONDONTWRITEBYTECODE=1 "$@")

# closed_above PATH: the outermost folder on the way to it that others may not enter; nothing where all are open.
closed_above() {
  local path=$1 found=
  while [ "$path" != / ]; do
    [ $((0$(stat -c %a "$path") & 1)) -eq 1 ] || found=$path
    path=$(dirname "$path")
  done
  printf '%s' "$found"
}

prefixes='import os, sys; print(*{os.path.realpath(path) for path in (sys.base_prefix, sys.prefix)}, sep="\n")'
shown=() closed=()
while IFS= read -r path; do
  above=$(closed_above "$path")
  [ -z "$above" ] || { shown+=("$path") closed+=("$above"); }
done < <("$python" -c "$prefixes"; echo "$root")
[ ${#shown[@]} -gt 0 ] || exec "${as_nobody[@]}"

unshare -m true 2>/dev/null || {
  echo "others may not enter ${closed[0]}, and no mount namespace can be had to show what is in it" >&2
  exit 77
}
HOLD=$(mktemp -d)
trap 'rmdir "$HOLD"' EXIT
export HOLD
unshare -m bash -c '
  set -euo pipefail
  place=$1 count=$2
  shift 2
  mount -t tmpfs -o mode=755 none "$HOLD"
  for ((i = 1; i <= count; i++)); do mkdir "$HOLD/$i"; mount --bind "${!i}" "$HOLD/$i"; done
  for ((i = count + 1; i <= 2 * count; i++)); do mount -t tmpfs -o mode=755 none "${!i}"; done
  for ((i = 1; i <= count; i++)); do mkdir -p "${!i}"; mount --bind "$HOLD/$i" "${!i}"; done
  shift $((2 * count))
  cd "$place"
  exec "$@"
' bash "$PWD" "${#shown[@]}" "${shown[@]}" "${closed[@]}" "${as_nobody[@]}"
