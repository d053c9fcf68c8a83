#!/bin/sh
# Invokes the function again with every event in the queue, after the cause is corrected:
#   redrive.sh FUNCTION_NAME FAILED_EVENTS_URL
# The ids are the same, so an event that Meta has received within 48 hours is not counted twice.
# An event that fails again comes back into the queue.
set -eu
function_name=$1
queue=$2
file=$(mktemp)
trap 'rm -f "$file"' EXIT
while :; do
  # A short poll asks only some of the queue's servers, and may find none of its messages.
  message=$(aws sqs receive-message --queue-url "$queue" --max-number-of-messages 1 \
    --wait-time-seconds 10 --output json)
  [ -n "$message" ] || break
  # Lambda's record contains the event as requestPayload; EventBridge keeps the event itself.
  receipt=$(printf '%s' "$message" | node -e '
    const [message] = JSON.parse(require("fs").readFileSync(0, "utf8")).Messages ?? [];
    if (!message) process.exit(0);
    const body = JSON.parse(message.Body);
    require("fs").writeFileSync(process.argv[1], JSON.stringify(body.requestPayload ?? body));
    process.stdout.write(message.ReceiptHandle);' "$file")
  [ -n "$receipt" ] || break
  aws lambda invoke --function-name "$function_name" --invocation-type Event \
    --cli-binary-format raw-in-base64-out --payload "file://$file" /dev/null >/dev/null
  aws sqs delete-message --queue-url "$queue" --receipt-handle "$receipt"
done
