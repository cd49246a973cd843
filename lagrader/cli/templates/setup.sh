#!/usr/bin/env bash
# Written by lagrader @VERSION@ for Gradescope, which runs it once, when it builds the autograder's image.
set -euo pipefail
autograder=${AUTOGRADER:-/autograder}

apt-get update -qq
apt-get install -y -qq python3-pip
# uv brings a Python of its own, and knows where torch's CPU build lies.
python3 -m pip install --quiet uv
uv venv --python 3.11 "$autograder/lagrader"
uv pip install --python "$autograder/lagrader/bin/python" --torch-backend cpu @INSTALL@
