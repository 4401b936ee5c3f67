import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { impatient } from '../runtime/aws-requests.ts';

/** The document client as every adapter expects it: a field that is undefined is a field that is not there. */
export const dynamoClient = (client = new DynamoDBClient(impatient)): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
