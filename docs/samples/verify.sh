#!/bin/sh
# Verifies a callback with openssl (3.0 or later) alone, by the public key: there is no secret to keep.
# PUBLIC_KEY=whpk_… sh verify.sh ID TIMESTAMP SIGNATURES < body
# SECRET=whsec_…    sh verify.sh ID TIMESTAMP SIGNATURES < body
# Ends 0 where one of the signatures fits and is at most five minutes old.
set -eu
id=$1 timestamp=$2 signatures=$3

age=$(($(date +%s) - timestamp))
if [ "$age" -gt 300 ] || [ "$age" -lt -300 ]; then echo 'refused: too old, or from the future' >&2 && exit 1; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{ printf '%s.%s.' "$id" "$timestamp" && cat; } >"$work/signed"

if [ -n "${SECRET:-}" ]; then
  key=$(printf '%s' "${SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
  expected=v1,$(openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary "$work/signed" | openssl base64 -A)
  for signature in $signatures; do
    if [ "$signature" = "$expected" ]; then echo verified && exit 0; fi
  done
else
  # An ed25519 key in the form that openssl reads is twelve fixed bytes and the key's own 32.
  { printf '\060\052\060\005\006\003\053\145\160\003\041\000' && printf '%s' "${PUBLIC_KEY#whpk_}" | openssl base64 -d -A; } >"$work/key"
  for signature in $signatures; do
    case $signature in v1a,*) ;; *) continue ;; esac
    printf '%s' "${signature#v1a,}" | openssl base64 -d -A >"$work/signature"
    if openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin -in "$work/signed" \
      -sigfile "$work/signature" >/dev/null 2>&1; then echo verified && exit 0; fi
  done
fi
echo 'refused: no signature fits' >&2
exit 1
