import { describe, expect, it } from 'vitest';
import { Identities, resourcesOf } from '../../../../../lib/local/cloud/assembly/identity.ts';
import {
  type Json,
  type Template,
  TemplateResolver,
} from '../../../../../lib/local/cloud/assembly/template.ts';

const template: Template = {
  Parameters: { Size: { Default: 'small' } },
  Conditions: {
    IsSmall: { 'Fn::Equals': [{ Ref: 'Size' }, 'small'] },
    IsBig: { 'Fn::Not': [{ Condition: 'IsSmall' }] },
  },
  Mappings: { Sizes: { small: { bytes: 1 } } },
  Resources: {
    Table: { Type: 'AWS::DynamoDB::Table' },
    Videos: { Type: 'AWS::S3::Bucket' },
    Act: { Type: 'AWS::Lambda::Function' },
    Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'relay' } },
    Spare: { Type: 'AWS::S3::Bucket', Condition: 'IsBig' },
  },
};
const resolver = new TemplateResolver(template, new Identities(template));
const resolve = (value: Json) => resolver.resolve(value);

/** As `Fn::Sub` writes a name. */
const named = (name: string) => `\${${name}}`;

describe('a template is resolved', () => {
  it.each<[string, Json, Json]>([
    ['a name', { Ref: 'Table' }, 'Table'],
    ['a bucket’s name in lower case', { Ref: 'Videos' }, 'videos'],
    [
      'a state machine as its ARN',
      { Ref: 'Machine' },
      'arn:aws:states:us-east-1:000000000000:stateMachine:relay',
    ],
    ['an attribute', { 'Fn::GetAtt': ['Act', 'Arn'] }, 'arn:aws:lambda:us-east-1:000000000000:function:Act'],
    ['a parameter’s default', { Ref: 'Size' }, 'small'],
    ['joined parts', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] }, 'a-us-east-1'],
    [
      'a text with names in it',
      { 'Fn::Sub': `${named('AWS::Partition')}:${named('Act.Arn')}:${named('!kept')}` },
      `aws:arn:aws:lambda:us-east-1:000000000000:function:Act:${named('kept')}`,
    ],
    ['a text with its own values', { 'Fn::Sub': [`${named('x')}!`, { x: { Ref: 'Table' } }] }, 'Table!'],
    ['one of a split text', { 'Fn::Select': [1, { 'Fn::Split': [',', 'a,b'] }] }, 'b'],
    ['a value by condition', { 'Fn::If': ['IsSmall', 1, 2] }, 1],
    ['a value of a map', { 'Fn::FindInMap': ['Sizes', { Ref: 'Size' }, 'bytes'] }, 1],
    ['a left out property', { kept: 1, gone: { Ref: 'AWS::NoValue' } }, { kept: 1 }],
  ])('with %s', (_what, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it('without the resources whose condition does not hold', () => {
    expect(resourcesOf(template, resolver, 'AWS::S3::Bucket').map(([id]) => id)).toEqual(['Videos']);
  });

  it('and rejected if it has functions that the local cloud does not know', () => {
    expect(() => resolve({ 'Fn::ImportValue': 'x' })).toThrow('does not know Fn::ImportValue');
    expect(() => resolve({ Ref: 'Nothing' })).toThrow('no resource "Nothing"');
  });
});
