#!/bin/sh
# Generates clients from docs/openapi.json, with each generator's defaults, and type-checks what calls every route with them.
set -eu
cd "$(dirname "$0")"
made=../../.local/generated
rm -rf "$made"
npx openapi-typescript ../../docs/openapi.json --output "$made/openapi-typescript.ts"
npx openapi-ts --input ../../docs/openapi.json --output "$made/hey-api"
npx tsc --project tsconfig.json
