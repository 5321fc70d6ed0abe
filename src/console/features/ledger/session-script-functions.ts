/** What every script begins with: sending and checking a call, reading answers, waiting. POSIX sh, curl and python3. */
export const SCRIPT_FUNCTIONS = String.raw`: "${"$"}{BATCHROUTER_POLL_SECONDS:=1}"
: "${"$"}{BATCHROUTER_WAIT_SECONDS:=3600}"
BATCHROUTER_URL=${"$"}{BATCHROUTER_URL%/}

for program in curl python3; do
  command -v "$program" >/dev/null || { echo "This script needs $program." >&2; exit 1; }
done
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
calls=0
unlike=0
TOKEN=

# send METHOD PATH STATUS [options of curl]: the answer's body is kept for "value". A call that went well in the session
# and does not now ends the script when it changes something, and is only counted when it reads.
send() {
  method=$1 path=$2 expected=$3
  shift 3
  status=$(curl -sS -g -o "$answer" -w '%{http_code}' -X "$method" "$@" "$BATCHROUTER_URL$path")
  calls=$((calls + 1))
  [ -n "${"$"}{quiet-}" ] || printf '%-6s %s %s\n' "$method" "$status" "$path"
  [ "$status" != "$expected" ] || return 0
  printf '  The session had %s here.\n' "$expected" >&2
  if [ "$method" != GET ] && [ "$expected" -lt 400 ]; then
    cat "$answer" >&2
    exit 1
  fi
  unlike=$((unlike + 1))
}

# value KEY...: prints what stands there in the last answer; * is the first entry that has the rest.
value() {
  python3 -c '
import json, sys

def find(value, path):
    if not path or value is None:
        return value
    if path[0] == "*":
        return next((found for found in (find(entry, path[1:]) for entry in value) if found is not None), None)
    try:
        return find(value[int(path[0])] if isinstance(value, list) else value[path[0]], path[1:])
    except (KeyError, IndexError, TypeError):
        return None

with open(sys.argv[1], encoding="utf-8") as answer:
    found = find(json.load(answer), sys.argv[2:])
if found is None:
    sys.exit("The answer has no " + ".".join(sys.argv[2:]))
print(found if isinstance(found, str) else json.dumps(found))
' "$answer" "$@"
}

# json_text TEXT: as it stands within a JSON string. encoded TEXT: as it stands in a query.
json_text() { python3 -c 'import json, sys; print(json.dumps(sys.argv[1])[1:-1])' "$1"; }
encoded() { python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1], safe=""))' "$1"; }

need_file() { [ -r "$1" ] || { echo "Put $1 here, or name the file in its variable." >&2; exit 1; }; }

# The two loops repeat a call until it says what it said in the session; what is too slow ends the script.
wait_once() {
  [ "$(date +%s)" -lt "$until" ] || { echo "Waited $BATCHROUTER_WAIT_SECONDS s in vain." >&2; exit 1; }
  sleep "$BATCHROUTER_POLL_SECONDS"
  quiet=yes
}

until_ended() {
  until=$(($(date +%s) + BATCHROUTER_WAIT_SECONDS))
  "$@"
  while :; do
    case $(value status) in completed | failed | cancelled | expired) break ;; esac
    wait_once
    "$@"
  done
  quiet=
  printf '  status: %s\n' "$(value status)"
}

# until_there KEY.KEY command...
until_there() {
  until=$(($(date +%s) + BATCHROUTER_WAIT_SECONDS))
  place=$(printf '%s' "$1" | tr . ' ')
  shift
  "$@"
  # The parts of a place are words on purpose.
  # shellcheck disable=SC2086
  until value $place >/dev/null 2>&1; do
    wait_once
    "$@"
  done
  quiet=
}

# The newest mail's token, once it is another than the one used before.
token_from_mailbox() {
  used=$TOKEN
  until=$(($(date +%s) + BATCHROUTER_WAIT_SECONDS))
  send GET "/local/mailbox?to=$EMAIL_ENCODED" 200
  while TOKEN=$(value data '*' token 2>/dev/null || :); [ -z "$TOKEN" ] || [ "$TOKEN" = "$used" ]; do
    wait_once
    send GET "/local/mailbox?to=$EMAIL_ENCODED" 200
  done
  quiet=
}

token_from_person() {
  TOKEN=${"$"}{BATCHROUTER_TOKEN-}
  BATCHROUTER_TOKEN=
  [ -n "$TOKEN" ] || { printf 'The token of the mail: ' >&2; read -r TOKEN; }
}

end_session() {
  echo "Done: $calls calls, $unlike of them answered otherwise than in the session."
}`;
