#!/usr/bin/env bash
# Makes the certificates in this folder. They are for loopback servers in tests, and nothing else:
# their private keys are public.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }

# leaf FILE SUBJECT_ALT_NAME NOT_BEFORE NOT_AFTER
leaf() {
  openssl req -new -key server-key.pem -subj "/CN=test only" -out "$work/request.pem"
  openssl ca -batch -notext -config "$work/ca.conf" -extensions leaf -in "$work/request.pem" \
    -startdate "$3" -enddate "$4" -out "$1" -extfile <(printf '[leaf]\nsubjectAltName=%s\n' "$2")
}

cat > "$work/ca.conf" <<CONF
[ca]
default_ca = test
[test]
database = $work/index.txt
serial = $work/serial
new_certs_dir = $work
private_key = $work/authority-key.pem
certificate = authority.pem
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
CONF
touch "$work/index.txt"
echo 01 > "$work/serial"

new_key server-key.pem
new_key "$work/authority-key.pem"
openssl req -x509 -key "$work/authority-key.pem" -subj "/CN=meta-capi test authority" -days 36500 \
  -addext "basicConstraints=critical,CA:TRUE" -out authority.pem
openssl req -x509 -key server-key.pem -subj "/CN=self-signed test server" -days 36500 \
  -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" -out self-signed.pem
leaf trusted.pem "DNS:localhost,IP:127.0.0.1" 20250101000000Z 21250101000000Z
leaf expired.pem "DNS:localhost,IP:127.0.0.1" 20200101000000Z 20210101000000Z
leaf other-name.pem "DNS:shop.example.com" 20250101000000Z 21250101000000Z
