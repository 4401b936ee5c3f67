import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { impatient } from '../runtime/aws-requests.ts';

/**
 * The document client as every adapter expects it: a field that is undefined is a field that is not there.
 * The marshaller takes an object with an entry named `constructor` for the instance of a class, which it refuses unless it
 * may convert those (https://github.com/aws/aws-sdk-js-v3, util-dynamodb's convertToAttr). Metadata may have any name.
 */
export const dynamoClient = (client = new DynamoDBClient(impatient)): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
  });
