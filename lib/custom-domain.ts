import {
  BasePathMapping,
  DomainName,
  EndpointAccessMode,
  EndpointType,
  type IRestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import { apiStage } from '../lambdas/contract/routes.ts';

/** A host name of your own for the API, with the stage as its first segment, as at the name that AWS gives it. */
export class CustomDomain extends Construct {
  /** What the host name must lead to in DNS, as a CNAME or an alias. */
  readonly target: string;

  constructor(
    scope: Construct,
    id: string,
    {
      domainName,
      certificateArn,
      restApi,
    }: { domainName: string; certificateArn: string; restApi: IRestApi },
  ) {
    super(scope, id);
    const domain = new DomainName(this, 'Name', {
      domainName,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      endpointType: EndpointType.REGIONAL,
      // As the API's own host name.
      securityPolicy: SecurityPolicy.TLS13_1_2_PQ_2025_09,
      endpointAccessMode: EndpointAccessMode.BASIC,
    });
    new BasePathMapping(this, 'Mapping', {
      domainName: domain,
      restApi,
      basePath: apiStage,
      stage: restApi.deploymentStage,
    });
    this.target = domain.domainNameAliasDomainName;
  }
}
