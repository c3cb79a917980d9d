#!/bin/sh
# Makes an authority of its own and a certificate for localhost, for the webhook receiver.
#
#     certificate.sh FOLDER [NAME]     writes ca.pem, localhost.pem and localhost.key there, good for NAME too
set -eu
cd "$1"

new_key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

new_key ca.key
openssl req -x509 -new -key ca.key -days 3650 -subj '/CN=citylearn development' \
    -addext 'basicConstraints=critical,CA:TRUE' -out ca.pem
new_key localhost.key
openssl req -new -key localhost.key -subj '/CN=localhost' -out localhost.csr
printf '%s\n' "subjectAltName=DNS:localhost,IP:127.0.0.1${2:+,DNS:$2}" 'extendedKeyUsage=serverAuth' >localhost.ext
openssl x509 -req -in localhost.csr -CA ca.pem -CAkey ca.key -set_serial 1 -days 3650 \
    -extfile localhost.ext -out localhost.pem 2>/dev/null
rm -f ca.key localhost.csr localhost.ext
