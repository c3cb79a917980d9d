#!/bin/sh
# Makes what nginx answers on its own: one problem (RFC 9457) a file, STATUS.json.
#
#     nginx/problems.sh FOLDER
#
# THIS-REQUEST becomes the id of the request when the file is sent.
set -eu
mkdir -p "$1"

while IFS='|' read -r status slug title detail; do
    [ -n "$status" ] || continue
    cat >"$1/$status.json" <<-PROBLEM
	{"type":"/problems/$slug","title":"$title","status":$status,"detail":"$detail","instance":"urn:request:THIS-REQUEST","code":"$slug","requestId":"THIS-REQUEST"}
	PROBLEM
done <<'END'
400|malformed_request|The request could not be understood|Check the address, the headers and the encoding of the request.
403|not_allowed|This is not yours to do|This address is not open to you.
404|not_found|There is no such thing here|Check the address; ids never change, slugs may.
405|wrong_method|This address does not take that method|The Allow header names the methods that it takes.
408|too_slow|The request came in too slowly|Send it again over a better connection, or less of it at once.
413|too_large|The request body is too large|Send less at once; lists have a _batch or a job for that.
414|address_too_long|The address is too long|Keep the address with its query below 8 KiB.
429|rate_limited|Too many requests|Wait for as many seconds as Retry-After says.
431|headers_too_large|The request headers are too large|Keep each header below 8 KiB and all of them below 32 KiB.
500|broken|Something broke on our side|Send it again; if it fails again, tell the operator the requestId.
501|not_implemented|This method is not known here|Use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS, and no transfer coding but chunked.
502|no_answer|The service broke off before it answered|Send it again after as many seconds as Retry-After says, a POST with the same Idempotency-Key.
503|busy|The service has too much to do|Send it again after as many seconds as Retry-After says.
504|late_answer|The service did not answer in time|Send it again after as many seconds as Retry-After says, a POST with the same Idempotency-Key.
505|http_version|This version of HTTP is not spoken here|Speak HTTP/1.1 or HTTP/2.
END
