import { expect, it } from 'vitest';
import { arrayLiteral } from '../../src/core/arrayLiteral.ts';
import type { ArrayForm } from '../../src/core/columnForm.ts';

const literal = (json: string, element: ArrayForm['element']) => {
  const bytes = new TextEncoder().encode(json);
  return arrayLiteral(bytes, 0, bytes.length, { element });
};

it.each<[string, ArrayForm['element'], string]>([
  ['[]', 'integer', '{}'],
  ['[1, null,\n-3]', 'integer', '{1,NULL,-3}'],
  ['[1.10,"NaN"]', 'numeric', '{1.10,"NaN"}'],
  ['[true,false]', 'boolean', '{true,false}'],
  ['["a","","NULL","q\\"b\\\\","{,}","\\u00e9"]', 'text', '{"a","","NULL","q\\"b\\\\","{,}","é"}'],
  ['[[1,2],[3,null]]', 'integer', '{{1,2},{3,NULL}}'],
  ['[[1],[{}]]', 'json', '{{"1"},{"{}"}}'],
  ['[{"a":1},"x",null,1.0]', 'json', '{"{\\"a\\":1}","\\"x\\"",NULL,"1.0"}'],
])('%s of %s is %s', (json, element, expected) => {
  expect(literal(json, element)).toBe(expected);
});

it.each<[string, ArrayForm['element']]>([
  ['[{"label":"a"}]', 'other'],
  ['["a"]', 'unknown'],
  ['[{"a":1}]', 'text'],
  ['[[1],[2,3]]', 'integer'],
  ['[[1],2]', 'integer'],
  ['[[],[]]', 'integer'],
  ['["1"]', 'integer'],
])('%s of %s is left to Postgres', (json, element) => {
  expect(literal(json, element)).toBeNull();
});
