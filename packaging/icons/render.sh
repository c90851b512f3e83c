#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws the PNG icons from the SVG; needs librsvg2-bin. Run it after changing the drawing.
set -euo pipefail
cd "$(dirname "$0")"
readonly name=org.scenelens.SceneLens
for size in 16 24 32 48 64 128 256 512; do
  mkdir -p "hicolor/${size}x${size}"
  rsvg-convert -w "$size" -h "$size" "$name.svg" -o "hicolor/${size}x${size}/$name.png"
done
