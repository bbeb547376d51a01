#!/bin/sh
# Fetches the two libraries of the proof check from the npm registry and lays the files that are needed beside the pages.
# The only change: imports of '@noble/hashes/...' become relative paths, since a page without a build chain has no resolver for names.
set -eu
CURVES=2.4.0
HASHES=2.4.0
cd "$(dirname "$0")/src/main/resources/com/hookprobe/console/assets/vendor"
TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT
(cd "$TMP" && npm pack --silent "@noble/curves@$CURVES" "@noble/hashes@$HASHES" >/dev/null)
rm -rf noble-curves noble-hashes
for lib in curves hashes; do
  mkdir -p "$TMP/$lib" && tar xzf "$TMP"/noble-$lib-*.tgz -C "$TMP/$lib"
  mkdir -p "noble-$lib" && cp "$TMP/$lib/package/LICENSE" "noble-$lib/LICENSE"
done
for file in sha2 hmac _md _u64 utils; do
  sed '/^\/\/# sourceMappingURL/d' "$TMP/hashes/package/$file.js" >"noble-hashes/$file.js"
done
mkdir -p noble-curves/abstract
for file in bls12-381 ed25519 nist utils; do
  sed -e "/^import /s#from '@noble/hashes/#from '../noble-hashes/#" -e '/^\/\/# sourceMappingURL/d' "$TMP/curves/package/$file.js" >"noble-curves/$file.js"
done
for file in bls curve der edwards fft frost hash-to-curve modular montgomery oprf tower weierstrass; do
  sed -e "/^import /s#from '@noble/hashes/#from '../../noble-hashes/#" -e '/^\/\/# sourceMappingURL/d' "$TMP/curves/package/abstract/$file.js" >"noble-curves/abstract/$file.js"
done
printf '@noble/curves %s\n@noble/hashes %s\n' "$CURVES" "$HASHES" >VERSIONS
