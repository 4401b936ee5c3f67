import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { table as keys } from '../lambdas/contract/table.ts';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import { grantKey, type RelayContext } from './relay-context.ts';

type ObjectAction = 'GetObject' | 'PutObject' | 'AbortMultipartUpload' | 'ListMultipartUploadParts';
type IndexName = keyof typeof keys.indexes;

/** The table of records and the bucket of videos. Both outlive the stack. */
export class Storage extends Construct {
  readonly table: Table;
  readonly bucket: Bucket;

  readonly #context: RelayContext;

  constructor(scope: Construct, id: string, context: RelayContext) {
    super(scope, id);
    this.#context = context;
    this.table = this.#createTable();
    this.bucket = this.#createBucket();
  }

  /** Lets a function use these actions on items, and on no index. */
  grantItems(to: Role, ...actions: readonly ('GetItem' | 'PutItem' | 'Query' | 'UpdateItem')[]): void {
    to.addToPolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [this.table.tableArn],
      }),
    );
    grantKey(this.#context, to, 'dynamodb');
  }

  /** Lets a function query these indexes. */
  grantIndexes(to: Role, ...indexes: readonly IndexName[]): void {
    to.addToPolicy(
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: indexes.map((index) => `${this.table.tableArn}/index/${keys.indexes[index].name}`),
      }),
    );
  }

  /** Lets a function use these actions on videos. A presigned link needs `GetObject`. */
  grantVideos(to: Role, ...actions: readonly ObjectAction[]): void {
    this.#grantObjects(to, 'videos/*', actions);
  }

  /** Lets a function keep files that it found to be broken, for somebody to look at. */
  grantBrokenFiles(to: Role): void {
    this.#grantObjects(to, 'broken/*', ['GetObject', 'PutObject', 'AbortMultipartUpload']);
  }

  #grantObjects(to: Role, keys: string, actions: readonly ObjectAction[]): void {
    const objects = this.bucket.arnForObjects(keys);
    to.addToPolicy(
      new PolicyStatement({ actions: actions.map((action) => `s3:${action}`), resources: [objects] }),
    );
    acknowledgeWildcard(to, objects, 'The key of a video is not known before the video exists.');
    grantKey(this.#context, to, actions.includes('PutObject') ? 's3 writing' : 's3 reading');
  }

  #createTable(): Table {
    const { removalPolicy, key: encryptionKey } = this.#context;
    const key = (name: string) => ({ name, type: AttributeType.STRING });
    const table = new Table(this, 'Table', {
      partitionKey: key(keys.partitionKey),
      sortKey: key(keys.sortKey),
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: keys.timeToLive,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // With it, CloudFormation could not delete the empty table of a failed first deployment: it stays, and costs nothing.
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
      ...(encryptionKey ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey } : {}),
    });
    const { lease, owner, status } = keys.indexes;
    table.addGlobalSecondaryIndex({
      indexName: lease.name,
      partitionKey: key(lease.partitionKey),
      sortKey: { name: lease.sortKey, type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    for (const index of [owner, status]) {
      table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: key(index.partitionKey),
        sortKey: key(index.sortKey),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [...keys.listed],
      });
    }
    return table;
  }

  #createBucket(): Bucket {
    const { removalOnceUsed, key } = this.#context;
    const { retainVideoDays, corsOrigins } = this.#context.config;
    const bucket = new Bucket(this, 'Videos', {
      ...(key
        ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: removalOnceUsed,
    });
    bucket.policy?.applyRemovalPolicy(removalOnceUsed); // A bucket that stays still refuses plain http.
    acknowledge(bucket, {
      S1:
        'Records and logs already say who registered, archived and gave out links; a second bucket, written to on every ' +
        'read, would cost more than it shows. CloudTrail data events can be added if an audit needs them.',
    });
    // A copy takes minutes and is continued for a day at most: an older upload was given up.
    bucket.addLifecycleRule({
      id: 'AbortUnfinishedUploads',
      abortIncompleteMultipartUploadAfter: Duration.days(2),
    });
    // Nothing but a person looks at them. A task's record, which names its file, is kept as long by default.
    bucket.addLifecycleRule({ id: 'ExpireBrokenFiles', prefix: 'broken/', expiration: Duration.days(90) });
    if (retainVideoDays !== undefined) {
      bucket.addLifecycleRule({
        id: 'ExpireVideos',
        prefix: 'videos/',
        expiration: Duration.days(retainVideoDays),
      });
    }
    if (corsOrigins.length > 0) {
      bucket.addCorsRule({
        allowedOrigins: [...corsOrigins],
        allowedMethods: [HttpMethods.GET, HttpMethods.HEAD],
      });
    }
    return bucket;
  }
}
