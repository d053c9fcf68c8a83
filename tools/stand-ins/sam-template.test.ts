import { expect, test } from 'vitest';
import { namesToFix, parseSamTemplate } from './src/sam-template.ts';

const template = `
Parameters:
  Name: { Type: String }
  Unused: { Type: String }
Conditions:
  Named: !Not [!Equals [!Ref Name, ""]]
  Never: !Equals [!Ref Name, x]
Resources:
  Function:
    Type: AWS::Serverless::Function
    Condition: Named
    Properties:
      FunctionUrlConfig: { AuthType: NONE }
      Role: !GetAtt Absent.Arn
      Description: !Sub \${AWS::StackName} \${Missing.Arn} \${Name}
      Layers: !If [Undefined, [!Ref Layer], !Ref AWS::NoValue]
Outputs:
  Url: { Value: !GetAtt FunctionUrl.FunctionUrl }
`;

test('the short forms are read as the long ones', () => {
  const { Conditions, Resources } = parseSamTemplate(template);
  expect(Conditions['Named']).toEqual({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Name' }, ''] }] });
  expect(Resources['Function']?.Properties['Role']).toEqual({ 'Fn::GetAtt': 'Absent.Arn' });
});

test('names without a definition, and names without a use, are listed', () => {
  expect(namesToFix(parseSamTemplate(template))).toEqual([
    'Layer',
    'Absent',
    'Missing',
    'Undefined',
    'Unused',
    'Never',
  ]);
});

test.each([
  ['an alias', 'Resources: { A: &a { Type: x }, B: *a }', /alias \*a/],
  ['a function that is not read', 'Resources: { A: !Join [a, b] }', /!Join/],
  ['invalid YAML', 'Resources: [', /./],
])('%s is an error', (_, text, message) => {
  expect(() => parseSamTemplate(text)).toThrow(message);
});
