#!/usr/bin/env bash
# Installs a built wheel into a new, empty environment, away from the checkout, and uses it as a student would:
#   scripts/try_wheel.sh WHEEL WORK_FOLDER        (PYTHON=python3.12 takes another Python)
# What it shows: the wheel needs nothing that only the checkout has, and it carries the course.
set -euo pipefail

wheel=$(realpath "$1")
mkdir -p "$2"
work=$(realpath "$2")
root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
python=${PYTHON:-python3}

say() { printf '%s\n' "-- $*"; }
fail() { printf '%s\n' "try_wheel: $*" >&2; exit 1; }

# expect CODE COMMAND...: runs the command and fails unless it leaves with CODE.
expect() {
  local wanted=$1 code=0
  shift
  "$@" || code=$?
  [ "$code" -eq "$wanted" ] || fail "$* left with $code, expected $wanted"
}

# Nothing of the caller's Python may help: neither its module path nor its environment.
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV

say "an empty environment with $(basename "$wheel")"
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --disable-pip-version-check --quiet \
  --constraint "$root/constraints.txt" "$wheel"
lagrader=$work/venv/bin/lagrader

mkdir -p "$work/student" "$work/right"
cd "$work/student"

say "the package lies in the environment, and the course with it"
package=$("$work/venv/bin/python" -I -c 'import lagrader, pathlib; print(pathlib.Path(lagrader.__file__).parent)')
case $package in "$work"/venv/*) ;; *) fail "lagrader was imported from $package, not from the wheel" ;; esac
for folder in "$root"/exercises/*/; do
  name=$(basename "$folder")
  for file in rubric.yaml starter.py mistakes.py README.md; do
    [ -f "$package/_course/exercises/$name/$file" ] || fail "the wheel lacks exercises/$name/$file"
  done
  [ -f "$package/_course/solutions/$name.py" ] || fail "the wheel lacks solutions/$name.py"
done

say "lagrader --version"
version=$("$lagrader" --version)
printf '%s\n' "$version"
wanted=$("$work/venv/bin/python" -I -c 'import importlib.metadata as m; print(m.version("lagrader"))')
case $version in *"$wanted"*) ;; *) fail "--version says '$version', the package is $wanted" ;; esac

say "a copy of the solutions: full marks"
cp "$root"/solutions/*.py "$work/right/"
expect 0 "$lagrader" check "$work/right"

say "lagrader init, then the starters as they are: graded, and not passed"
expect 0 "$lagrader" init
for file in "$root"/solutions/*.py; do
  [ -f "solutions/$(basename "$file")" ] || fail "init wrote no solutions/$(basename "$file")"
done
expect 1 "$lagrader" check

say "a program that takes the installed solution by its path gets nothing"
mkdir -p "$work/thief"
cat > "$work/thief/ex3_neuron.py" <<'PYTHON'
from pathlib import Path
import torch
beside_torch = Path(torch.__file__).parent.parent / "lagrader" / "_course" / "solutions" / "ex3_neuron.py"
exec(beside_torch.read_text())
PYTHON
if [ "$(uname -s)" = Linux ]; then
  expect 1 "$lagrader" check 3 "$work/thief" --format plain | tee "$work/thief.txt"
  grep -q 'solutions/ex3_neuron.py: .*OUT_OF_REACH' "$work/thief.txt" || fail "the solution could be read, or it was something else that failed"
fi

say "the wheel works on its own"
