#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes build/packages/SceneLens.AppDir, a folder with the programs and the libraries they need, and, where
# `appimagetool` (https://github.com/AppImage/appimagetool) is in PATH, one AppImage file of it.
#
# Run it after ./dev build, on the oldest system that shall run it. Without LibTorch: it would be some 400 MB more.
# Checked: the AppDir, made on Debian 12, passes its self test without a display in a bare Debian 12 root without Qt, with the
# libraries that each desktop has (fontconfig, GL, X11, xcb, PulseAudio). Not checked: appimagetool, other distributions.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
readonly app=$PWD/build/packages/SceneLens.AppDir id=org.scenelens.SceneLens

# What every desktop has in its own version, and what must match the system's drivers and display.
readonly of_the_system='^(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|stdc\+\+|gcc_s|z|GL|EGL|GLX|OpenGL|GLdispatch|drm|gbm|X11|X11-xcb|xcb|xcb-dri2|xcb-dri3|fontconfig|freetype|expat|asound|pulse|pulsecommon-.*|va|va-drm|va-x11|vdpau|systemd|dbus-1|udev|nss.*|com_err))\.so'

rm -rf "$app"
cmake --install build/release --prefix "$app/usr" --component base >/dev/null

plugins=$(qtpaths6 --query QT_INSTALL_PLUGINS 2>/dev/null || /usr/lib/qt6/bin/qmake6 -query QT_INSTALL_PLUGINS)
for folder in platforms platformthemes sqldrivers multimedia iconengines imageformats xcbglintegrations; do
  [ -d "$plugins/$folder" ] || continue
  mkdir -p "$app/usr/plugins/$folder"
  cp "$plugins/$folder"/*.so "$app/usr/plugins/$folder/"
done
# Drivers of databases that nobody opens here would bring their clients along.
find "$app/usr/plugins/sqldrivers" -type f ! -name '*sqlite*' ! -name '*psql*' -delete
find "$app/usr/plugins/platforms" -type f ! -name '*xcb*' ! -name '*offscreen*' -delete
# GStreamer's own plugins cannot move; Qt Multimedia's FFmpeg plugin plays and captures as well.
rm -f "$app/usr/plugins/multimedia/libgstreamermediaplugin.so"
printf '[Paths]\nPrefix = ..\nPlugins = plugins\n' >"$app/usr/bin/qt.conf"

mkdir -p "$app/usr/lib"
find "$app/usr" -type f \( -name '*.so' -o -path '*/bin/scenelens*' \) -print0 |
  xargs -0 -n1 ldd | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p' | sort -u |
  while read -r library; do
    [[ $(basename "$library") =~ $of_the_system ]] || cp -Lu "$library" "$app/usr/lib/"
  done

cat >"$app/AppRun" <<'RUN'
#!/bin/sh
# "SceneLens.AppImage cli ..." is scenelens-cli.
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here/usr/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
if [ "${1:-}" = cli ]; then
  shift
  exec "$here/usr/bin/scenelens-cli" "$@"
fi
exec "$here/usr/bin/scenelens" "$@"
RUN
chmod +x "$app/AppRun"
cp "$app/usr/share/applications/$id.desktop" "$app/usr/share/icons/hicolor/256x256/apps/$id.png" "$app/"
ln -sf "$id.png" "$app/.DirIcon"
du -sh "$app"

if command -v appimagetool >/dev/null; then
  appimagetool "$app" "build/packages/SceneLens-$(uname -m).AppImage"
else
  echo "appimagetool is not in PATH: the AppDir is all there is." >&2
fi
