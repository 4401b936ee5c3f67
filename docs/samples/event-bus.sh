#!/bin/sh
# Brings every finished video of the bus $BUS to a new queue, with the AWS CLI.
set -eu
BUS=${BUS:-default}

QUEUE_URL=$(aws sqs create-queue --queue-name finished-videos \
  --query QueueUrl --output text)
QUEUE_ARN=$(aws sqs get-queue-attributes --queue-url "$QUEUE_URL" \
  --attribute-names QueueArn --query Attributes.QueueArn --output text)
RULE_ARN=$(aws events put-rule --name finished-videos \
  --event-bus-name "$BUS" --query RuleArn --output text --event-pattern \
  '{"source":["seedance-relay"],"detail-type":["video.completed"]}')

# The rule, and nothing else, may send to the queue.
aws sqs set-queue-attributes --queue-url "$QUEUE_URL" --attributes "$(
  printf '{"Policy":"{\\"Statement\\":[{\\"Effect\\":\\"Allow\\",'
  printf '\\"Principal\\":{\\"Service\\":\\"events.amazonaws.com\\"},'
  printf '\\"Action\\":\\"sqs:SendMessage\\",\\"Resource\\":\\"%s\\",' "$QUEUE_ARN"
  printf '\\"Condition\\":{\\"ArnEquals\\":{\\"aws:SourceArn\\":\\"%s\\"}}}]}"}' "$RULE_ARN"
)"
aws events put-targets --rule finished-videos --event-bus-name "$BUS" \
  --targets "Id=queue,Arn=$QUEUE_ARN"
